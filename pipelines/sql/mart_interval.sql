-- One row per measure, council, period and breakdown that has an interval: the publisher's, or ours from the counts (DR-20, DR-21).
create table mart_interval as
with

known as (
    select
        measure,
        area,
        period,
        breakdown,
        value,
        lower as published_lower,
        upper as published_upper,
        case value_type when 'proportion' then 'Wilson' when 'rate' then 'Byar' end as computed_method,
        value_type,
        per,
        current_observation.numerator,
        current_observation.denominator,
        lower is not null and upper is not null as published
    from current_observation
    join current_measure using (measure)
    where value is not null
      and (
          published
          or (
              value_type in ('proportion', 'rate')
              and is_ratio(value, per, current_observation.numerator, current_observation.denominator, decimals)
          )
      )
),

bounded as (
    select
        *,
        if(published, published_lower, interval_lower(value_type, per, numerator, denominator)) as lower,
        if(published, published_upper, interval_upper(value_type, per, numerator, denominator)) as upper,
        if(published, null, interval_lower(value_type, per, numerator, denominator, 0.998)) as lower998,
        if(published, null, interval_upper(value_type, per, numerator, denominator, 0.998)) as upper998
    from known
)

select
    measure,
    area,
    period,
    breakdown,
    value,
    lower,
    upper,
    lower998,
    upper998,
    if(published, 'published', computed_method) as method
from bounded
where lower is not null
order by measure, area, period, breakdown;
