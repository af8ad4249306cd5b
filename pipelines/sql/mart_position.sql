-- One row per measure, the council's area, period and comparator group: its place among the group, like with like in time (DR-16 to DR-19, DR-24).
create table mart_position as
with

totals as (
    select *, 'total' as breakdown
    from mart_distribution
),

placed as (
    from spread_of('totals')
    where value is not null
      and others > 0
),

-- A mean needs five others (DR-16); so does a period to be the one compared at, unless the group is smaller than that.
sized as (
    select "group", least(5, count(*)) as enough
    from mart_comparator
    where not own
    group by "group"
),

shared as (
    select measure, "group", period
    from placed
    join sized using ("group")
    where others >= enough
    qualify row_number() over (partition by measure, "group" order by end_date desc, months desc) = 1
)

select
    measure,
    area,
    period,
    placed."group",
    value,
    mean,
    median,
    low,
    high,
    others,
    rank,
    of_n,
    quartile,
    quintile,
    shared.period is not null as shared,
    withheld
from placed
left join shared using (measure, "group", period), warehouse
order by measure, period, placed."group";

comment on table mart_position is 'One row per measure, the council''s area, period and comparator group: its place among the group.';
comment on column mart_position.measure is 'Measure.';
comment on column mart_position.area is 'The council''s own area.';
comment on column mart_position.period is 'Period.';
comment on column mart_position."group" is 'Comparator group.';
comment on column mart_position.value is 'The council''s value.';
comment on column mart_position.mean is 'Simple mean of the others that have a figure; null where fewer than five have.';
comment on column mart_position.median is 'Median of the others.';
comment on column mart_position.low is 'Lowest of the others.';
comment on column mart_position.high is 'Highest of the others.';
comment on column mart_position.others is 'How many others have a figure.';
comment on column mart_position.rank is 'Place from the best, ties sharing the better one; null where neither higher nor lower is better.';
comment on column mart_position.of_n is 'Among how many, the council counted.';
comment on column mart_position.quartile is 'A is the best quarter of the group, D the weakest (DR-18).';
comment on column mart_position.quintile is 'Fifth of the group, 1 the best.';
comment on column mart_position.shared is 'True for the latest period both the council and enough of the group have (DR-17).';
comment on column mart_position.withheld is 'True where the mean is withheld, as fewer than five others have a figure (DR-16).';
