-- One row per plan node, reporting period and measure below it: the links in force in that period, up to the plan itself.
-- What was superseded serves nothing from then on: its pages show its last period (BCC-41).
create table mart_served as
select distinct
    mart_below.node,
    mart_reporting.period,
    measure
from bridge_plan_measure
join mart_below on below = bridge_plan_measure.node
join mart_reporting
    on mart_reporting.end_date >= valid_from
   and mart_reporting.start_date <= valid_to
join mart_plan
    on mart_plan.node = mart_below.node
   and coalesce(mart_reporting.end_date <= last_day, true)
order by mart_below.node, mart_reporting.period, measure;
