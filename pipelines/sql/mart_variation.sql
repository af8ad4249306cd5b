-- One row per measure with figures: the variation its latest one shows, and whether more than chance meets its target (DR-27, DR-28).
create table mart_variation as
with

figures as (
    select
        series.*,
        max(segment) filter (value is not null) over (partition by measure) as last_segment
    from own_series() as series
),

counted as (
    select
        measure,
        any_value(step) as step,
        any_value(series_refused(cumulative, seasonal, months, step)) as refused,
        count(value) as points,
        count(value) filter (segment = last_segment) as segment_points,
        arg_max(period, month_index) filter (value is not null) as period
    from figures
    join current_measure using (measure)
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
        when step >= 12 and coalesce(refused, 'seasonal') = 'seasonal' then 'annual'
        when refused is not null then refused
        when mart_spc.period is null then 'fewer than eight points'
    end as reason
from counted
join current_measure using (measure)
left join mart_spc using (measure, period)
left join mart_status using (measure, period)
order by measure;
