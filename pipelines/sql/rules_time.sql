-- Rules about time: the council's own series, Student's t and control charts. Marts and dashboard share them.

-- One row per measure and period of the council's own figures, in the measure's own kind of period; where it has none of
-- that kind, in the kind of its latest figure. Of two snapshots in one month the later stands; a forecast is no figure.
-- ``step``: months between two figures. ``era``: counts the breaks of the series up to the period (DR-34); ``segment`` the
-- breaks and the new control limits (DR-25). ``run`` numbers the unbroken runs of figures, by the exact preceding key and
-- never "the row before" (DR-29); null without a figure.
create macro own_series() as table
with

own as (
    select
        own_observation.measure,
        period,
        value,
        own_observation.numerator,
        own_observation.denominator,
        marker,
        dim_period.type,
        start_date,
        end_date,
        dim_period.months,
        month_index,
        financial_year,
        step_months(dim_period.type, frequency) as step,
        first_value({'type': dim_period.type, 'months': dim_period.months}) over (
            partition by own_observation.measure
            order by
                dim_period.type = period_type desc nulls last,
                end_date desc,
                dim_period.months desc
        ) as own_kind
    from own_observation
    join dim_period using (period)
    join current_measure using (measure)
    where breakdown = 'total'
      and marker is distinct from 'f'
),

kept as (
    select own.* exclude (own_kind)
    from own
    where type = own_kind.type
      and months = own_kind.months
    qualify row_number() over (partition by measure, month_index order by end_date desc) = 1
),

starts as (
    select measure, event_date as started_on, kind from dim_event where kind <> 'event'
    union
    select measure, end_date, 'break' from kept where marker = 'b'
),

begun as (
    select
        kept.measure,
        period,
        count(*) filter (kind = 'break') as era,
        count(*) as segment
    from kept
    join starts
        on starts.measure = kept.measure
       and started_on <= end_date
    group by kept.measure, period
),

in_eras as (
    select
        kept.*,
        coalesce(era, 0) as era,
        coalesce(segment, 0) as segment
    from kept
    left join begun using (measure, period)
),

joined as (
    select
        in_eras.*,
        value is not null
            and month_index - step
                is not distinct from lag(month_index) over (partition by measure, era, value is null order by month_index)
            as follows
    from in_eras
)

select
    joined.* exclude (follows),
    case
        when value is not null
            then count(*) filter (not follows) over (partition by measure, value is null order by month_index)
    end as run
from joined;

-- Why a series is neither charted nor extended whatever its length; null where nothing speaks against it (DR-28, DR-32).
create macro series_refused(cumulative, seasonal, months, step) as
case
    when cumulative then 'cumulative'
    when months > step then 'overlapping periods'
    when seasonal then 'seasonal'
end;

-- Student's t: the finite series of its distribution for even and for odd degrees of freedom (Abramowitz and Stegun
-- 26.7.3 and 26.7.4), with sin² = t² ÷ (df + t²) and cos² = df ÷ (df + t²).
create macro student_even(t, df) as
t / sqrt(df + t * t) * list_sum(list_transform(
    range((df // 2)::bigint),
    lambda k: exp(lgamma(k + 0.5) - lgamma(k + 1)) / sqrt(pi()) * pow(df / (df + t * t), k)
));

create macro student_odd(t, df) as
2 / pi() * (atan(t / sqrt(df)) + coalesce(t * sqrt(df) / (df + t * t) * list_sum(list_transform(
    range(((df - 1) // 2)::bigint),
    lambda k: exp(lgamma(k + 1) - lgamma(k + 1.5)) * sqrt(pi()) / 2 * pow(df / (df + t * t), k)
)), 0));

-- P(T <= t) for whole degrees of freedom.
create macro student_cdf(t, df) as 0.5 + 0.5 * if(df % 2 = 0, student_even(t, df), student_odd(t, df));

create macro student_density(t, df) as
exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(df * pi()) * pow(1 + t * t / df, -(df + 1) / 2);

-- The t below which T lies with probability p: Newton's steps from 0, which never overshoot as the distribution is
-- concave above 0 and convex below.
create macro student_quantile(p, df) as
list_reduce(
    list_prepend(0::double, range(20)::double[]),
    lambda t, step: t + (p - student_cdf(t, df)) / student_density(t, df)
);

-- Improvement, concern or neither: what a special cause on this side means for the measure (DR-26). Inside a band
-- nothing that rises or falls is judged; a level is, by whether it lies nearer to the band than the mean does.
create macro special_cause(side, polarity, figure, mean, band_low, band_high) as
case
    when polarity in ('higher', 'lower')
        then if((side in ('above', 'rising')) = (polarity = 'higher'), 'improvement', 'concern')
    when polarity = 'none' or band_low is null or band_high is null then 'neutral'
    when side in ('rising', 'falling') and figure between band_low and band_high then 'neutral'
    when side in ('rising', 'falling') then if((side = 'rising') = (figure < band_low), 'improvement', 'concern')
    when outside(figure, band_low, band_high) < outside(mean, band_low, band_high) then 'improvement'
    when outside(figure, band_low, band_high) > outside(mean, band_low, band_high) then 'concern'
    else 'neutral'
end;

-- Whether a target is met whatever chance does, never, or now and then, by the limits of the process (DR-27).
create macro assured(target, lower, upper, polarity) as
case
    when sign_of(polarity) is null or target is null or lower is null then null
    when target > upper then if(polarity = 'higher', 'fail', 'pass')
    when target < lower then if(polarity = 'higher', 'pass', 'fail')
    else 'hit_or_miss'
end;

-- The recent trend of each series of ``valued`` (measure, area, breakdown, period, value, lower, upper): of its five latest
-- years (DR-14, DR-33, DR-34). mart_trend holds the council's own.
create macro trends_of(valued) as table
with

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
    from query_table(valued) as valued
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
from tested;
