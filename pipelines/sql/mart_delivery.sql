-- One row per milestone: its last report judged on the day the warehouse is as at (DR-40). Complete is not green; a stale forecast cannot stay green; what has no agreed date is never judged.
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
    where baseline is not null
    qualify row_number() over (partition by milestone order by as_at) = 1
),

slipped as (
    select
        last_report.*,
        first_baseline,
        today,
        -- The day it was done or, at the earliest, will be: what has not been done cannot be expected before today.
        -- Without a date there is none to be after: greatest() alone would take today for one.
        coalesce(actual, if(coalesce(forecast, baseline) is not null, greatest(coalesce(forecast, baseline), today), null)) as expected,
        expected - baseline as slip_days
    from last_report
    left join first_baseline using (milestone)
    cross join (select as_at as today from warehouse)
)

select
    milestone,
    as_at,
    slipped.title,
    slipped.owner,
    partners,
    source_plan,
    -- An action keeps the review it answers (SMBC-36), by itself or by its recommendation.
    coalesce(slipped.review, dim_recommendation.review) as review,
    slipped.programme,
    recommendation,
    category,
    horizon,
    evidence,
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
        when baseline is null then 'not_dated'
        when start_date > today then 'not_started'
        when slip_days <= 0 then 'green'
        when slip_days <= tolerance_days then 'amber'
        else 'red'
    end as status,
    coalesce(actual > baseline, false) as late,
    actual is null and coalesce(today > baseline, false) as overdue,
    -- What became of the promise to deliver by the agreed date (BCC-20): not the same as how far the work has slipped.
    case
        when baseline is null then 'not_dated'
        when actual <= baseline then 'kept'
        when actual is not null then 'kept_late'
        when today > baseline then 'missed'
        when slip_days > 0 then 'slipping'
        else 'on_course'
    end as commitment
from slipped
left join dim_recommendation using (recommendation)
order by milestone;
