-- One row per measure of the plan and period a figure is expected for, from its first to the last one over: when it was due and when it came
-- (DR-31, DR-38). What came with the measure's first file is history: it was due before anybody returned anything.
create table mart_timeliness as
with

-- The first vintage of each period of the measure's own kind. A figure that is withheld or does not apply is no gap.
returned as (
    select
        measure,
        month_index,
        min(period) as period,
        min(vintage) as arrived_on,
        bool_or(latest and (value is not null or marker <> 'x')) as there,
        step_months(dim_period.type, frequency) as step,
        period_type,
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

expected as (
    select
        measure,
        period_type,
        first_loaded,
        as_at,
        unnest(generate_series(first_index, last_index, step)) as month_index,
        last_day(make_date((month_index - 1) // 12, (month_index - 1) % 12 + 1, 1)) as end_date,
        end_date + due_days as due_on
    from (
        select
            measure,
            period_type,
            step,
            due_days,
            as_at,
            min(month_index) as first_index,
            year(least(as_at, valid_to)) * 12 + month(least(as_at, valid_to)) as last_index,
            min(arrived_on) as first_loaded
        from returned
        group by measure, period_type, step, due_days, as_at, valid_to
    )
),

-- The period's own code where a file or the calendar has it.
named as (
    select type as period_type, month_index, min(period) as period
    from dim_period
    group by type, month_index
)

select
    expected.measure,
    coalesce(returned.period, named.period) as period,
    expected.month_index,
    end_date,
    due_on,
    arrived_on,
    due_on < expected.as_at as due,
    due and not coalesce(there, false) as missing,
    due_on < first_loaded as history,
    due and coalesce(arrived_on > due_on and not history, false) as late,
    case when late then arrived_on - due_on end as days_late,
    case when there and not history then arrived_on - end_date end as lag_days
from expected
left join returned using (measure, month_index)
left join named
    on named.period_type = expected.period_type
   and named.month_index = expected.month_index
where end_date <= expected.as_at
   or arrived_on is not null
order by expected.measure, expected.month_index;
