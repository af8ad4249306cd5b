-- One row per cumulative measure and period with a figure: where the year would end if it went on like this (DR-31).
create table mart_projection as
with

reached as (
    select
        series.measure,
        series.period,
        mart_year.year,
        series.type,
        series.months,
        series.month_index,
        series.month_index + 12 - expected_periods * step as last_index,
        expected_periods * step / 12 as elapsed,
        year_to_date,
        target as profile,
        current_measure.decimals,
        polarity,
        band_low,
        band_high,
        status = 'not_comparable' as incomparable
    from own_series() as series
    join mart_year using (measure, period)
    join mart_status using (measure, period)
    join current_measure using (measure)
    where cumulative
      and year_to_date is not null
),

-- The target of the year's last period in the measure's own kind, else the one of the financial year; none where it was
-- set before a break.
aimed as (
    select
        reached.*,
        at_last.target as last_target,
        coalesce(at_last.target, of_year.target) as year_target
    from reached
    left join dim_period as last
        on last.type = reached.type
       and last.months = reached.months
       and last.month_index = reached.last_index
    left join current_target as at_last
        on at_last.measure = reached.measure
       and at_last.period = last.period
       and not incomparable
    left join current_target as of_year
        on of_year.measure = reached.measure
       and of_year.period = reached.year
       and not incomparable
    qualify row_number() over (partition by reached.measure, reached.period order by at_last.target is null, last.period desc) = 1
),

projected as (
    select
        aimed.*,
        if(last_target is not null and profile <> 0, 'profile', 'elapsed') as method,
        case method when 'profile' then last_target * (year_to_date / profile) else year_to_date / elapsed end as projection,
        exact(projection, decimals) as p,
        exact(year_target, decimals) as t,
        case
            when polarity = 'band' then -outside(p, band_low::decimal(30, 12), band_high::decimal(30, 12))
            else sign_of(polarity) * (p - t)
        end as ahead
    from aimed
)

select
    measure,
    period,
    year,
    year_to_date,
    projection,
    method,
    year_target,
    ahead::double as variance,
    ahead >= 0 as on_course
from projected
order by measure, month_index;
