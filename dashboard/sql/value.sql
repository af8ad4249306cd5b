-- name: pairs
-- Pairs of a cost and what it buys in the order of the pack, with the plan node they concern; all, or those of one measure or of one node's measures.
select
    dim_pair.*,
    dim_plan.short_title as node_title,
    dim_level.name as level_name,
    page as node_page
from dim_pair
left join dim_plan using (node)
left join dim_level using (level)
where ($measure is null or $measure in (cost, outcome))
  and (
      $node is null
      or cost in (select measure from mart_served where node = $node and period = $period)
      or outcome in (select measure from mart_served where node = $node and period = $period)
  )
order by dim_pair.position;

-- name: measures
-- Measures of pairs in a reporting period.
select *
from mart_scorecard_line
where period = $period
  and measure = any($measures)
order by measure;

-- name: groups
-- Comparator groups in which both measures of some pair have figures, the council's default first.
select
    "group",
    name,
    family,
    version,
    count(distinct pair) as pairs,
    "group" = default_group as is_default
from mart_value
join dim_group using ("group")
cross join warehouse
group by "group", name, family, version, default_group
order by is_default desc, pairs desc, family, name, "group";

-- name: places
-- Where every area of a group lies in each pair, the council's own first, then by the sides of the medians.
select
    mart_value.*,
    name,
    costs.label as cost_label,
    outcomes.label as outcome_label
from mart_value
join dim_area using (area)
join dim_period as costs on costs.period = cost_period
join dim_period as outcomes on outcomes.period = outcome_period
where "group" = $group
  and ($pair is null or pair = $pair)
order by pair, mart_value.own desc, cost_value, outcome_value, name;

-- name: positions
-- Each measure of a pair beside a group by itself, at the last period both have: rank, quartile, median of the others.
select
    measure,
    "group",
    label,
    value,
    median,
    others,
    rank,
    of_n,
    quartile
from mart_position
join dim_period using (period)
where shared
  and "group" = $group
  and measure = any($measures)
order by measure;

-- name: three_es
-- Measures of services by economy, efficiency or effectiveness, and how many are on target, in a reporting period; all, or those of one service or directorate.
select
    directorate,
    above.short_title as directorate_title,
    service,
    dim_plan.short_title as service_title,
    page,
    three_e,
    count(*) as measures,
    count(*) filter (where rated) as rated,
    count(*) filter (where rated and mart_scorecard.status in ('blue', 'green')) as on_target
from mart_scorecard
join current_measure using (measure)
join dim_plan on dim_plan.node = service
join dim_level using (level)
left join dim_plan as above on above.node = directorate
where period = $period
  and in_plan
  and ($node is null or $node in (service, directorate))
group by all
order by any_value(above.position), any_value(dim_plan.position), service, three_e;

-- name: held
-- The first pair, where there is any.
select pair
from dim_pair
order by position
limit 1;
