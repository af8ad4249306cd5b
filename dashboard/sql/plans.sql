-- name: plans
-- Every plan, or one of them: its life and approval, what it holds, whether it stands today and the last period it stood in.
with

stood as (
    select node, max_by(period, end_date) as period, max_by(label, end_date) as label
    from mart_in_force
    join mart_reporting using (period)
    group by node
)

select
    dim_plan.*,
    mart_plan.* exclude (node, plan),
    stood.period as last_period,
    stood.label as last_label,
    dim_plan.node in (select node from mart_in_force where latest) as in_force,
    valid_from > as_at as to_come,
    valid_to < as_at as run_out,
    dim_document.title as document_title,
    dim_forum.name as forum_name,
    dim_forum.cadence as forum_cadence,
    (select min(held_on) from dim_meeting where dim_meeting.forum = dim_plan.forum and held_on >= as_at) as next_meeting
from dim_plan
join mart_plan using (node)
cross join (select as_at from warehouse) as today
left join stood using (node)
left join dim_document using (document)
left join dim_forum on dim_forum.forum = dim_plan.forum
where level is null
  and ($plan is null or dim_plan.node = $plan)
order by position;

-- name: in_force
-- Plans in force in a reporting period, in the order of the pack.
select
    node,
    title,
    short_title,
    kind
from dim_plan
join mart_in_force using (node)
where level is null
  and period = $period
order by position;

-- name: progress
-- Measures of each plan by status in the last reporting period it was in force, and how many of them are commented on.
with

stood as (
    select node as plan, max_by(period, end_date) as period
    from mart_in_force
    join mart_reporting using (period)
    group by node
)

select
    plan as node,
    status,
    count(*) as measures,
    count(*) filter (where commented) as commented
from stood
join mart_plan_measure using (plan, period)
join mart_scorecard using (measure, period)
join current_measure using (measure)
where in_plan
group by plan, status
order by plan, min(severity), status;

-- name: measures
-- Codes of the measures a plan answers for in a reporting period.
select measure
from mart_plan_measure
where plan = $plan
  and period = $period
order by measure;

-- name: periods
-- Reporting periods in which a plan or node was in force, latest first.
select
    mart_reporting.period,
    label,
    short_label,
    start_date,
    end_date,
    position,
    mart_reporting.latest
from mart_reporting
join mart_in_force using (period)
where node = $node
order by position;

-- name: chain
-- One plan with those it superseded and those that superseded it, oldest first: the versions of a plan.
with recursive

follows as (
    select dim_plan.node as later, named.node as earlier
    from dim_plan, unnest(string_split(supersedes, '|')) as named(node)
    where level is null
),

versions as (
    select $plan::varchar as node
    union
    select if(later = node, earlier, later)
    from versions
    join follows
        on later = node
        or earlier = node
)

select
    node,
    title,
    short_title,
    state,
    valid_from,
    node in (select node from mart_in_force where latest) as in_force
from versions
join dim_plan using (node)
where level is null
order by valid_from, position;

-- name: followed
-- What took the place of a node and from which day, and what it took the place of: kind later or earlier, drafts as drafts.
select
    'later' as kind,
    dim_plan.node,
    title,
    short_title,
    level,
    page,
    valid_from as since,
    state
from dim_plan
left join dim_level using (level)
where list_contains(string_split(supersedes, '|'), $node)

union all

select
    'earlier',
    dim_plan.node,
    title,
    short_title,
    level,
    page,
    superseded_on,
    state
from dim_plan
join mart_plan using (node)
left join dim_level using (level)
where list_contains(string_split((select supersedes from dim_plan where node = $node), '|'), dim_plan.node)

order by kind, since, node;

-- name: mapping
-- Parts of a plan with the parts that took their place, or whose place they took, in other plans: one row per pair, in the order of the plan.
with

pairs as (
    select named.node as earlier, dim_plan.node as later
    from dim_plan, unnest(string_split(supersedes, '|')) as named(node)
    where level is not null
)

select
    earlier.node as earlier,
    earlier.short_title as earlier_title,
    earlier_level.page as earlier_page,
    later.node as later,
    later.short_title as later_title,
    later_level.page as later_page,
    later.valid_from as since,
    later.state,
    (select count(distinct measure) from mart_served where node = earlier.node) as measures,
    (
        select count(distinct measure)
        from mart_served as ours
        join mart_served as theirs using (measure)
        where ours.node = earlier.node
          and theirs.node = later.node
    ) as kept
from pairs
join dim_plan as earlier on earlier.node = pairs.earlier
join dim_plan as later on later.node = pairs.later
join dim_level as earlier_level on earlier_level.level = earlier.level
join dim_level as later_level on later_level.level = later.level
where $plan in (earlier.plan, later.plan)
order by earlier.position, later.position;

-- name: parts
-- The nodes at the top of a plan, with the name of their level.
select
    node,
    title,
    short_title,
    icon,
    level,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural,
    page
from dim_plan
join dim_level using (level)
where parent = $plan
order by dim_plan.position, node;

-- name: actions
-- Programmes and projects that carry a plan without parts of its own: those of its document.
select programme
from dim_programme
join dim_plan using (document)
where dim_plan.node = $plan
  and level is null
  and dim_plan.node not in (select plan from dim_plan where level is not null)
order by dim_programme.position;

-- name: milestones
-- Milestones of a plan: of its parts or, where it has none, of the programmes that carry it; the latest slips first.
select mart_delivery.*
from mart_delivery
where milestone in (
    select milestone
    from bridge_plan_milestone
    join dim_plan using (node)
    where plan = $plan
)
   or programme in (
    select programme
    from dim_programme
    join dim_plan using (document)
    where dim_plan.node = $plan
      and dim_plan.node not in (select plan from dim_plan where level is not null)
)
order by actual is not null, slip_days desc, baseline, milestone;

-- name: held
-- Whether there is a plan to show at all.
select exists (from dim_plan where level is null) as plans
order by plans;
