-- One row per measure with figures: the variation its latest one shows, and whether more than chance meets its target (DR-27, DR-28).
create table mart_variation as
with

starts as (
    select measure, event_date as started_on from dim_event where kind = 'rebase' and measure is not null
),

figures as (
    select
        series.*,
        era + (select count(*) from starts where starts.measure = series.measure and started_on <= end_date) as since
    from own_series() as series
),

counted as (
    select
        measure,
        any_value(months) as months,
        any_value(step) as step,
        count(value) as points,
        count(value) filter (since = latest) as segment_points,
        arg_max(period, month_index) filter (value is not null) as period
    from figures
    join (
        select measure, max(since) filter (value is not null) as latest
        from figures
        group by measure
    ) using (measure)
    group by measure
)

select
    measure,
    points,
    segment_points,
    -- Limits rest on the baseline where there is one.
    coalesce(least(segment_points, spc_baseline), segment_points) < 12 as trial,
    counted.period,
    judgement as variation,
    side,
    rule,
    case when status <> 'not_comparable' then assured(target, mart_spc.lower, mart_spc.upper, polarity) end as assurance,
    target,
    mean,
    mart_spc.lower,
    mart_spc.upper,
    case
        when points = 0 then 'no figures'
        when cumulative or months > step then series_refused(cumulative, seasonal, months, step)
        when step >= 12 then 'annual'
        when seasonal then 'seasonal'
        when mart_spc.period is null then 'fewer than eight points'
    end as reason
from counted
join current_measure using (measure)
left join mart_spc using (measure, period)
left join mart_status using (measure, period)
order by measure;
