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

comment on table mart_status is 'One row per measure and period: the council''s own value as it stands today, and what it amounts to against its target.';
comment on column mart_status.measure is 'Measure.';
comment on column mart_status.period is 'Period.';
comment on column mart_status.value is 'The value, unrounded; null with a marker where there is none.';
comment on column mart_status.lower is 'Lower 95% limit: the publisher''s, or else worked out from the counts.';
comment on column mart_status.upper is 'Upper 95% limit, likewise.';
comment on column mart_status.interval_method is 'How the limits were worked out; null where they are the publisher''s.';
comment on column mart_status.variance is 'How far the value is from its target in the measure''s unit; positive is favourable (DR-01).';
comment on column mart_status.variance_percent is 'The same as per cent of the target.';
comment on column mart_status.status is 'blue, green, amber, red, or a state such as no_target or suppressed (DR-08).';
comment on column mart_status.revised_from is 'Value published before, where it has been revised.';
