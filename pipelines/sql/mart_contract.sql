-- One row per contract and reporting period: the worst of its rated measures is its status, else the reason there is none; when it ends is judged on the day of the reading.
create table mart_contract as
with

linked as (
    select
        code as contract,
        period,
        count(*) as measures,
        count(*) filter (where rated) as rated,
        count(*) filter (where status = 'red') as red,
        count(*) filter (where status = 'amber') as amber,
        count(*) filter (where status in ('green', 'blue')) as met
    from bridge_related
    join mart_scorecard using (measure)
    where bridge_related.kind = 'contract'
    group by code, period
),

-- The latest period is read on the day the warehouse is as at, an earlier one as it was on its last day.
dated as (
    select
        fact_contract.*,
        mart_reporting.period,
        case when latest then warehouse.as_at else mart_reporting.end_date end as day
    from fact_contract, mart_reporting, warehouse
)

select
    contract,
    period,
    day,
    coalesce(measures, 0) as measures,
    coalesce(rated, 0) as rated,
    coalesce(red, 0) as red,
    coalesce(amber, 0) as amber,
    coalesce(met, 0) as met,
    case when red > 0 then 'red' when amber > 0 then 'amber' when rated > 0 then 'green' end as status,
    case when measures is null then 'no_measures' when rated = 0 then 'none_rated' end as reason,
    case
        when end_date < day then 'ended'
        when start_date > day then 'not_begun'
        when end_date <= day + interval 6 month then 'within_6'
        when end_date <= day + interval 12 month then 'within_12'
        else 'running'
    end as stage,
    review_on < day and stage <> 'ended' as review_overdue
from dated
left join linked using (contract, period)
order by contract, period;
