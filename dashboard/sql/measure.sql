-- name: title
-- The short title of one measure, newest definition first; no row where there is no such measure.
select short_title
from dim_measure
where measure = $measure
order by valid_from desc;

-- name: about
-- Everything one measure's definitions say of it, the newest first.
select *
from dim_measure
where measure = $measure
order by valid_from desc;

-- name: scheme
-- How one status scheme decides.
select
    amber,
    ahead,
    green_within
from dim_scheme
where scheme = $scheme
order by scheme;

-- name: tier
-- The name of one tier of measures, and whether a measure of it is judged that the council delivers, enables or influences ($role).
select
    name as tier_name,
    rated and (influence_rated or $role is distinct from 'influence') as tier_rated
from dim_tier
where tier = $tier
order by tier;

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

-- name: interim
-- Sets in use until the agreed one is that hold one measure.
select name
from bridge_basket_measure
join dim_basket using (basket)
where measure = $measure
  and interim
order by position;

-- name: replaces
-- Measures that one measure took the place of, with their last day.
select
    measure,
    short_title,
    nullif(valid_to, date '9999-12-31') as ended_on
from dim_measure
where replaced_by = $measure
order by valid_to, measure;

-- name: headline
-- How one measure stands in a reporting period: value, target, status, travel, place among comparators, outlook.
select *
from mart_scorecard
where measure = $measure
  and period = $period
order by measure;

-- name: standing
-- One measure's place in one comparator group at the last period both have.
select
    mart_position.*,
    name as group_name
from mart_position
join dim_group using ("group")
where measure = $measure
  and "group" = $group
  and shared
order by period;

-- name: quality
-- How far one measure's figures can be trusted.
select *
from mart_quality
where measure = $measure
order by measure;

-- name: revision
-- What one measure's figure for one period was before the last revision.
select
    new_value as value,
    old_value as revised_from,
    new_vintage as vintage,
    new_status as status,
    old_status as status_from
from mart_revision
where measure = $measure
  and period = $period
order by new_vintage desc;

-- name: parts
-- One measure in one period by every part there is, dimension by dimension.
select
    dimension,
    dim_breakdown.value as label,
    fact_observation.value,
    marker
from fact_observation
join dim_breakdown using (breakdown)
join dim_area using (area)
where measure = $measure
  and period = $period
  and own
  and latest
  and breakdown <> 'total'
order by dimension, position;

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
select
    period,
    type,
    label,
    short_label,
    financial_year,
    start_date,
    end_date,
    months,
    mart_status.value,
    lower,
    upper,
    numerator,
    denominator,
    marker,
    note,
    vintage,
    revised_from,
    target,
    intervention,
    stretch,
    status,
    variance,
    variance_percent,
    previous_change,
    previous_direction,
    previous_judgement,
    year_change,
    year_direction,
    year_judgement
from mart_status
join dim_period using (period)
left join mart_travel using (measure, period)
where measure = $measure
order by end_date, months;

-- name: ahead
-- Targets of one measure for periods of its own kind that end after a day, the next one first: the way to its target year.
select
    period,
    label,
    short_label,
    start_date,
    end_date,
    target
from current_target
join dim_period using (period)
where measure = $measure
  and end_date > $until
  and type = $type
  and target is not null
order by end_date;

-- name: events
-- Events, breaks and replacements to mark on one measure's trend, oldest first.
select
    event_date,
    kind,
    label,
    note
from (
    select event, event_date, kind, label, note
    from dim_event
    where measure is null or measure = $measure
    union all
    -- One measure takes the place of another: marked on both, as two things were measured (WCC-04).
    select
        'replaced',
        old.valid_to,
        'event',
        if(old.measure = $measure, 'Replaced by ' || newer.short_title, 'Takes the place of ' || old.short_title),
        'They measure different things and are not comparable.'
    from dim_measure as old
    join current_measure as newer on newer.measure = old.replaced_by
    where $measure in (old.measure, newer.measure)
      and old.valid_to < date '9999-12-31'
) as marked
order by event_date, event;

-- name: commentary
-- What the owner says of one measure, newest period first.
select
    period,
    label,
    short_label,
    going_well,
    needs_improvement,
    action,
    action_owner,
    action_due,
    exception,
    author,
    written_on,
    sources
from fact_commentary
join dim_period using (period)
where measure = $measure
order by end_date desc, written_on desc;

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

-- name: variation
-- What one measure's control chart says of its latest point, or why there is none.
select *
from mart_variation
where measure = $measure
order by measure;

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

-- name: paths
-- Every golden thread one measure lies on, the main one first, one row per node from the top down.
select
    path,
    main,
    mart_thread.depth,
    mart_thread.node,
    title,
    short_title,
    level,
    dim_level.name as level_name,
    strand,
    page
from mart_thread
join dim_plan using (node, level)
join dim_level using (level)
where measure = $measure
order by main desc, path, mart_thread.depth;

-- name: forums
-- Where else one measure is reported: forums that consider it, with the next and the last meeting.
select
    forum,
    name,
    cadence,
    kind,
    max(held_on) filter (where held_on <= as_at) as last_meeting,
    min(held_on) filter (where held_on > as_at) as next_meeting
from mart_considered
join dim_forum using (forum)
left join (select forum, held_on from dim_meeting) using (forum)
cross join (select as_at from warehouse)
where measure = $measure
group by forum, name, cadence, kind, position
order by position, forum;

-- name: milestones
-- Milestones that serve a plan node one measure lies on, the latest slips first.
select
    milestone,
    title,
    status,
    owner,
    first_baseline,
    baseline,
    forecast,
    actual,
    slip_days,
    overdue
from mart_delivery
where milestone in (
    select milestone
    from bridge_plan_milestone
    join mart_thread using (node)
    where measure = $measure
)
order by actual is not null, slip_days desc, baseline, milestone;

-- name: behind
-- Measures of the next tier down that serve the same nodes of the plan: the way from what is watched to what is done about it.
with

ends as (
    select node
    from bridge_plan_measure
    join dim_plan using (node)
    join dim_level using (level)
    where measure = $measure
      and strand = (select strand from dim_level order by depth limit 1)
)

select distinct
    measure,
    short_title,
    dim_tier.name as tier_name,
    status
from bridge_plan_measure
join current_measure using (measure)
join dim_tier using (tier)
join mart_scorecard using (measure)
where node in (select node from ends)
  and period = $period
  and dim_tier.depth = (
    select dim_tier.depth + 1
    from current_measure
    join dim_tier using (tier)
    where measure = $measure
  )
order by short_title, measure;

-- name: significance
-- The council's own figure in one period against the published figure of its nation.
select
    benchmark_area,
    benchmark,
    lower,
    upper,
    method,
    comparison,
    comparison998
from mart_significance
join dim_area using (area)
where measure = $measure
  and period = $period
  and breakdown = 'total'
  and own
order by benchmark_area;
