-- One row per measure and period: the council's own value as it stands today, and what it amounts to against its target (DR-01 to DR-09).
create table mart_status as
with

intervals as (
    select measure, period, lower, upper, method
    from mart_interval
    join dim_area using (area)
    where own
      and breakdown = 'total'
)

select
    measure,
    period,
    value,
    coalesce(intervals.lower, mart_published.lower) as lower,
    coalesce(intervals.upper, mart_published.upper) as upper,
    method as interval_method,
    numerator,
    denominator,
    marker,
    note,
    vintage,
    target,
    intervention,
    stretch,
    scheme,
    status,
    variance,
    variance_percent,
    revised_from
from mart_published
left join intervals using (measure, period)
where latest
order by measure, period;
