-- One row per measure, area and breakdown with an interval or of the council's own: the recent trend of its five latest years (DR-14, DR-33, DR-34).
create table mart_trend as
with

valued as (
    select measure, area, breakdown, period, value, lower, upper from mart_interval
    union all
    select current_observation.measure, area, breakdown, period, value, null, null
    from current_observation
    join dim_area using (area)
    anti join mart_interval using (measure, area, period, breakdown)
    where own
      and value is not null
),

dated as (
    select
        valued.*,
        dim_period.type as kind,
        start_date,
        end_date,
        months,
        polarity,
        kind in ('financial', 'academic', 'calendar')
        or (months in (0, 12) and frequency in ('annual', 'academic')) as annual,
        coalesce(value_type, 'rate') in ('proportion', 'rate') as testable,
        trend_weight(lower, upper) as weight,
        kind = period_type as own_kind,
        max(end_date) over (partition by valued.measure, area, breakdown, dim_period.type) as kind_end
    from valued
    join dim_period using (period)
    join current_measure using (measure)
),

-- A series is of one kind of period: the measure's own where it has values of it, else that of its latest value.
kindred as (
    select *
    from dated
    qualify dense_rank() over (partition by measure, area, breakdown order by own_kind desc, kind_end desc, kind) = 1
),

-- A missing year is no obstacle: the five latest valid points count, as in OHID's own calculation.
latest as (
    select
        *,
        count(*) over series as figures
    from kindred
    window series as (partition by measure, area, breakdown)
    qualify row_number() over (series order by weight is null, end_date desc) <= 5
),

points as (
    select
        *,
        row_number() over series as t,
        lag(end_date) over series as end_before
    from latest
    window series as (partition by measure, area, breakdown order by end_date)
),

breaks as (
    select measure, null as area, null as breakdown, event_date as broke_on
    from dim_event
    where kind = 'break'
      and measure is not null
    union
    select measure, area, breakdown, start_date
    from current_observation
    join dim_period using (period)
    where marker = 'b'
),

series as (
    select
        measure,
        area,
        breakdown,
        any_value(polarity) as polarity,
        coalesce(arg_max(period, t) filter (weight is not null), arg_max(period, t)) as period,
        count(weight) as points,
        sum(weight) as weight,
        min(end_date) as first_end,
        max(end_date) as last_end,
        coalesce(bool_or(start_date <= end_before and months > 0), false) as overlapping,
        case
            when overlapping then 'periods overlap'
            when not bool_and(annual) then 'not annual'
            when not bool_and(testable) then 'not a rate or proportion'
            when any_value(figures) < 5 then 'fewer than five points'
            when count(weight) < 5 then 'no interval'
        end as refused
    from points
    group by measure, area, breakdown
),

reasoned as (
    select
        *,
        case
            when refused is not null then refused
            when exists (
                from breaks
                where breaks.measure = series.measure
                  and coalesce(breaks.area, series.area) = series.area
                  and coalesce(breaks.breakdown, series.breakdown) = series.breakdown
                  and broke_on > first_end
                  and broke_on <= last_end
            ) then 'break in the series'
        end as reason
    from series
),

-- The sums of DR-14 over pairs of points: w₁ w₂ (t₂ - t₁)² adds up to Sw × Swt² - (Swt)², w₁ w₂ (t₂ - t₁)(y₂ - y₁)
-- to Sw × Swty - Swt × Swy. So written nothing cancels: one narrow interval among wide ones does not drown the slope.
pairs as (
    select
        measure,
        area,
        breakdown,
        one.t as t1,
        two.t as t2,
        one.weight * two.weight * (t2 - t1) * (t2 - t1) as spread,
        one.weight * two.weight * (t2 - t1) * (two.value - one.value) as covariation
    from points as one
    join points as two using (measure, area, breakdown)
    where t2 > t1
      and one.weight is not null
      and two.weight is not null
),

-- The slope with all five points, and its sign with each dropped in turn.
slopes as (
    select
        measure,
        area,
        breakdown,
        sum(covariation) / sum(spread) as slope,
        sum(spread) as spread,
        len(list_distinct([
            sign(sum(covariation)),
            sign(sum(covariation) filter (1 not in (t1, t2))),
            sign(sum(covariation) filter (2 not in (t1, t2))),
            sign(sum(covariation) filter (3 not in (t1, t2))),
            sign(sum(covariation) filter (4 not in (t1, t2))),
            sign(sum(covariation) filter (5 not in (t1, t2)))
        ])) = 1 as keeps_sign
    from pairs
    group by measure, area, breakdown
),

tested as (
    select
        reasoned.*,
        if(reason is null, slopes.slope, null) as slope,
        if(reason is null, pow(slopes.slope, 2) * spread / weight, null) as chi2,
        if(reason is null, slopes.keeps_sign, null) as keeps_sign
    from reasoned
    left join slopes using (measure, area, breakdown)
)

select
    measure,
    area,
    breakdown,
    period,
    points,
    slope,
    chi2,
    keeps_sign,
    case
        when reason is not null then null
        when chi2 > 9.549535706083237 and keeps_sign then if(slope > 0, 'increasing', 'decreasing')
        else 'no_change'
    end as trend,
    case
        when trend is null then null
        when trend = 'no_change' or sign_of(polarity) is null then 'neutral'
        when sign_of(polarity) * slope > 0 then 'better'
        else 'worse'
    end as judgement,
    reason
from tested
order by measure, area, breakdown;
