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

-- A missing year is no obstacle: the five latest valid points count, as OHID's own calculation has them.
numbered as (
    select
        *,
        count(*) over series as figures,
        count(weight) over series as weighed,
        row_number() over (series order by weight is null, end_date desc, months desc) as place,
        lead(end_date) over (series order by weight is null, end_date desc, months desc) as earlier_end
    from kindred
    window series as (partition by measure, area, breakdown)
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

five as (
    select
        measure,
        area,
        breakdown,
        arg_max(period, end_date) as period,
        count(*) as points,
        bool_and(annual) as annual,
        bool_and(testable) as testable,
        any_value(polarity) as polarity,
        any_value(figures) as figures,
        any_value(weighed) as weighed,
        min(end_date) as first_end,
        max(end_date) as last_end,
        coalesce(bool_or(place < 5 and start_date <= earlier_end and months > 0), false) as overlapping,
        list(weight order by end_date) as weights,
        list(value order by end_date) as figures_of
    from numbered
    where place <= 5
    group by measure, area, breakdown
),

reasoned as (
    select
        *,
        case
            when overlapping then 'periods overlap'
            when not annual then 'not annual'
            when not testable then 'not a rate or proportion'
            when figures < 5 then 'fewer than five points'
            when weighed < 5 then 'no interval'
            when exists (
                from breaks
                where breaks.measure = five.measure
                  and coalesce(breaks.area, five.area) = five.area
                  and coalesce(breaks.breakdown, five.breakdown) = five.breakdown
                  and broke_on > first_end
                  and broke_on <= last_end
            ) then 'break in the series'
        end as reason
    from five
),

sloped as (
    select
        *,
        case when reason is null then trend_slope(weights, figures_of) end as slope,
        case when reason is null then trend_chi2(weights, figures_of) end as chi2,
        case when reason is null then trend_keeps_sign(weights, figures_of) end as keeps_sign
    from reasoned
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
from sloped
order by measure, area, breakdown;
