-- One row per measure and period that any comparator group is compared at: what every area has, a list a column, and the council's place in every group, as two JSON documents (as in mart_measure_sheet).
-- Of other periods the explorer asks the star: few readers choose one, and documents of all would add nearly half to a large warehouse.
create table mart_compared as
with

compared as (
    select distinct measure, period
    from mart_position
    where shared
),

figures as (
    select
        measure,
        period,
        {area: list(area order by area), value: list(value order by area), marker: list(marker order by area)} as figures
    from current_observation
    join compared using (measure, period)
    where breakdown = 'total'
    group by measure, period
),

places as (
    select
        measure,
        period,
        list({"group": "group", median: median, others: others, rank: rank, of_n: of_n, quartile: quartile} order by "group") as places
    from mart_position
    join compared using (measure, period)
    group by measure, period
)

select
    measure,
    period,
    to_json(figures) as figures,
    to_json(places) as places
from figures
join places using (measure, period)
order by measure, period;
