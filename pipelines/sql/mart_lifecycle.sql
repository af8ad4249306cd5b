-- One row per measure of the plan: where it stands in its life on the day, since when, what replaces it, its first figures and how long after
-- its period the latest one came (SMBC-50, SMBC-52, WCC-23).
create table mart_lifecycle as
with

spans as (
    select
        measure,
        lifecycle,
        valid_from,
        valid_to,
        lag(lifecycle) over (partition by measure order by valid_from) as before
    from dim_measure
    where in_plan
),

lives as (
    select
        measure,
        min(valid_from) as began_on,
        max(valid_to) as ended_on,
        min(valid_from) filter (lifecycle = 'live') as live_from,
        min(valid_from) filter (lifecycle = 'live' and before in ('proposed', 'provisional', 'in_development')) as promoted_on
    from spans
    group by measure
),

figures as (
    select
        measure,
        period,
        label,
        end_date,
        (select min(vintage)
         from fact_observation
         where fact_observation.measure = own_observation.measure
           and fact_observation.period = own_observation.period
           and fact_observation.area = own_observation.area
           and fact_observation.breakdown = 'total') as first_vintage
    from own_observation
    join dim_period using (period)
    where breakdown = 'total'
      and value is not null
),

first_figures as (
    select
        measure,
        min_by(label, (end_date, period)) as first_label,
        max_by(label, (end_date, period)) as last_label,
        max_by(first_vintage - end_date, (end_date, period)) as lag_days,
        count(*) as figures
    from figures
    group by measure
),

-- The first figure of a period that ends while the measure is live: before that, figures were on trial.
live_figures as (
    select
        measure,
        min_by(label, (end_date, period)) as first_live_label,
        min(end_date) as first_live_end
    from figures
    join lives using (measure)
    where end_date >= live_from
    group by measure
)

select
    measure,
    if(current_measure.valid_to < as_at, 'retired', lifecycle) as state,
    if(began_on > date '1900-01-01', began_on, null) as began_on,
    if(ended_on < date '9999-12-31', ended_on, null) as ended_on,
    promoted_on,
    first_label,
    last_label,
    lag_days,
    first_live_label,
    first_live_end,
    coalesce(figures, 0) as figures,
    replaced_by,
    (select string_agg(older.measure, '|' order by older.measure)
     from current_measure as older
     where older.replaced_by = current_measure.measure) as replaces
from current_measure
join lives using (measure)
left join first_figures using (measure)
left join live_figures using (measure)
cross join (select as_at from warehouse)
where in_plan
order by measure;
