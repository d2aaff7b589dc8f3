-- A row is one recommended practice as it stands on the site's day: the latest wording that holds by then, retired ones
-- with the day of it. Left out: practices that the site adds on a later day.
WITH version AS (
    SELECT
        element.*,
        first(requirement_text) OVER (PARTITION BY element_id ORDER BY version) AS first_text,
        row_number() OVER (PARTITION BY element_id ORDER BY version DESC) AS newest
    FROM core.practice_element AS element
    CROSS JOIN stg.setting AS setting
    WHERE coalesce(element.active_from_date, setting.as_of_date) <= setting.as_of_date
)

SELECT
    version.* EXCLUDE (active_from_date, active_to_date, retired_reason),
    version.active_from_date AS wording_from_date,
    CASE WHEN NOT version.is_local THEN version.first_text END AS published_text,
    CASE WHEN version.active_to_date < setting.as_of_date THEN version.active_to_date + 1 END AS retired_on_date,
    CASE WHEN version.active_to_date < setting.as_of_date THEN version.retired_reason END AS retired_reason
FROM version
CROSS JOIN stg.setting AS setting
WHERE newest = 1
ORDER BY element_id
