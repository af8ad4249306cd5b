-- One row per measure and comparator group: its distribution and the council's place in every period, oldest first, as one JSON document (as in mart_measure_sheet).
create table mart_spread as
with

totals as (
    select *, 'total' as breakdown
    from mart_distribution
)

select
    measure,
    "group",
    listed(list(to_json(placed) order by end_date, months)) as spread
from (
    select * exclude (breakdown, quintile)
    from spread_of('totals')
) as placed
group by measure, "group"
order by measure, "group";
