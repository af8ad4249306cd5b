-- One row per cumulative measure and period: where the year would end if it went on like this (DR-31).
create table mart_projection as
with

reached as (
    select
        series.measure,
        period,
        mart_year.year,
        series.type,
        months,
        month_index,
        month_index + 12 - expected_periods * step as last_index,
        expected_periods * step / 12 as elapsed,
        year_to_date,
        current_measure.decimals,
        polarity,
        band_low,
        band_high,
        case when status <> 'not_comparable' then target end as profile
    from own_series() as series
    join mart_year using (measure, period)
    join mart_status using (measure, period)
    join current_measure using (measure)
    where cumulative
      and year_to_date is not null
),

aimed as (
    select
        reached.*,
        current_target.target as year_target
    from reached
    left join dim_period as last
        on last.type = reached.type
       and last.months = reached.months
       and last.month_index = reached.last_index
    left join current_target
        on current_target.measure = reached.measure
       and current_target.period = last.period
       and profile is not null
    qualify row_number() over (partition by reached.measure, reached.period order by current_target.target is null) = 1
),

projected as (
    select
        aimed.*,
        if(year_target is not null and profile <> 0, 'profile', 'elapsed') as method,
        case method when 'profile' then year_target * year_to_date / profile else year_to_date / elapsed end as projection,
        exact(projection, decimals) as p,
        exact(year_target, decimals) as t,
        case polarity
            when 'band' then -outside(p, band_low::decimal(30, 12), band_high::decimal(30, 12))
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
