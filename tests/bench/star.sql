-- What each page shows, asked of the star itself as an analyst at a prompt would: facts and dimensions, no marts.
-- Not asked, though the pages say it: outlook, control limits, significance of a change, weak signals.

-- name: measure_about
-- The measure's definition.
select
    title,
    plain,
    definition,
    rationale,
    formula,
    unit,
    prefix,
    suffix,
    decimals,
    polarity,
    tier,
    frequency,
    council_role,
    owner,
    data_owner,
    directorate,
    service,
    source_name,
    licence,
    caveats,
    quality
from dim_measure
where measure = $measure
order by valid_from;

-- name: measure_series
-- The council's own figures with their targets and statuses, and the change on the period before.
with

targets as (
    select *
    from fact_target
    where measure = $measure
    qualify row_number() over (partition by period order by vintage desc) = 1
)

select
    period,
    label,
    end_date,
    value,
    fact_observation.numerator,
    fact_observation.denominator,
    marker,
    target,
    intervention,
    value - lag(value) over (order by end_date) as change,
    case
        when value is null or target is null then null
        when if(polarity = 'lower', value <= target, value >= target) then 'green'
        when if(polarity = 'lower', value <= intervention, value >= intervention) then 'amber'
        else 'red'
    end as status
from fact_observation
join dim_period using (period)
join dim_measure using (measure)
left join targets using (measure, period)
where measure = $measure
  and area = $own
  and breakdown = 'total'
  and latest
order by end_date;

-- name: measure_peers
-- Similar councils in every period: how many, mean, median, quartiles, extremes, and the council's place.
with

figures as (
    select
        period,
        area,
        value,
        max(value) filter (area = $own) over (partition by period) as own_value
    from fact_observation
    where measure = $measure
      and breakdown = 'total'
      and latest
      and (area = $own or area in (select area from bridge_group_area where "group" = $group))
)

select
    period,
    end_date,
    count(value) filter (area <> $own) as others,
    avg(value) filter (area <> $own) as mean,
    median(value) filter (area <> $own) as median,
    min(value) as low,
    max(value) as high,
    quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles,
    1 + count(*) filter (if(polarity = 'lower', value < own_value, value > own_value)) as rank
from figures
join dim_period using (period)
cross join (select polarity from dim_measure where measure = $measure) as judged
group by period, end_date
order by end_date;

-- name: measure_table
-- Each similar council in the newest period the council has.
with

newest as (
    select period
    from fact_observation
    join dim_period using (period)
    where measure = $measure
      and area = $own
      and value is not null
    order by end_date desc
    limit 1
)

select
    area,
    name,
    value,
    marker,
    rank() over (order by if(polarity = 'lower', value, -value)) as place
from fact_observation
join newest using (period)
join dim_area using (area)
join dim_measure using (measure)
where measure = $measure
  and breakdown = 'total'
  and latest
  and (area = $own or area in (select area from bridge_group_area where "group" = $group))
order by place, name;

-- name: measure_said
-- What its owner says of it, the newest first.
select *
from fact_commentary
where measure = $measure
order by written_on desc;

-- name: measure_thread
-- The nodes of the plan it serves, and those above them.
with recursive above as (
    select node, parent, title, level
    from bridge_plan_measure
    join dim_plan using (node)
    where measure = $measure
    union
    select dim_plan.node, dim_plan.parent, dim_plan.title, dim_plan.level
    from above
    join dim_plan on dim_plan.node = above.parent
)

select *
from above
order by level, node;

-- name: lines
-- One row per measure, or headline measure: newest figure, the one before, a year before, target, status, place, last values.
with

own as (
    select
        fact_observation.measure,
        period,
        end_date,
        value,
        marker,
        row_number() over (partition by measure order by end_date desc) as newest
    from fact_observation
    join dim_period using (period)
    where area = $own
      and breakdown = 'total'
      and latest
      and end_date <= $until
      and measure in (select measure from dim_measure where headline or not $headline)
),

