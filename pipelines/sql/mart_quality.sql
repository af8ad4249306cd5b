-- One row per measure of the plan: its newest data-quality rating, and what the returns themselves say of gaps and lateness (DR-38).
-- What is computed stands beside the owner's score and never overrides it. Nobody scored: no rating, which is another thing than the rating None.
create table mart_quality as
with

rated as (
    select mart_rating.*
    from mart_rating
    left join dim_period using (period)
    cross join warehouse
    where end_date is null
       or end_date <= as_at
    qualify row_number() over (partition by measure order by end_date desc nulls last, dim_period.months desc) = 1
),

counted as (
    select
        measure,
        count(*) as expected_periods,
        count(*) filter (missing) as missing_periods,
        count(*) filter (late) as late_periods
    from mart_timeliness
    where due
    group by measure
)

select
    measure,
    total,
    rating,
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
