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
        current_observation.measure,
        period,
        value,
        current_observation.numerator,
        current_observation.denominator,
        marker,
        dim_period.type,
        start_date,
        end_date,
        dim_period.months,
        month_index,
        financial_year,
        step_months(dim_period.type, frequency) as step,
        first_value({'type': dim_period.type, 'months': dim_period.months}) over (
            partition by current_observation.measure
            order by
                dim_period.type = period_type desc nulls last,
                end_date desc,
                dim_period.months desc
        ) as own_kind
    from current_observation
    join dim_area using (area)
    join dim_period using (period)
    join current_measure using (measure)
    where own
      and breakdown = 'total'
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
