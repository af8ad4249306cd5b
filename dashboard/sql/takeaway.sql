-- name: sources
-- Where the figures of these measures come from, and under which licence, each once.
select
    coalesce(source_name, source_system) as source,
    licence,
    min(measure) as measure
from current_measure
where measure = any($measures)
    and coalesce(source_name, source_system) is not null
group by all
order by measure, licence;

-- name: titles
-- What codes that may stand in an address are called: measures, plan nodes, areas, comparator groups.
select
    measure as code,
    short_title as title
from current_measure
where measure = any($codes)
union all
select
    node,
    short_title
from dim_plan
where node = any($codes)
union all
select
    area,
    name
from dim_area
where area = any($codes)
union all
select
    "group",
    name
from dim_group
where "group" = any($codes)
order by code, title;
