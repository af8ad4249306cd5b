-- One row per measure, period it is made at and step: the straight line through the latest unbroken run, one to three periods on (DR-32).
-- Step 0 with a reason stands at the last period of a measure that has no outlook there. Limits are not clipped: what a
-- share cannot be is a matter of drawing. Figures are those now known, as at no earlier vintage. At most the last twelve
-- points are asked: over longer runs lines bend, and the newest figures say most of the next.
create table mart_outlook as
with

series as (
    select
        own.*,
        polarity,
        decimals,
        case when value is not null then row_number() over (partition by own.measure, run order by month_index) end as t,
        series_refused(cumulative, seasonal, months, step) as refused,
        row_number() over (partition by own.measure order by month_index desc) = 1 as latest
    from own_series() as own
    join current_measure using (measure)
),

fitted as (
    select
        series.*,
        count(*) over so_far as points,
        regr_slope(value, t) over so_far as slope,
        -- Position 1 is the first of the points asked, wherever in the run it stands.
        regr_intercept(value, t) over so_far + slope * (t - points) as intercept,
        regr_syy(value, t) over so_far as spread,
        regr_sxx(value, t) over so_far as span,
        -- A line through every point leaves binary dust, no doubt.
        spread - slope * slope * span as unexplained,
        if(unexplained > 1e-12 * spread, sqrt(unexplained / (points - 2)), 0) as s
    from series
    where refused is null
      and value is not null
    window so_far as (partition by measure, run order by month_index rows between 11 preceding and current row)
    qualify points >= 8
),

quantiles as (
    select
        points,
        student_quantile(0.9, points - 2) as t90
    from (select distinct points from fitted)
),

projected as (
    select
        fitted.*,
        ahead.step as ahead,
        month_index + ahead.step * fitted.step as ahead_index,
        intercept + slope * (points + ahead.step) as projected,
        s * sqrt(1 + 1 / points + pow(points + ahead.step - (points + 1) / 2, 2) / span) as error
    from fitted
    cross join (select unnest([1, 2, 3]) as step) as ahead
),

-- Several snapshots may lie in one month: the one with a target or a figure of the measure, else the most alike day.
dated as (
    select
        projected.*,
        later.period as ahead_period,
        later.label as ahead_label,
        later.end_date as ahead_end,
        target
    from projected
    join dim_period as later
        on later.type = projected.type
       and later.months = projected.months
       and later.month_index = projected.ahead_index
    left join current_target
        on current_target.measure = projected.measure
       and current_target.period = later.period
    left join series
        on series.measure = projected.measure
       and series.period = later.period
    qualify row_number() over (
        partition by projected.measure, projected.period, ahead
        order by
            target is not null desc,
            series.period is not null desc,
            (later.end_date = last_day(later.end_date)) = (projected.end_date = last_day(projected.end_date)) desc,
            abs(day(later.end_date) - day(projected.end_date)),
            later.period
    ) = 1
),

shown as (
    select
        measure,
        period,
        ahead as step,
        ahead_period,
        ahead_label,
        ahead_end,
        points,
        intercept,
        slope,
        s,
        projected,
        projected - t90 * error as lower80,
        projected + t90 * error as upper80,
        target,
        case
            when target is null or sign_of(polarity) is null then null
            when error = 0
                then if(sign_of(polarity) * (exact(projected, decimals) - exact(target, decimals)) >= 0, 1, 0)
            else student_cdf(sign_of(polarity) * (projected - target) / error, points - 2)
        end as probability,
        null::varchar as reason
    from dated
    join quantiles using (points)
),

refusals as (
    select
        measure,
        period,
        0 as step,
        case
            when refused is not null then refused
            when value is null then 'no figure'
            else 'fewer than eight points'
        end as reason
    from series
    anti join fitted using (measure, period)
    where latest
)

select * from shown
union all by name
select * from refusals
order by measure, period, step;
