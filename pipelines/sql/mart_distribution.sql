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
        own_value,
        current_observation.numerator,
        current_observation.denominator,
        per,
        is_ratio(value, per, current_observation.numerator, current_observation.denominator, decimals) as ratio
    from current_observation
    join mart_comparator using (area)
    join current_measure using (measure)
    left join own using (measure, period)
    where breakdown = 'total'
      and value is not null
),

described as (
    select
        measure,
        period,
        "group",
        unnest(described(value, own, own_value)),
        case when bool_and(ratio) then any_value(per) * sum(numerator) / sum(denominator) end as pooled,
        if(bool_and(coalesce(denominator > 0, false)), max(denominator) / min(denominator), null) as denominator_ratio
    from figures
    group by measure, period, "group"
)

select
    measure,
    period,
    "group",
    n,
    mean,
    q[2] as median,
    low,
    high,
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
    below,
    pooled,
    denominator_ratio
from described
order by measure, period, "group";
