-- name: warehouse
-- What this warehouse is: council, tier, as-at day, words; one row.
select *
from warehouse
order by snapshot;

-- name: reading
-- What every page asks first, for the reporting period asked for, or the latest, stored last, where that one is not offered: one document.
select reading
from mart_reading
where period = $period
   or latest
limit 1;

-- name: period
-- One period of any type.
select
    period,
    type,
    label,
    short_label,
    start_date,
    end_date,
    financial_year
from dim_period
where period = $period
order by period;

-- name: levels
-- Levels of the golden thread, from the top down.
select
    level,
    strand,
    depth,
    name,
    name_plural,
    page
from dim_level
order by depth, level;

-- name: tiers
-- Tiers of measures, from the top of the pyramid down.
select
    tier,
    name,
    description,
    rated
from dim_tier
order by depth;

-- name: nodes
-- Every plan node in force today with its level, from the top level down, siblings in the order of the plan.
select
    plan,
    node,
    parent,
    level,
    strand,
    dim_level.depth,
    dim_level.name as level_name,
    page,
    dim_plan.position,
    title,
    short_title,
    owner,
    partnership,
    state
from dim_plan
join dim_level using (level)
where node in (select node from mart_in_force where latest)
order by depth, dim_plan.position, node;

-- name: nodes_in
-- Plan nodes in force in a reporting period, as nodes: after a plan is superseded its own years still open as they were (BCC-41).
select
    plan,
    node,
    parent,
    level,
    strand,
    dim_level.depth,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural,
    page,
    dim_plan.position,
    title,
    short_title,
    ambition,
    icon
from dim_plan
join dim_level using (level)
join mart_in_force using (node)
where period = $period
order by depth, dim_plan.position, node;

-- name: node
-- One plan node with everything the plan says of it, its level and its plan.
select
    dim_plan.*,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural,
    strand,
    depth,
    page,
    whole.title as plan_title,
    whole.kind as plan_kind,
    whole.approved_by as plan_approved_by,
    whole.approved_on as plan_approved_on,
    whole.state as plan_state,
    dim_document.title as document_title,
    mart_plan.* exclude (node, plan),
    dim_plan.node in (select node from mart_in_force where latest) as in_force
from dim_plan
join mart_plan using (node)
left join dim_level using (level)
left join dim_plan as whole on whole.node = dim_plan.plan
left join dim_document on dim_document.document = dim_plan.document
where dim_plan.node = $node
order by dim_plan.node;

-- name: trail
-- The chain of plan nodes from the top of the strand down to one node, itself the last.
select
    step as node,
    title,
    short_title,
    level,
    level_name,
    page
from mart_trail
where node = $node
order by above desc;

-- name: children
-- Plan nodes directly below one node in a reporting period, in the order of the plan; all of them where the node itself is not in force.
select
    node,
    title,
    short_title,
    ambition,
    icon,
    owner,
    level,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural,
    page
from dim_plan
join dim_level using (level)
where parent = $node
  and (
      node in (select node from mart_in_force where period = $period)
      or $node not in (select node from mart_in_force where period = $period)
  )
order by dim_plan.position, node;

-- name: changes
-- How many measures of each plan node stand better or worse than in the reporting period before, each counted once.
select
    node,
    improved,
    declined,
    same
from mart_moved
where period = $period
order by node;

-- name: whole
-- The whole golden thread in a reporting period: nodes, levels, paths with the measures at their ends, what it does not reach; one document.
select sheet
from mart_thread_sheet
where period = $period;

-- name: overview
-- What the overview shows of a reporting period: how many are known, the nodes in force, what needs attention and what moved; one document.
select sheet
from mart_overview_sheet
where period = $period;

-- name: milestones
-- Milestones that serve a plan node or one below it, the latest slips first.
select
    milestone,
    title,
    status,
    owner,
    source_plan,
    review,
    start_date,
    first_baseline,
    baseline,
    forecast,
    actual,
    percent,
    slip_days,
    late,
    overdue,
    note,
    as_at
from mart_delivery
where milestone in (
    select milestone from bridge_plan_milestone where node in (select below from mart_below where mart_below.node = $node)
)
order by actual is not null, slip_days desc, baseline, milestone;

-- name: commentary
-- What the owner of a plan node says of it, newest period first.
select
    period,
    label,
    going_well,
    needs_improvement,
    action,
    action_owner,
    action_due,
    author,
    written_on,
    sources
from fact_commentary
join dim_period using (period)
where node = $node
  and measure is null
order by end_date desc, written_on desc;

-- name: mix
-- How many measures of one plan node had each status in every reporting period, oldest first.
select
    period,
    label,
    short_label,
    end_date,
    status,
    rated,
    measures
from mart_rollup
join mart_reporting using (period)
where node = $node
order by end_date, severity, status;

