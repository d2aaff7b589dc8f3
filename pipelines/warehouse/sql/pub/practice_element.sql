-- A row is one version of one recommended practice, with where it stands on the site's day. Nothing is left out.
SELECT
    element.*,
    CASE
        WHEN element.active_from_date > setting.as_of_date THEN 'coming'
        WHEN element.active_to_date < setting.as_of_date AND element.retired_reason IS NOT NULL THEN 'retired'
        WHEN element.active_to_date < setting.as_of_date THEN 'replaced'
        ELSE 'in_force'
    END AS standing
FROM core.practice_element AS element
CROSS JOIN stg.setting AS setting
ORDER BY agency_area, element_no, version
