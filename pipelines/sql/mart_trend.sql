-- One row per measure and breakdown of the council's own: the recent trend of its five latest years (DR-14, DR-33, DR-34).
create table mart_trend as
with

valued as (
    select
        measure,
        area,
        breakdown,
        period,
        own_observation.value,
        mart_interval.lower,
        mart_interval.upper
    from own_observation
    left join mart_interval using (measure, area, period, breakdown)
    where own_observation.value is not null
)

select *
from trends_of('valued')
order by measure, breakdown;
