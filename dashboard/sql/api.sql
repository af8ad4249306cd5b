-- name: measures
-- One row per measure, in its newest definition: what it counts, in which unit, which way is better, who owns it.
select
    measure,
    title,
    short_title,
    plain,
    definition,
    rationale,
    formula,
    numerator,
    denominator,
    inclusions,
    unit,
    prefix,
    suffix,
    decimals,
    polarity,
    band_low,
    band_high,
    tier,
    component,
    type,
    theme,
    frequency,
    period_type,
    aggregation,
    cumulative,
    scheme,
    tolerance,
    tolerance_kind,
    value_type,
    per,
    source_system,
    source_name,
    source_url,
    licence,
    owner,
    data_owner,
    contact,
    directorate,
    service,
    portfolio,
    committee,
    lifecycle,
    replaced_by,
    national_set,
    national_code,
    headline,
    in_plan,
    baseline,
    baseline_period,
    caveats,
    quality,
    valid_from,
    valid_to
from current_measure
where ($measure is null or measure = any($measure))
  and ($node is null or measure in (select measure from mart_thread where node = any($node)))
  and ($tier is null or tier = any($tier))
  and ($directorate is null or directorate = any($directorate))
  and ($lifecycle is null or lifecycle = any($lifecycle))
  and ($in_plan is null or in_plan = $in_plan)
  and ($after is null or measure > $after[1])
order by measure
limit $limit;

-- name: plans
-- One row per plan and per node of a plan: outcomes, priorities, directorates, services.
select
    node,
    plan,
    level,
    parent,
    position,
    title,
    short_title,
    ambition,
    aims,
    need,
    owner,
    portfolio,
    partners,
    partnership,
    kind,
    valid_from,
    valid_to,
    approved_by,
    approved_on,
    state,
    document
from dim_plan
where ($node is null or node = any($node))
  and ($plan is null or plan = any($plan))
  and ($level is null or level = any($level))
  and ($parent is null or parent = any($parent))
  and ($after is null or node > $after[1])
order by node
limit $limit;

-- name: areas
-- One row per area code, current and former: councils, regions, nations.
select
    area,
    name,
    type,
    region,
    nation,
    valid_from,
    valid_to,
    successor,
    authority,
    own
from dim_area
where ($area is null or area = any($area))
  and ($group is null or area in (select area from bridge_group_area where "group" = any($group)))
  and ($type is null or type = any($type))
  and ($region is null or region = any($region))
  and ($nation is null or nation = any($nation))
  and ($after is null or area > $after[1])
order by area
limit $limit;

-- name: groups
-- One row per comparator group; its members are the areas the parameter group leaves.
select
    "group",
    name,
    family,
    version,
    of_area,
    method
from dim_group
where ($group is null or "group" = any($group))
  and ($family is null or family = any($family))
  and ($of_area is null or of_area = any($of_area))
  and ($after is null or "group" > $after[1])
order by "group"
limit $limit;

-- name: periods
-- One row per period: its type, first and last day, and its name in words.
select
    period,
    type,
    start_date,
    end_date,
    months,
    label,
    short_label,
    financial_year
from dim_period
where ($period is null or period = any($period))
  and ($type is null or type = any($type))
  and ($since is null or end_date >= $since)
  and ($until is null or end_date <= $until)
  and ($after is null or period > $after[1])
order by period
limit $limit;

-- name: observations
-- One row per measure, council, period and breakdown: the figure as last published, under the council's present code.
with

-- The page first, its names after: at ten million rows joining all of them to leave most out would take seconds.
page as (
    select *
    from current_observation
    where ($measure is null or measure = any($measure))
      and ($area is null or area = any($area))
      and (
          $group is null
          or area in (
              select authority
              from bridge_group_area
              join dim_area using (area)
              where "group" = any($group)
          )
      )
      and ($period is null or period = any($period))
      and (
          ($since is null and $until is null)
          or period in (
              select period
              from dim_period
              where ($since is null or end_date >= $since)
                and ($until is null or end_date <= $until)
          )
      )
      and ($breakdown is null or breakdown = any($breakdown))
      and measure >= coalesce($after[1], '')
      and (
          $after is null
          or (measure, area, period, breakdown) > ($after[1], $after[2], $after[3], $after[4])
      )
    order by measure, area, period, breakdown
    limit $limit
)

