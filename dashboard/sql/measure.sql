-- name: title
-- The short title of one measure; no row where there is no such measure.
select short_title
from mart_measure_sheet
where measure = $measure;

-- name: sheet
-- Everything one measure's page asks that no choice of the reader decides, question by question; no row where there is no such measure.
select sheet
from mart_measure_sheet
where measure = $measure;

-- name: about
-- Everything one measure's definitions say of it, the newest first.
select *
from dim_measure
where measure = $measure
order by valid_from desc;

-- name: nodes
-- Short titles and pages of some plan nodes.
select
    node,
    short_title,
    page
from dim_plan
join dim_level using (level)
where node = any($nodes)
order by node;

-- name: definition
-- What one measure's definition sheet needs beside its row: names of what it is in and compared with, its baseline's period, the last targets set.
with

own as (
    select *
    from dim_measure
    where measure = $measure
    order by valid_from desc
    limit 1
),

last_set as (
    select who, vintage, why
    from fact_target
    cross join warehouse
    where measure = $measure
      and vintage <= as_at
    order by vintage desc, period desc
    limit 1
)

select
    (select string_agg(name, ', ' order by position)
     from dim_component
     where list_contains(string_split(own.component, '|'), dim_component.component)) as component_names,
    (select string_agg(name, ', ' order by position)
     from bridge_basket_measure
     join dim_basket using (basket)
     where measure = $measure) as basket_names,
    (select string_agg(distinct name, ', ' order by name)
     from mart_position
     join dim_group using ("group")
     where measure = $measure) as group_names,
    (select max_by(short_title, valid_from) from dim_measure as newer where newer.measure = own.replaced_by) as replaced_by_title,
    (select label from dim_period where period = own.baseline_period) as baseline_label,
    (select any_value(node) from fact_budget where node in (own.service, own.directorate)) as budget_node,
    (select who from last_set) as target_who,
    (select vintage from last_set) as target_set_on,
    (select why from last_set) as target_why
from own
order by measure;

-- name: replaces
-- Measures that one measure took the place of, with their last day.
select
    measure,
    short_title,
    nullif(valid_to, date '9999-12-31') as ended_on
from dim_measure
where replaced_by = $measure
order by valid_to, measure;

-- name: better
-- Councils of one group that do better than the council in one period, the best first.
select name
from mart_comparator
join current_observation using (area)
join dim_area using (area)
cross join (select sign_of(polarity) as sign from dim_measure where measure = $measure order by valid_from desc limit 1)
where measure = $measure
  and "group" = $group
  and period = $period
  and breakdown = 'total'
  and not mart_comparator.own
  and sign * value > sign * $value
order by sign * value desc, name;

-- name: trend
-- Every value of one measure for the council, oldest first, with its target, status and travel.
select * exclude (measure)
from mart_trend_point
where measure = $measure
order by end_date, months;

-- name: spc
-- One measure's control chart, oldest point first: limits of its segment, what sets the point apart, the target then.
select
    period,
    label,
    short_label,
    end_date,
    segment,
    position,
    mart_spc.value,
    mean,
    mart_spc.lower,
    mart_spc.upper,
    rule,
    side,
    judgement,
    mart_status.target
from mart_spc
join dim_period using (period)
left join mart_status using (measure, period)
where measure = $measure
order by end_date;

-- name: outlook
-- What is expected of one measure as seen from a period (or from every period), the next one first; step 0 says why nothing is.
select
    mart_outlook.*,
    short_label
from mart_outlook
left join dim_period on dim_period.period = ahead_period
where measure = $measure
  and ($period is null or mart_outlook.period = $period)
order by ahead_end, step;

-- name: refused
-- Why one measure has no outlook at its last period; no row where it has one.
select
    measure,
    period,
    reason
from mart_outlook
where measure = $measure
  and step = 0
order by period;

-- name: projection
-- Where a cumulative measure is on the way to at the end of its year, seen from a period (or from every period).
select
    mart_projection.*,
    label,
    start_date,
    end_date
from mart_projection
join dim_period using (period)
where measure = $measure
  and ($period is null or period = $period)
order by end_date;

-- name: year
-- The periods of the year that one period lies in, those to come included, with value and target; oldest first.
with

asked as (
    select
        type,
        months,
        financial_year,
        end_date as until
    from dim_period
    where period = $period
)

select
    dim_period.period,
    label,
    short_label,
    end_date,
    case when end_date <= until then mart_status.value end as value,
    current_target.target
from dim_period
join asked using (type, months, financial_year)
left join mart_status on mart_status.measure = $measure and mart_status.period = dim_period.period
left join current_target on current_target.measure = $measure and current_target.period = dim_period.period
order by end_date;

-- name: dimensions
-- What one measure can be broken down by, and into how many parts.
select
    dimension,
    count(distinct breakdown) as parts
from current_observation
join dim_breakdown using (breakdown)
join dim_area using (area)
where measure = $measure
  and own
  and breakdown <> 'total'
group by dimension
order by dimension;

-- name: breakdown
-- One measure by the parts of one dimension, and whole, up to a day: parts in their own order, oldest period first.
select
    breakdown,
    dim_breakdown.value as part,
    dim_breakdown.position,
    period,
    label,
    short_label,
    start_date,
    end_date,
    current_observation.value,
    mart_interval.lower,
    mart_interval.upper,
    numerator,
    denominator,
    marker,
    vintage,
    note
from current_observation
join dim_breakdown using (breakdown)
join dim_period using (period)
join dim_area using (area)
left join mart_interval using (measure, area, period, breakdown)
where measure = $measure
  and own
  and dimension in ($dimension, 'total')
  and end_date <= $until
order by breakdown = 'total', position, end_date, months;

-- name: published
-- Every figure ever published of one measure, newest period first and in it the oldest vintage first, with status, note, file and its row.
with

brought as (
    select
        period,
        vintage,
        arg_max(file, (latest, area = authority)) as file,
        arg_max(row, (latest, area = authority)) as row
    from fact_observation
    join dim_area using (area)
    where measure = $measure
      and authority = (select authority from dim_area where own limit 1)
      and breakdown = 'total'
    group by period, vintage
)

select
    period,
    label,
    short_label,
    end_date,
    vintage,
    mart_published.value,
    mart_published.marker,
    mart_published.note,
    status,
    mart_revision.old_value,
    mart_revision.old_status,
    coalesce(mart_revision.changed_status, false) as changed_status,
    file,
    brought.row
from mart_published
join dim_period using (period)
left join mart_revision
    on mart_revision.measure = mart_published.measure
   and mart_revision.period = mart_published.period
   and new_vintage = mart_published.vintage
left join brought using (period, vintage)
where mart_published.measure = $measure
order by end_date desc, months, vintage;
