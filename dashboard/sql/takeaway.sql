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
