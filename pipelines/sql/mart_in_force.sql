-- One row per reporting period and plan node in force in it: at its end, or today for the latest. Drafts never are.
--
-- What has not begun by then stands only where its strand would otherwise be empty: a council is never shown without a plan.
create table mart_in_force as
with

days as (
    select
        period,
        latest,
        if(latest, as_at, end_date) as day
    from mart_reporting
    cross join (select as_at from warehouse)
),

standing as (
    select
        period,
        latest,
        dim_plan.node,
        strand,
        first_day <= day as begun
    from days, dim_plan
    join mart_plan using (node)
    left join dim_level using (level)
    where state <> 'draft'
      and coalesce(last_day >= day, true)
)

select
    period,
    latest,
    node
from standing
qualify begun or not bool_or(begun) over (partition by period, strand)
order by period, node;
