-- name: about
-- One measure's newest definition, with the names of its tier, service and directorate and what replaced it.
select
    current_measure.*,
    dim_tier.name as tier_name,
    coalesce(dim_tier.rated, false) as tier_rated,
    (select string_agg(name, '|' order by position)
     from dim_component
     where list_contains(string_split(current_measure.component, '|'), dim_component.component)) as component_names,
    directorate_node.short_title as directorate_title,
    directorate_level.page as directorate_page,
    service_node.short_title as service_title,
    service_level.page as service_page,
    (select max_by(short_title, successor.valid_from)
     from dim_measure as successor
     where successor.measure = current_measure.replaced_by) as replaced_by_title,
    baseline_in.label as baseline_label
from current_measure
left join dim_tier using (tier)
left join dim_plan as directorate_node on directorate_node.node = current_measure.directorate
left join dim_level as directorate_level on directorate_level.level = directorate_node.level
left join dim_plan as service_node on service_node.node = current_measure.service
left join dim_level as service_level on service_level.level = service_node.level
left join dim_period as baseline_in on baseline_in.period = current_measure.baseline_period
where current_measure.measure = $measure
order by current_measure.measure;

-- name: headline
-- How one measure stands in a reporting period: value, target, status, travel, place among comparators.
select
    mart_scorecard.*,
    mart_reporting.label,
    dim_status.label as status_label,
    dim_status.meaning as status_meaning,
    dim_status.shape as status_shape,
    dim_group.name as group_name
from mart_scorecard
join mart_reporting using (period)
left join dim_status using (scheme, status)
left join dim_group using ("group")
where measure = $measure
  and period = $period
order by measure;

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

-- name: events
-- Events and breaks to mark on one measure's trend, oldest first.
select
    event_date,
    kind,
    label,
    note
from dim_event
where measure is null or measure = $measure
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
-- Where else one measure is reported: forums that consider a basket it is in, with the next and the last meeting.
select
    forum,
    dim_forum.name,
    dim_forum.cadence,
    kind,
    string_agg(distinct dim_basket.name, ', ' order by dim_basket.name) as baskets,
    max(held_on) filter (where held_on <= warehouse.as_at) as last_meeting,
    min(held_on) filter (where held_on > warehouse.as_at) as next_meeting
from bridge_basket_measure
join dim_basket using (basket)
join bridge_forum_basket using (basket)
join dim_forum using (forum)
left join dim_meeting using (forum)
join current_measure using (measure)
cross join warehouse
where measure = $measure
  -- A measure with a scrutiny committee of its own is not another committee's business.
  and (kind is distinct from 'scrutiny' or committee is null or committee = dim_forum.name)
group by forum, dim_forum.name, dim_forum.cadence, kind, dim_forum.position
order by dim_forum.position, forum;

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
