-- name: beside
-- Councils of a set by two measures, at the latest periods of the two that enough of them have and that end within a year of each other: on which side of the others' medians each lies, by the rules of mart_value.
with

pairs as (
    select
        'picked' as pair,
        $across as x,
        $across_breakdown as x_breakdown,
        $up as y,
        $up_breakdown as y_breakdown
),

figures as (
    select *
    from dated_figure
    where measure in ($across, $up)
      and breakdown in ($across_breakdown, $up_breakdown)
      and area = any($areas)
      and ($until is null or end_date <= $until)
),

members as (
    select
        'picked' as "group",
        area,
        area = $own as own
    from (select unnest($areas) as area)
)

select
    area,
    name,
    placed.own,
    x,
    y,
    x_median,
    y_median,
    case when others >= 5 then side_of(x_gap, x_sign) end as x_side,
    case when others >= 5 then side_of(y_gap, y_sign) end as y_side,
    others,
    arcs.label as x_label,
    heights.label as y_label
from beside('pairs', 'figures', 'members', false) as placed
join dim_area using (area)
join dim_period as arcs on arcs.period = x_period
join dim_period as heights on heights.period = y_period
order by placed.own desc, coalesce(x_sign, 1) * x desc, name;

-- name: verdicts
-- Where the council stands in each of some groups, measure by measure, at the latest period in which all of them have enough figures (DR-24).
with

sized as (
    select "group", least(5, count(*)) as enough
    from mart_comparator
    where not own
      and "group" = any($groups)
    group by "group"
),

placed as (
    select mart_position.*, label, end_date, months
    from mart_position
    join sized using ("group")
    join dim_period using (period)
    where others >= enough
      and rank is not null
      and ($measures is null or measure = any($measures))
      and ($until is null or end_date <= $until)
),

latest as (
    select measure, period
    from placed
    group by measure, period, end_date, months
    having count(*) = (select count(*) from sized)
    qualify row_number() over (partition by measure order by end_date desc, months desc) = 1
)

select
    measure,
    short_title,
    unit,
    prefix,
    suffix,
    decimals,
    current_measure.polarity,
    in_plan,
    period,
    label,
    end_date,
    "group",
    placed.value,
    others,
    rank,
    of_n,
    quartile
from placed
join latest using (measure, period)
join current_measure using (measure)
order by in_plan desc, short_title, measure, "group";

-- name: funnel
-- Councils of a set in one period of a measure whose figure is its numerator over its denominator: control limits around their pooled average, by the rule of mart_funnel (DR-23).
with

counted as (
    select
        area,
        value,
        current_observation.numerator,
        current_observation.denominator,
        value_type,
        per,
        current_observation.numerator / current_observation.denominator as share,
        sum(current_observation.numerator) over () / sum(current_observation.denominator) over () as average
    from current_observation
    join current_measure using (measure)
    where measure = $measure
      and period = $period
      and breakdown = $breakdown
      and area = any($areas)
      and value_type in ('proportion', 'rate')
      and is_ratio(
          value, per, current_observation.numerator, current_observation.denominator, decimals
      )
),

limited as (
    select
        *,
        funnel_lower(value_type, average, denominator) as lower95,
        funnel_upper(value_type, average, denominator) as upper95,
        funnel_lower(value_type, average, denominator, 0.998) as lower998,
        funnel_upper(value_type, average, denominator, 0.998) as upper998
    from counted
)

select
    area,
    name,
    area = $own as own,
    value,
    limited.denominator,
    per * average as pooled,
    per * lower95 as lower95,
    per * upper95 as upper95,
    per * lower998 as lower998,
    per * upper998 as upper998,
    funnel_place(share, lower95, upper95, lower998, upper998) as place
from limited
join dim_area using (area)
order by own desc, limited.denominator desc, name;

-- name: limits
-- Control limits between two sizes of denominator, in even steps of their logarithm (DR-23); the average in the measure's own unit.
with

sizes as (
    select $least * pow($most / $least, step / 40.0) as denominator
    from range(41) as steps (step)
)

select
    sizes.denominator,
    per * funnel_lower(value_type, $average / per, sizes.denominator) as lower95,
    per * funnel_upper(value_type, $average / per, sizes.denominator) as upper95,
    per * funnel_lower(value_type, $average / per, sizes.denominator, 0.998) as lower998,
    per * funnel_upper(value_type, $average / per, sizes.denominator, 0.998) as upper998
from sizes
cross join current_measure
where measure = $measure
order by sizes.denominator;
