-- name: budgets
-- Budgets of plan nodes in one period with their place in the plan, in its order; node '' is every pound once.
select
    mart_budget.*,
    title,
    short_title,
    parent,
    page,
    dim_level.name as level_name,
    dim_level.name_plural as level_plural
from mart_budget
left join dim_plan using (node)
left join dim_level using (level)
where period = $period
  and ($node is null or node = $node)
order by node <> '', dim_level.depth, dim_plan.position, node;

-- name: history
-- Budget and forecast of one node over the periods of one type up to a day, oldest first.
select
    mart_budget.*,
    label,
    short_label,
    end_date,
    financial_year
from mart_budget
join dim_period using (period)
where node = $node
  and type = $type
  and end_date <= $end_date
order by end_date;

-- name: nodes
-- Plan nodes that ever had a budget, from the top level down, in the order of the plan.
select
    node,
    short_title,
    dim_level.name as level_name
from dim_plan
left join dim_level using (level)
where node in (select node from fact_budget)
order by dim_level.depth, dim_plan.position, node;

-- name: savings
-- What each benefit in pounds had brought by a day, with its line of the financial strategy and the year it is due in, oldest year first.
select
    benefit,
    fact_benefit.title,
    programme,
    dim_programme.title as programme_title,
    dim_programme.directorate,
    mtfs_line,
    planned,
    delivered,
    due,
    -- The financial year of the day it is due by, named by the year it begins in.
    year(due - interval 3 month) as year,
    note,
    fact_benefit.as_at
from fact_benefit
join dim_programme using (programme)
where fact_benefit.unit = 'pounds'
  and fact_benefit.as_at <= $day
  and ($directorate is null or directorate = $directorate)
qualify row_number() over (partition by benefit order by fact_benefit.as_at desc) = 1
order by year nulls last, mtfs_line nulls last, dim_programme.position, benefit;

-- name: of_nodes
-- Budgets of some plan nodes in one period, in the order the nodes are given.
select
    mart_budget.*,
    short_title
from mart_budget
join dim_plan using (node)
where period = $period
  and node = any($nodes)
order by list_position($nodes, node);

-- name: measures
-- Measures of money, then those of a component that names the page finance, without those that stand with a contract.
select
    measure,
    if(type = 'financial', null, dim_component.name) as component
from current_measure
left join dim_component
    on page = 'finance'
   and list_contains(string_split(current_measure.component, '|'), dim_component.component)
where in_plan
  and lifecycle <> 'retired'
  and (
    type = 'financial'
    or (
        dim_component.component is not null
        and type is distinct from 'contract'
        and measure not in (select measure from bridge_related where kind = 'contract' and measure is not null)
    )
  )
order by component nulls first, measure;

-- name: held
-- Whether the council has budgets, savings in pounds or measures of its money.
select
    exists (from fact_budget) as budgets,
    exists (from fact_benefit where unit = 'pounds') as savings,
    exists (from current_measure where in_plan and type = 'financial' and lifecycle <> 'retired') as measures
order by budgets;
