-- One row per measure and period that lies in one financial year: the year so far, and the period alone where figures are cumulative (DR-30).
-- A sum, a ratio or a weighted mean needs every period of the year up to this one: ``periods`` of ``expected_periods``. A
-- break within the year leaves no year to date (DR-34).
create table mart_year as
with

within as (
    select
        series.*,
        cumulative,
        per,
        case when cumulative then 'last' else coalesce(aggregation, 'none') end as method,
        aggregation,
        coalesce(is_ratio(value, per, series.numerator, series.denominator, decimals), false) as divides,
        left(financial_year, 4) || '-' || right(financial_year, 2) as year,
        (month_index - 4) % 12 + 1 as month_of_year
    from own_series() as series
    join current_measure using (measure)
    where start_date >= make_date(left(financial_year, 4)::integer, 4, 1)
),

so_far as (
    select
        within.*,
        count(value) over up_to_now as periods,
        ceil(month_of_year / step)::integer as expected_periods,
        periods = expected_periods and min(era) over up_to_now = era as whole,
        count(denominator) over up_to_now = periods as weights_known,
        bool_and(divides) over up_to_now as all_divide,
        sum(value) over up_to_now as total,
        sum(numerator) over up_to_now as numerators,
        sum(denominator) over up_to_now as denominators,
        sum(value * denominator) over up_to_now as weighted
    from within
    window up_to_now as (partition by measure, year order by month_index)
),

-- What the year to date was one period earlier: nothing before the first period of the year.
alone as (
    select
        so_far.*,
        if(expected_periods = 1, 0, earlier.value) as value_before,
        if(expected_periods = 1, 0, if(earlier.divides, earlier.numerator, null)) as numerator_before,
        if(expected_periods = 1, 0, if(earlier.divides, earlier.denominator, null)) as denominator_before
    from so_far
    left join within as earlier
        on earlier.measure = so_far.measure
       and earlier.year = so_far.year
       and earlier.era = so_far.era
       and earlier.month_index = so_far.month_index - so_far.step
)

select
    measure,
    period,
    year,
    case
        when value is null then null
        when method = 'last' then value
        when not whole then null
        when method = 'sum' then total
        when method = 'ratio' and all_divide then per * numerators / denominators
        when method = 'weighted' and weights_known and denominators > 0 then weighted / denominators
    end as year_to_date,
    case
        when not cumulative then null
        when aggregation = 'ratio' and divides and denominator > denominator_before
            then per * (numerator - numerator_before) / (denominator - denominator_before)
        when aggregation = 'ratio' then null
        when coalesce(aggregation, 'sum') <> 'none' then value - value_before
    end as discrete,
    method,
    periods,
    expected_periods,
    coalesce(discrete < 0, false) as revision
from alone
order by measure, month_index;
