-- One row per measure and reporting period: the last value known by its end, whether one was due, and how it stands.
create table mart_scorecard as
with

shown as (
    select
        mart_reporting.period,
        start_date,
        end_date,
        months,
        month_index,
        current_measure.*
    from mart_reporting, current_measure
    where valid_to >= start_date
      and valid_from <= end_date
      and (in_plan or measure in (select measure from mart_status))
),

-- Values of the measure's own kind of period come before any other kind it may also have.
known as (
    select
        shown.measure,
        shown.period,
        mart_status.period as observed_period,
        dim_period.label as observed_label,
        dim_period.type as observed_type,
        dim_period.month_index as observed_index
    from shown
    join mart_status using (measure)
    join dim_period
        on dim_period.period = mart_status.period
       and dim_period.end_date <= shown.end_date
    qualify row_number() over (
        partition by shown.measure, shown.period
        order by dim_period.type = shown.period_type desc, dim_period.end_date desc, dim_period.months desc
    ) = 1
),

-- In which month of the cycle a value falls due, and the last such month up to the reporting period's end.
calendar as (
    select
        shown.*,
        observed_period,
        observed_label,
        observed_index,
        step_months(coalesce(observed_type, period_type), frequency) as step,
        case coalesce(observed_type, period_type)
            when 'month' then 0
            when 'quarter' then 0
            when 'half' then 3
            when 'financial' then 3
            when 'calendar' then 0
            when 'academic' then 8
            else observed_index
        end as anchor,
        shown.month_index - ((shown.month_index - anchor) % step + step) % step as expected_index,
        frequency <> 'irregular' and expected_index > shown.month_index - shown.months as due,
        last_day(make_date((expected_index - 1) // 12, (expected_index - 1) % 12 + 1, 1)) + due_days as due_on
    from shown
    left join known using (measure, period)
),

stated as (
    select
        calendar.measure,
        calendar.period,
        calendar.end_date,
        calendar.scheme,
        observed_period,
        observed_label,
        case when due and (due_on >= as_at or observed_period is not null) then due_on end as due_on,
        mart_status.status as observed_status,
        -- A measure nobody has returned yet awaits its first return; it is not late.
        case
            when lifecycle in ('proposed', 'in_development') then 'in_development'
            when due and observed_index = expected_index then mart_status.status
            when due and (due_on >= as_at or observed_period is null) then 'due_awaiting'
            when due then 'overdue'
            when frequency = 'irregular' and observed_index > calendar.month_index - calendar.months then mart_status.status
            else 'not_due'
        end as status
    from calendar
    cross join (select as_at from warehouse)
    left join mart_status
        on mart_status.measure = calendar.measure
       and mart_status.period = calendar.observed_period
),

rated as (
    select stated.*, rated, severity
    from stated
    join dim_status using (scheme, status)
),

-- How many rated reporting periods in a row have been red, up to this one.
runs as (
    select
        measure,
        period,
        count(*) filter (status = 'red') over (partition by measure, changes order by end_date) as red_run
    from (
        select
            measure,
            period,
            end_date,
            status,
            count(*) filter (status <> 'red') over (partition by measure order by end_date) as changes
        from rated
        where rated
    )
),

-- What the owner said of the reporting period, or of the last value's own.
said as (
    select rated.measure, rated.period, bool_or(exception) as exception
    from rated
    join fact_commentary
        on fact_commentary.measure = rated.measure
       and fact_commentary.period in (rated.period, observed_period)
    group by rated.measure, rated.period
),

placed as (
    select measure, "group", rank, of_n, quartile, mean, label as position_period
    from mart_position
    join dim_period using (period), warehouse
    where shared
      and "group" = default_group
)

select
    rated.measure,
    rated.period,
    rated.observed_period,
    rated.observed_label,
    mart_status.value,
    mart_status.lower,
    mart_status.upper,
    marker,
    note,
    mart_status.target,
    intervention,
    mart_status.variance,
    variance_percent,
    revised_from,
    rated.scheme,
    rated.status,
    rated,
    severity,
    rated.observed_status,
    rated.due_on,
    mart_travel.* exclude (measure, period, value),
    before.status as previous_status,
    coalesce(case when rated.status = 'red' then red_run end, 0) as red_run,
    "group",
    rank,
    of_n,
    quartile,
    placed.mean,
    position_period,
    next_step.ahead_period as next_period,
    next_step.ahead_label as next_label,
    next_step.target as next_target,
    projected,
    lower80 as projected_low,
    upper80 as projected_high,
    probability,
    case
        when probability >= 0.8 then 'likely'
        when probability <= 0.2 then 'unlikely'
        when probability is not null then 'uncertain'
    end as outlook,
    projection,
    mart_projection.method as projection_method,
    year_target,
    -- The early warning: it meets its target now, and will more likely than not miss the next one (DR-32).
    rated.observed_status in ('blue', 'green') and coalesce(probability < 0.5, not on_course, false) as at_risk,
    -- Red, or beyond the intervention level whatever the scheme says, asks for an exception report (DR-02).
    case
        when rated.status = 'red'
          or rated and sign_of(polarity) * (exact(mart_status.value, decimals) - exact(intervention, decimals)) < 0
            then if(coalesce(said.exception, false), 'given', 'missing')
    end as exception_report,
    said.measure is not null as commented,
    mart_variation.variation,
    mart_variation.side as variation_side,
    mart_variation.assurance,
    mart_trend.trend,
    mart_trend.judgement as trend_judgement,
    mart_quality.rating as quality
from rated
join current_measure using (measure)
left join mart_status
    on mart_status.measure = rated.measure
   and mart_status.period = rated.observed_period
left join mart_travel
    on mart_travel.measure = rated.measure
   and mart_travel.period = rated.observed_period
left join mart_reporting as this on this.period = rated.period
left join mart_reporting as last on last.position = this.position + 1
left join stated as before
    on before.measure = rated.measure
   and before.period = last.period
left join runs
    on runs.measure = rated.measure
   and runs.period = rated.period
left join placed on placed.measure = rated.measure
left join said
    on said.measure = rated.measure
   and said.period = rated.period
left join mart_outlook as next_step
    on next_step.measure = rated.measure
   and next_step.period = rated.observed_period
   and next_step.step = 1
left join mart_projection
    on mart_projection.measure = rated.measure
   and mart_projection.period = rated.observed_period
left join mart_variation
    on mart_variation.measure = rated.measure
   and mart_variation.period = rated.observed_period
left join mart_trend
    on mart_trend.measure = rated.measure
   and mart_trend.period = rated.observed_period
   and mart_trend.area = (select area from warehouse)
   and mart_trend.breakdown = 'total'
left join mart_quality on mart_quality.measure = rated.measure
order by rated.period, rated.measure;
