-- One row per plan node and period: the forecast outturn against the budget, both over and under judged; more spent than budgeted is positive (DR-41).
create table mart_budget as
with

-- In whole pence, so that one per cent is exactly one per cent.
counted as (
    select
        *,
        exact(forecast, 2) - exact(budget, 2) as gap,
        abs(exact(budget, 2)) as base
    from fact_budget
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
    case when savings_planned > 0 then 100 * savings_delivered / savings_planned end as savings_percent
from counted
order by node, period;
