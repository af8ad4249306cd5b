-- One row per measure of the plan: its newest data-quality score, and what the returns themselves say of gaps and lateness (DR-38).
-- What is computed stands beside the owner's score and never overrides it. Nobody scored: no rating, which is another thing than the rating None.
create table mart_quality as
with

scored as (
    select
        measure,
        period,
        accuracy + validity + reliability + timeliness + relevance + completeness as total,
        least(accuracy, validity, reliability, timeliness, relevance, completeness) = 0 as lacking,
        signed_by,
        signed_on
    from fact_quality
    left join dim_period using (period), warehouse
    where end_date is null or end_date <= as_at
    qualify row_number() over (partition by measure order by end_date desc nulls last, dim_period.months desc) = 1
),

rated as (
    select
        *,
        case
            when total >= 11 then 'High'
            when total >= 8 then 'Reasonable'
            when total >= 5 then 'Limited'
            else 'None'
        end as by_total,
        lacking and by_total in ('High', 'Reasonable') as capped
    from scored
),

-- The first vintage of each period of the measure's own kind. A figure that is withheld or does not apply is no gap.
returned as (
    select
        measure,
        month_index,
        min(vintage) as first_vintage,
        bool_or(latest and (value is not null or marker <> 'x')) as there,
        step_months(dim_period.type, frequency) as step,
        due_days,
        current_measure.valid_to,
        as_at
    from fact_observation
    join dim_area using (area)
    join dim_area as council on council.area = dim_area.authority
    join dim_period using (period)
    join current_measure using (measure)
    cross join warehouse
    where council.own
      and breakdown = 'total'
      and in_plan
      and lifecycle not in ('proposed', 'in_development')
      and frequency <> 'irregular'
      and dim_period.type = period_type
    group by all
),

-- Every period from the first return to the last one due by today.
expected as (
    select
        measure,
        first_loaded,
        unnest(generate_series(first_index, last_index, step)) as month_index,
        last_day(make_date((month_index - 1) // 12, (month_index - 1) % 12 + 1, 1)) as end_date,
        end_date + due_days as due_on
    from (
        select
            measure,
            step,
            due_days,
            min(month_index) as first_index,
            year(least(as_at, valid_to)) * 12 + month(least(as_at, valid_to)) as last_index,
            min(first_vintage) as first_loaded
        from returned
        group by measure, step, due_days, as_at, valid_to
    )
),

-- What came with the measure's first file is history: it was due before anybody returned anything.
counted as (
    select
        measure,
        count(*) as expected_periods,
        count(*) filter (not coalesce(there, false)) as missing_periods,
        count(*) filter (first_vintage > due_on and due_on >= first_loaded) as late_periods
    from expected
    left join returned using (measure, month_index)
    cross join warehouse
    where due_on < warehouse.as_at
    group by measure
)

select
    measure,
    total,
    if(capped, 'Limited', by_total) as rating,
    coalesce(capped, false) as capped,
    signed_by,
    signed_on,
    rated.period,
    expected_periods,
    missing_periods,
    late_periods
from current_measure
left join rated using (measure)
left join counted using (measure)
where in_plan
order by measure;
