-- One row per plan node, reporting period and measure below it: the links in force in that period, up to the plan itself.
-- What was superseded serves nothing from then on: its pages show its last period (BCC-41).
create table mart_served as
with recursive

up as (
    select node, node as above, parent from dim_plan
    union all
    select up.node, dim_plan.node, dim_plan.parent
    from up
    join dim_plan on dim_plan.node = up.parent
)

select distinct
    above as node,
    mart_reporting.period,
    measure
from bridge_plan_measure
join up using (node)
join mart_reporting
    on mart_reporting.end_date >= valid_from
   and mart_reporting.start_date <= valid_to
join mart_plan
    on mart_plan.node = above
   and coalesce(mart_reporting.end_date <= last_day, true)
order by node, mart_reporting.period, measure;