select
    measure,
    title,
    unit,
    area,
    name as area_name,
    period,
    label as period_label,
    start_date,
    end_date,
    breakdown,
    value,
    page.numerator,
    page.denominator,
    lower,
    upper,
    marker,
    note,
    vintage
from page
join current_measure using (measure)
join dim_area using (area)
join dim_period using (period)
order by measure, area, period, breakdown;

-- name: every_observation
-- The rows of `observations`, all of them in the order they are stored: sorting ten million would take a minute.
select
    measure,
    title,
    unit,
    area,
    name as area_name,
    period,
    label as period_label,
    start_date,
    end_date,
    breakdown,
    value,
    current_observation.numerator,
    current_observation.denominator,
    lower,
    upper,
    marker,
    note,
    vintage
from current_observation
join current_measure using (measure)
join dim_area using (area)
join dim_period using (period);

-- name: status
-- One row per measure and period: the council's own figure, its target, and what that amounts to.
select
    measure,
    title,
    unit,
    period,
    dim_period.label as period_label,
    start_date,
    end_date,
    mart_status.value,
    mart_status.lower,
    mart_status.upper,
    mart_status.numerator,
    mart_status.denominator,
    mart_status.marker,
    mart_status.note,
    mart_status.target,
    mart_status.intervention,
    mart_status.stretch,
    mart_status.status,
    dim_status.label as status_label,
    rated,
    mart_status.variance,
    mart_status.variance_percent,
    mart_status.revised_from,
    mart_status.vintage
from mart_status
join current_measure using (measure)
join dim_period using (period)
left join dim_status on dim_status.scheme = mart_status.scheme and dim_status.status = mart_status.status
where ($measure is null or measure = any($measure))
  and ($period is null or period = any($period))
  and ($status is null or mart_status.status = any($status))
  and ($since is null or end_date >= $since)
  and ($until is null or end_date <= $until)
  and ($after is null or (measure, period) > ($after[1], $after[2]))
order by measure, period
limit $limit;

-- name: positions
-- One row per measure, comparator group and period: the council's place among the group, and the group's spread.
select
    measure,
    title,
    unit,
    "group",
    dim_group.name as group_name,
    period,
    label as period_label,
    start_date,
    end_date,
    area,
    mart_position.value,
    mart_position.mean,
    mart_position.median,
    mart_position.low,
    mart_position.high,
    mart_position.others,
    mart_position.rank,
    mart_position.of_n,
    mart_position.quartile,
    mart_position.shared,
    mart_position.withheld
from mart_position
join current_measure using (measure)
join dim_group using ("group")
join dim_period using (period)
where ($measure is null or measure = any($measure))
  and ($group is null or "group" = any($group))
  and ($period is null or period = any($period))
  and ($since is null or end_date >= $since)
  and ($until is null or end_date <= $until)
  and ($shared is null or mart_position.shared = $shared)
  and ($after is null or (measure, "group", period) > ($after[1], $after[2], $after[3]))
order by measure, "group", period
limit $limit;

-- name: known
-- Every code there is of one kind of thing, for a parameter that names such things.
with

codes as (
    select 'measure' as kind, measure as code from dim_measure
    union
    select 'plan', plan from dim_plan
    union
    select 'plan node', node from dim_plan
    union
    select 'level', level from dim_plan
    union
    select 'tier', tier from dim_tier
    union
    select 'lifecycle', lifecycle from current_measure
    union
    select 'area', area from dim_area
    union
    select 'type of area', type from dim_area
    union
    select 'region', region from dim_area
    union
    select 'nation', nation from dim_area
    union
    select 'group', "group" from dim_group
    union
    select 'family of groups', family from dim_group
    union
    select 'period', period from dim_period
    union
    select 'type of period', type from dim_period
    union
    select 'breakdown', breakdown from dim_breakdown
    union
    select 'status', status from dim_status
)

select code
from codes
where kind = $kind
  and code is not null
order by code;

-- name: columns
-- Every column of the warehouse's own tables, with what is said of it there.
select
    table_name,
    column_name,
    comment
from duckdb_columns()
where database_name = current_database()
  and comment is not null
order by table_name, column_name;

-- name: example
-- A measure whose lines of program show something: one of the plan that most councils have figures of.
select measure
from current_observation
join current_measure using (measure)
group by measure, in_plan
order by in_plan desc, count(distinct area) desc, measure
limit 1;
