-- One row per measure, the council's area, period and comparator group: its place among the group, like with like in time (DR-16, DR-17, DR-18, DR-24).
create table mart_position as
with

own as (
    select measure, area, period, value, end_date, months
    from current_observation
    join dim_area using (area)
    join dim_period using (period)
    where own
      and breakdown = 'total'
      and value is not null
),

-- Groups the council is compared in: its own lists of neighbours, and the groups it belongs to. It is never its own neighbour.
offered as (
    select "group"
    from dim_group, warehouse
    where of_area = area
    union
    select "group"
    from bridge_group_area
    join dim_group using ("group")
    join dim_area using (area)
    where own
      and of_area is null
),

members as (
    select distinct "group", dim_area.authority as area
    from bridge_group_area
    join offered using ("group")
    join dim_area using (area), warehouse
    where not own
      and coalesce(rank, 1) <= neighbours
),

others as (
    select "group", own.measure, own.period, theirs.value
    from own
    join current_observation as theirs
        on theirs.measure = own.measure
       and theirs.period = own.period
       and theirs.breakdown = 'total'
    join members on members.area = theirs.area
    where theirs.value is not null
),

everyone as (
    select "group", measure, period, value, false as own from others
    union all
    select "group", measure, period, value, true from own, offered
),

described as (
    select
        "group",
        measure,
        period,
        count(*) as of_n,
        count(*) filter (not own) as others,
        avg(value) filter (not own) as mean,
        median(value) filter (not own) as median,
        min(value) filter (not own) as low,
        max(value) filter (not own) as high,
        quantile_cont(value, 0.25) as q25,
        quantile_cont(value, 0.50) as q50,
        quantile_cont(value, 0.75) as q75
    from everyone
    group by "group", measure, period
),

ranked as (
    select
        everyone."group",
        everyone.measure,
        everyone.period,
        own,
        case polarity
            when 'higher' then rank() over (partition by everyone."group", everyone.measure, everyone.period order by value desc)
            when 'lower' then rank() over (partition by everyone."group", everyone.measure, everyone.period order by value)
        end as rank
    from everyone
    join current_measure using (measure)
),

-- A mean needs five others (DR-16); so does a period to be the one compared at, unless the group is smaller than that.
sized as (
    select "group", least(5, count(*)) as enough
    from members
    group by "group"
),

shared as (
    select measure, "group", period
    from described
    join sized using ("group")
    join dim_period using (period)
    where others >= enough
    qualify row_number() over (partition by measure, "group" order by end_date desc, dim_period.months desc) = 1
)

select
    own.measure,
    own.area,
    own.period,
    described."group",
    own.value,
    case when described.others >= 5 then mean end as mean,
    median,
    low,
    high,
    described.others,
    ranked.rank,
    of_n,
    case when of_n >= 4 then quartile_band(own.value, q25, q50, q75, polarity) end as quartile,
    shared.period is not null as shared,
    described.others < 5 as withheld
from own
join described using (measure, period)
join ranked
    on ranked.own
   and ranked."group" = described."group"
   and ranked.measure = own.measure
   and ranked.period = own.period
join current_measure on current_measure.measure = own.measure
left join shared
    on shared.measure = own.measure
   and shared."group" = described."group"
   and shared.period = own.period
where described.others > 0
order by own.measure, own.period, described."group";
