-- One row per measure, period and comparator group: the figures of its members, and of all but the council's own (DR-16).
create table mart_distribution as
with

own as (
    select measure, period, value as own_value
    from own_observation
    where breakdown = 'total'
      and value is not null
),

-- The council's own value beside every member's, to count who lies above it and who below.
figures as (
    select
        measure,
        period,
        "group",
        mart_comparator.own,
        value,
        own_value
    from current_observation
    join mart_comparator using (area)
    left join own using (measure, period)
    where breakdown = 'total'
      and value is not null
),

described as (
    select
        measure,
        period,
        "group",
        unnest(described(value, own, own_value))
    from figures
    group by measure, period, "group"
)

select
    measure,
    period,
    "group",
    n,
    q[1] as q25,
    q[2] as q50,
    q[3] as q75,
    others,
    others_mean,
    others_median,
    others_low,
    others_high,
    own_value,
    above,
    below
from described
order by measure, period, "group";
