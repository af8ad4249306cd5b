-- One row per plan node, reporting period and status: how many of the measures below it have that status, each counted once (DR-39). Node '' is the whole plan.
create table mart_rollup as
with recursive

up as (
    select node, node as above, parent from dim_plan
    union all
    select up.node, dim_plan.node, dim_plan.parent
    from up
    join dim_plan on dim_plan.node = up.parent
),

served as (
    select distinct above as node, measure, mart_reporting.period
    from bridge_plan_measure
    join up using (node)
    join mart_reporting
        on mart_reporting.end_date >= valid_from
       and mart_reporting.start_date <= valid_to
    union
    select '', measure, period
    from mart_scorecard
    join current_measure using (measure)
    where in_plan
)

select
    node,
    period,
    mart_scorecard.status,
    rated,
    min(severity) as severity,
    count(*) as measures
from served
join mart_scorecard using (measure, period)
group by node, period, mart_scorecard.status, rated
order by period, node, severity;
