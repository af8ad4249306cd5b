-- One row per measure, area, period and breakdown with an interval: against the published figure of the area's nation (DR-22, DR-24).
create table mart_significance as
with

nations as (
    select nation, area as benchmark_area
    from dim_area
    where type in ('nation', 'country')
      and nation is not null
      and authority = area
    qualify row_number() over (partition by nation order by type = 'nation' desc, area) = 1
),

compared as (
    select
        mart_interval.measure,
        mart_interval.area,
        mart_interval.period,
        mart_interval.breakdown,
        benchmark_area,
        theirs.value as benchmark,
        mart_interval.lower,
        mart_interval.upper,
        method,
        against_benchmark(mart_interval.lower, mart_interval.upper, theirs.value, polarity) as comparison,
        against_benchmark(lower998, upper998, theirs.value, polarity) as comparison998
    from mart_interval
    join dim_area using (area)
    join nations using (nation)
    join current_observation as theirs
        on theirs.measure = mart_interval.measure
       and theirs.area = benchmark_area
       and theirs.period = mart_interval.period
       and theirs.breakdown = mart_interval.breakdown
    join current_measure on current_measure.measure = mart_interval.measure
    where mart_interval.area <> benchmark_area
)

select *
from compared
where comparison is not null
order by measure, area, period, breakdown;
