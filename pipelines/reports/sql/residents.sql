-- A row is one group of the site's residents: its share, and how many people it is of the site's population.
SELECT g.code_list AS breakdown, g.code AS category, g.share, site.population * g.share AS people
FROM ops.population_group AS g
CROSS JOIN ops.site AS site
ORDER BY ALL
