-- One row per plan node and period: the forecast outturn against the budget, both over and under judged; more spent than budgeted is positive (DR-41). Node '' is every pound once.
create table mart_budget as
with recursive

above as (
    select node, parent as higher from dim_plan where parent is not null
    union
    select above.node, dim_plan.parent
    from above
    join dim_plan on dim_plan.node = higher
    where dim_plan.parent is not null
),

-- A node's pounds are part of those of a node above it that states its own for the period.
stated as (
    select
        fact_budget.*,
        coalesce(bool_or(theirs.node is not null), false) as within,
        coalesce(bool_or(theirs.savings_planned is not null), false) as savings_within
    from fact_budget
    left join above using (node)
    left join fact_budget as theirs
        on theirs.node = higher
       and theirs.period = fact_budget.period
    group by all
),

-- There is no forecast of the whole while a part of it has none.
whole as (
    select
        '' as node,
        period,
        sum(exact(budget, 2)) filter (where not within) as budget,
        sum(exact(forecast, 2)) filter (where not within and every) as forecast,
        sum(savings_planned) filter (where not savings_within) as savings_planned,
        sum(savings_delivered) filter (where not savings_within) as savings_delivered,
        false as within,
        false as savings_within
    from stated
    join (select period, bool_and(forecast is not null or within) as every from stated group by period) using (period)
    group by period
),

-- In whole pence, so that one per cent is exactly one per cent.
counted as (
    select
        *,
        exact(forecast, 2) - exact(budget, 2) as gap,
        abs(exact(budget, 2)) as base
    from (from stated union all by name from whole)
)

select
    node,
    period,
    budget,
    forecast,
    gap::double as variance,
    case when base > 0 then 100 * variance / base::double end as variance_percent,
    case
        when gap is null then null
        when 100 * abs(gap) <= 1 * base then 'green'
        when 100 * abs(gap) <= 2 * base then 'amber'
        else 'red'
    end as status,
    case when gap > 0 then 'over' when gap < 0 then 'under' when gap = 0 then 'on' end as direction,
    savings_planned,
    savings_delivered,
    case when savings_planned > 0 then 100 * savings_delivered / savings_planned end as savings_percent,
    within,
    savings_within
from counted
order by node, period;