current as (
    select
        measure,
        max_by(period, end_date) as period,
        max(end_date) as end_date,
        max_by(value, end_date) as value,
        max(value) filter (newest = 2) as previous,
        list(value order by end_date)[-13:] as series
    from own
    group by measure
),

a_year_before as (
    select current.measure, own.value as year_value
    from current
    join own on own.measure = current.measure and own.end_date = current.end_date - interval 1 year
),

targets as (
    select measure, period, target, intervention
    from fact_target
    qualify row_number() over (partition by measure, period order by vintage desc) = 1
),

places as (
    select
        measure,
        count(*) as of_n,
        1 + count(*) filter (if(polarity = 'lower', others.value < current.value, others.value > current.value)) as rank,
        quantile_cont(others.value, [0.25, 0.5, 0.75]) as quartiles
    from current
    join fact_observation as others using (measure, period)
    join bridge_group_area using (area)
    join dim_measure using (measure)
    where "group" = $group
      and others.breakdown = 'total'
      and others.latest
      and others.value is not null
    group by measure
)

select
    measure,
    title,
    unit,
    decimals,
    polarity,
    directorate,
    service,
    owner,
    tier,
    dim_period.label,
    current.value,
    previous,
    year_value,
    series,
    target,
    intervention,
    rank,
    of_n,
    places.quartiles,
    case
        when target is null or current.value is null then 'no_target'
        when if(polarity = 'lower', current.value <= target, current.value >= target) then 'green'
        when if(polarity = 'lower', current.value <= intervention, current.value >= intervention) then 'amber'
        else 'red'
    end as status
from current
join dim_measure using (measure)
join dim_period using (period)
left join a_year_before using (measure)
left join targets using (measure, period)
left join places using (measure)
order by status = 'red' desc, status = 'amber' desc, measure;

-- name: counts
-- Measures by node of the plan and status, now and in the period before: the cards of the overview.
with

own as (
    select
        measure,
        end_date,
        value,
        target,
        intervention,
        polarity,
        row_number() over (partition by measure order by end_date desc) as newest
    from fact_observation
    join dim_period using (period)
    join dim_measure using (measure)
    left join (
        select measure, period, target, intervention
        from fact_target
        qualify row_number() over (partition by measure, period order by vintage desc) = 1
    ) as targets using (measure, period)
    where area = $own
      and breakdown = 'total'
      and latest
      and end_date <= $until
),

judged as (
    select
        measure,
        newest,
        case
            when target is null or value is null then 'no_target'
            when if(polarity = 'lower', value <= target, value >= target) then 'green'
            when if(polarity = 'lower', value <= intervention, value >= intervention) then 'amber'
            else 'red'
        end as status
    from own
    where newest <= 2
),

placed as (
    select measure, node from bridge_plan_measure
    union
    select measure, parent from bridge_plan_measure join dim_plan using (node)
)

select
    node,
    title,
    parent,
    level,
    status,
    count(distinct measure) filter (newest = 1) as now,
    count(distinct measure) filter (newest = 2) as before
from judged
join placed using (measure)
join dim_plan using (node)
group by node, title, parent, level, status
order by node, status;

-- name: movers
-- The six red measures and the six that improved most on the period before.
with

own as (
    select
        measure,
        title,
        polarity,
        value,
        lag(value) over (partition by measure order by end_date) as previous,
        target,
        intervention,
        row_number() over (partition by measure order by end_date desc) as newest
    from fact_observation
    join dim_period using (period)
    join dim_measure using (measure)
    left join (
        select measure, period, target, intervention
        from fact_target
        qualify row_number() over (partition by measure, period order by vintage desc) = 1
    ) as targets using (measure, period)
    where area = $own
      and breakdown = 'total'
      and latest
      and end_date <= $until
),

moved as (
    select
        measure,
        title,
        value,
        (value - previous) * if(polarity = 'lower', -1, 1) / nullif(abs(previous), 0) as gained,
        if(polarity = 'lower', value > intervention, value < intervention) as red
    from own
    where newest = 1
      and polarity <> 'none'
)

