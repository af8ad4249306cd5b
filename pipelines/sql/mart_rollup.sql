-- One row per plan node, reporting period and status: how many of the measures below it have that status, each counted once (DR-39). Node '' is the whole plan.
create table mart_rollup as
with

counted as (
    select node, period, measure
    from mart_served
    union
    select '', period, measure
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
from counted
join mart_scorecard using (measure, period)
group by node, period, mart_scorecard.status, rated
order by period, node, severity;
