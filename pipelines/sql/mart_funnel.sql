-- One row per measure, period, comparator group and area at the period compared at: control limits around the pooled average (DR-23).
-- A view, as no page asks it: a reader's set of councils is worked out when it is asked for, by the same macros.
create view mart_funnel as
with

counted as (
    select
        measure,
        period,
        mart_position."group",
        mart_comparator.area,
        current_observation.value,
        current_observation.numerator,
        current_observation.denominator,
        value_type,
        per
    from mart_position
    join mart_comparator using ("group")
    join current_measure using (measure)
    join current_observation using (measure, period)
    where shared
      and current_observation.area = mart_comparator.area
      and breakdown = 'total'
      and value_type in ('proportion', 'rate')
      and is_ratio(
          current_observation.value, per, current_observation.numerator, current_observation.denominator, decimals
      )
),

pooled as (
    select
        *,
        numerator / denominator as share,
        sum(numerator) over (partition by measure, period, "group")
        / sum(denominator) over (partition by measure, period, "group") as average
    from counted
),

limited as (
    select
        *,
        funnel_lower(value_type, average, denominator) as lower95,
        funnel_upper(value_type, average, denominator) as upper95,
        funnel_lower(value_type, average, denominator, 0.998) as lower998,
        funnel_upper(value_type, average, denominator, 0.998) as upper998
    from pooled
)

select
    measure,
    period,
    "group",
    area,
    value,
    denominator,
    per * average as pooled,
    per * lower95 as lower95,
    per * upper95 as upper95,
    per * lower998 as lower998,
    per * upper998 as upper998,
    funnel_place(share, lower95, upper95, lower998, upper998) as place
from limited
order by measure, period, "group", area;
