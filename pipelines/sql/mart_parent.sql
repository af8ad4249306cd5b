-- One row per plan node and reporting period: the measures below it counted, and what each named way of making one status of them gives (DR-39).
-- Node '' is the whole plan. Ahead of target counts as green; what is not rated neither dilutes nor improves; milestones are not added.
create table mart_parent as
with

counted as (
    select
        node,
        period,
        coalesce(sum(measures) filter (status = 'green'), 0)::bigint as green,
        coalesce(sum(measures) filter (status = 'amber'), 0)::bigint as amber,
        coalesce(sum(measures) filter (status = 'red'), 0)::bigint as red,
        coalesce(sum(measures) filter (status = 'blue'), 0)::bigint as blue,
        coalesce(sum(measures) filter (rated), 0)::bigint as rated,
        coalesce(sum(measures) filter (not rated), 0)::bigint as not_rated
    from mart_rollup
    group by node, period
),

judged as (
    select
        node,
        period,
        judgement as judged,
        judgement_reason as judged_reason,
        written_on as judged_on
    from fact_commentary
    where judgement is not null
),

scored as (
    select
        *,
        case when rated > 0 then (3 * (green + blue) + 2 * amber + red) / rated end as mean_score,
        case when rated > 0 then 100 * (green + blue) / rated end as percent_green,
        case when rated > 0 then 100 * (green + blue) / (rated + not_rated) end as percent_of_all
    from counted
)

select
    node,
    period,
    coalesce(green, 0) as green,
    coalesce(amber, 0) as amber,
    coalesce(red, 0) as red,
    coalesce(blue, 0) as blue,
    coalesce(rated, 0) as rated,
    coalesce(not_rated, 0) as not_rated,
    case when red > 0 then 'red' when amber > 0 then 'amber' when rated > 0 then 'green' end as worst,
    mean_score,
    percent_green,
    percent_of_all,
    case when mean_score >= 2.5 then 'green' when mean_score >= 1.5 then 'amber' when mean_score < 1.5 then 'red' end as by_mean,
    case when percent_green >= 75 then 'green' when percent_green >= 50 then 'amber' when percent_green < 50 then 'red' end as by_share,
    judged,
    judged_reason,
    judged_on
from scored
full join judged using (node, period)
order by period, node;