(select 'red' as why, measure, title, value, gained, action
 from moved
 left join fact_commentary using (measure)
 where red
 qualify row_number() over (partition by measure order by written_on desc) = 1
 order by gained, measure
 limit 6)
union all
(select 'improved', measure, title, value, gained, null
 from moved
 order by gained desc, measure
 limit 6);

-- name: tree
-- The whole plan: its nodes.
select node, parent, level, title, short_title
from dim_plan
where level is not null
order by node;

-- name: leaves
-- Every measure below every node it is linked to, with its status.
with

own as (
    select
        measure,
        case
            when target is null or value is null then 'no_target'
            when if(polarity = 'lower', value <= target, value >= target) then 'green'
            when if(polarity = 'lower', value <= intervention, value >= intervention) then 'amber'
            else 'red'
        end as status
    from fact_observation
    join dim_period using (period)
    join dim_measure using (measure)
    left join (
        select measure, period, target, intervention
        from fact_target
        qualify row_number() over (partition by measure, period order by vintage desc) = 1
    ) as targets using (measure, period)
    where area = $own
      and breakdown = 'total'
      and latest
      and end_date <= $until
    qualify row_number() over (partition by measure order by end_date desc) = 1
)

select
    node,
    measure,
    title,
    status
from bridge_plan_measure
join own using (measure)
join dim_measure using (measure)
order by node, measure;

-- name: ranked
-- Every council of a group in the newest period of a measure, the best first.
with

newest as (
    select period
    from fact_observation
    join dim_period using (period)
    where measure = $measure
      and area = $own
      and value is not null
    order by end_date desc
    limit 1
)

select
    area,
    name,
    region,
    dim_area.type,
    value,
    fact_observation.numerator,
    fact_observation.denominator,
    marker,
    area = $own as own,
    rank() over (order by if(polarity = 'lower', value, -value) nulls last) as place
from fact_observation
join newest using (period)
join dim_area using (area)
join dim_measure using (measure)
where measure = $measure
  and breakdown = 'total'
  and latest
  and area in (select area from bridge_group_area where "group" = $group)
order by place, name;

-- name: spread
-- The same group in every period: mean, median, quartiles, and the council's place.
with

figures as (
    select
        period,
        area,
        value,
        max(value) filter (area = $own) over (partition by period) as own_value
    from fact_observation
    where measure = $measure
      and breakdown = 'total'
      and latest
      and area in (select area from bridge_group_area where "group" = $group)
)

select
    period,
    label,
    end_date,
    count(value) as n,
    avg(value) filter (area <> $own) as mean,
    quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles,
    any_value(own_value) as value,
    1 + count(*) filter (if(polarity = 'lower', value < own_value, value > own_value)) as rank
from figures
join dim_period using (period)
cross join (select polarity from dim_measure where measure = $measure) as judged
group by period, label, end_date
order by end_date;

-- name: found
-- Whatever has the word in its title or text.
select 'measure' as kind, measure as code, title, plain as detail
from dim_measure
where title ilike '%' || $word || '%' or plain ilike '%' || $word || '%' or definition ilike '%' || $word || '%'
union all
select 'plan', node, title, ambition
from dim_plan
where title ilike '%' || $word || '%' or ambition ilike '%' || $word || '%'
union all
select 'milestone', milestone, title, note
from fact_milestone
where title ilike '%' || $word || '%'
order by kind, title;

-- name: rows
-- A thousand observations of a measure, as a page of the API has them.
select
    measure,
    title,
    unit,
    area,
    name,
    period,
    label,
    start_date,
    end_date,
    breakdown,
    value,
    fact_observation.numerator,
    fact_observation.denominator,
    lower,
    upper,
    marker,
    note,
    vintage
from fact_observation
join dim_measure using (measure)
join dim_area using (area)
join dim_period using (period)
where measure = $measure
  and latest
order by measure, area, period, breakdown
limit 1001;
