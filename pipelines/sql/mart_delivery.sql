-- One row per milestone: its last report judged on the day the warehouse is as at (DR-40). Complete is not green; a stale forecast cannot stay green.
create table mart_delivery as
with

last_report as (
    select fact_milestone.*
    from fact_milestone, warehouse
    where fact_milestone.as_at <= warehouse.as_at
    qualify row_number() over (partition by milestone order by fact_milestone.as_at desc) = 1
),

first_baseline as (
    select milestone, baseline as first_baseline
    from fact_milestone
    qualify row_number() over (partition by milestone order by as_at) = 1
),

slipped as (
    select
        last_report.*,
        first_baseline,
        today,
        -- The day it was done or, at the earliest, will be: what has not been done cannot be expected before today.
        coalesce(actual, greatest(coalesce(forecast, baseline), today)) as expected,
        expected - baseline as slip_days
    from last_report
    join first_baseline using (milestone), (select as_at as today from warehouse)
)

select
    milestone,
    as_at,
    title,
    owner,
    source_plan,
    review,
    programme,
    recommendation,
    start_date,
    first_baseline,
    baseline,
    forecast,
    actual,
    expected,
    percent,
    note,
    slip_days,
    case
        when actual is not null then 'complete'
        when start_date > today then 'not_started'
        when slip_days <= 0 then 'green'
        when slip_days <= tolerance_days then 'amber'
        else 'red'
    end as status,
    actual is not null and actual > baseline as late,
    actual is null and today > baseline as overdue,
    -- What became of the promise to deliver by the agreed date (BCC-20): not the same as how far the work has slipped.
    case
        when actual <= baseline then 'kept'
        when actual is not null then 'kept_late'
        when today > baseline then 'missed'
        when slip_days > 0 then 'slipping'
        else 'on_course'
    end as commitment
from slipped
order by milestone;