-- name: contributions
-- Plan nodes of another strand that share measures with one node in a period, with the status of those measures: who delivers what.
select
    theirs.node,
    short_title,
    title,
    dim_level.level,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural,
    dim_level.depth,
    page,
    dim_plan.position,
    status,
    count(distinct measure) as measures
from mart_served as ours
join mart_served as theirs using (measure, period)
join mart_in_force
    on mart_in_force.node = theirs.node
   and mart_in_force.period = ours.period
join dim_plan on dim_plan.node = theirs.node
join dim_level on dim_level.level = dim_plan.level
join mart_scorecard using (measure, period)
where ours.node = $node
  and period = $period
  and dim_level.strand <> (select strand from dim_plan join dim_level using (level) where node = $node)
group by all
order by dim_level.depth, dim_plan.position, status;

-- name: plans
-- Every plan with its life, approval and kind, the corporate plan first.
select
    node,
    title,
    short_title,
    kind,
    ambition,
    valid_from,
    valid_to,
    approved_by,
    approved_on,
    state
from dim_plan
where level is null
order by position;

-- name: files
-- Files the warehouse was built from, in order of name.
select
    file,
    source,
    outcome,
    vintage,
    recorded_at,
    rows_read,
    rows_loaded,
    rows_refused
from load_file
where outcome = 'loaded'
order by file;

-- name: statuses_used
-- Statuses of the schemes in use: the council's words, their meaning and the schemes that give them that meaning, worst first.
select
    status,
    label,
    meaning,
    shape,
    rated,
    case
        when count(distinct scheme) = (select count(distinct scheme) from current_measure where in_plan) then 'every scheme'
        else string_agg(distinct name, ', ' order by name)
    end as schemes
from dim_status
join dim_scheme using (scheme)
where scheme in (select scheme from current_measure where in_plan)
group by status, label, meaning, shape, rated
order by min(severity), meaning;

-- name: roles
-- How many measures of a plan node the council delivers, enables or influences, in a reporting period.
select
    council_role,
    count(*) as measures
from mart_served
join current_measure using (measure)
where node = $node
  and period = $period
  and in_plan
group by council_role
order by council_role;

-- name: praised
-- What owners say goes well with the measures of a plan node in a reporting period: those on target first, then those that improved.
select
    measure,
    short_title,
    status,
    going_well
from mart_served
join mart_scorecard using (measure, period)
join current_measure using (measure)
join fact_commentary using (measure)
where mart_served.node = $node
  and mart_served.period = $period
  and in_plan
  and fact_commentary.period in (mart_scorecard.period, observed_period)
  and going_well is not null
  and status <> 'red'
qualify row_number() over (partition by measure order by written_on desc) = 1
order by status not in ('blue', 'green'), previous_judgement <> 'improved', measure
limit $most;

-- name: completed
-- Milestones of a plan node and those below it that were completed, the last first.
select
    milestone,
    title,
    actual
from mart_delivery
where actual is not null
  and milestone in (
      select milestone from bridge_plan_milestone where node in (select below from mart_below where mart_below.node = $node)
  )
order by actual desc, milestone
limit $most;

-- name: risks
-- Strategic risks linked to a plan node, to one below it or to a measure of it in a reporting period, the highest score first.
select
    risk,
    title,
    likelihood,
    impact,
    score,
    target_score
from fact_risk
where risk in (
    select code
    from bridge_related
    where kind = 'risk'
      and (
          node in (select below from mart_below where mart_below.node = $node)
          or measure in (select measure from mart_served where node = $node and period = $period)
      )
)
order by score desc, risk;

-- name: alignment
-- What the measures and milestones of a deliverer serve in a reporting period: nodes of another strand, one row per pair.
with

links as (
    select 'measure' as kind, measure as code, node
    from bridge_plan_measure, mart_reporting
    where mart_reporting.period = $period
      and end_date >= valid_from
      and start_date <= valid_to
    union
    select 'milestone', milestone, node from bridge_plan_milestone
)

select
    links.kind,
    code,
    node,
    short_title,
    page
from links
join dim_plan using (node)
join dim_level using (level)
join mart_in_force using (node)
where mart_in_force.period = $period
  and strand <> (select strand from dim_plan join dim_level using (level) where node = $node)
order by links.kind, code, depth desc, dim_plan.position;

-- name: owned
-- Milestones of a deliverer: those that serve it or one below it, and those of its owner or an owner below it; the latest slips first.
select *
from mart_delivery
where milestone in (
    select milestone from bridge_plan_milestone where node in (select below from mart_below where mart_below.node = $node)
)
   or owner in (select owner from dim_plan where node in (select below from mart_below where mart_below.node = $node))
order by actual is not null, slip_days desc, baseline, milestone;
