-- One row per measure and period on a control chart: the limits of its segment and the special cause it shows (DR-25, DR-26).
-- A break or a rebase begins a segment. Neither a moving range nor a rule's window spans a missing period, while the limits
-- do: nobody reporting is no change of the process. A segment with too few points for limits has neither limits nor judgement.
create table mart_spc as
with

charted as (
    select
        series.measure,
        period,
        month_index,
        value,
        run,
        polarity,
        band_low,
        band_high,
        spc_baseline,
        dense_rank() over (partition by series.measure order by segment) as segment
    from own_series() as series
    join current_measure using (measure)
    where value is not null
      and step < 12
      and series_refused(cumulative, seasonal, months, step) is null
),

placed as (
    select
        charted.*,
        row_number() over (partition by measure, segment order by month_index) as position,
        count(*) over (partition by measure, segment) as points,
        value - lag(value) over (partition by measure, segment, run order by month_index) as step_up,
        abs(step_up) as moving_range,
        spc_baseline is not null and points >= spc_baseline as fixed
    from charted
),

-- Points behind the limits, and their moving ranges without the outliers, dropped once.
based as (
    select
        placed.*,
        not fixed or position <= spc_baseline as basis
    from placed
),

averaged as (
    select
        based.*,
        avg(moving_range) filter (basis) over (partition by measure, segment) as unscreened,
        count(moving_range) over (partition by measure, segment) as moves,
        -- What binary arithmetic may leave of a difference that is none.
        1e-12 * max(abs(value)) over (partition by measure, segment) as dust
    from based
),

-- Eight points without a gap have seven moving ranges.
limited as (
    select
        averaged.*,
        avg(moving_range) filter (basis and (moving_range < 3.267 * unscreened or unscreened = 0)) over (
            partition by measure,
            segment
        ) as average_range,
        moves >= 7 and average_range is not null as enough,
        case when enough then avg(value) filter (basis) over (partition by measure, segment) end as mean,
        mean + 2.66 * average_range as upper,
        mean - 2.66 * average_range as lower,
        mean + 2.66 * average_range * 2 / 3 as near_upper,
        mean - 2.66 * average_range * 2 / 3 as near_lower
    from averaged
),

sided as (
    select
        limited.*,
        case when value - mean > dust then 1 when mean - value > dust then -1 else 0 end as beside,
        case when value - near_upper > dust then 1 when near_lower - value > dust then -1 else 0 end as far
    from limited
),

-- Each window by its last point: 1 upwards, -1 downwards.
windows as (
    select
        sided.*,
        case
            when count(step_up) over six = 6 and min(step_up) over six > 0 then 1
            when count(step_up) over six = 6 and max(step_up) over six < 0 then -1
        end as trend,
        case
            when count(*) over three = 3 and min(beside) over three = 1 and sum(far) over three >= 2 then 1
            when count(*) over three = 3 and max(beside) over three = -1 and sum(far) over three <= -2 then -1
        end as pair,
        case
            when count(*) over seven = 7 and min(beside) over seven = 1 then 1
            when count(*) over seven = 7 and max(beside) over seven = -1 then -1
        end as shift
    from sided
    window
        three as (partition by measure, segment, run order by position rows between 2 preceding and current row),
        six as (partition by measure, segment, run order by position rows between 5 preceding and current row),
        seven as (partition by measure, segment, run order by position rows between 6 preceding and current row)
),

-- A point belongs to every window that ends on it or shortly after. The turning point of two trends belongs to both and
-- counts with the one that led to it.
ruled as (
    select
        windows.*,
        case
            when value - upper > dust then 'above'
            when lower - value > dust then 'below'
        end as outside_limits,
        case
            when max(trend) over six_on = 1 and (step_up > 0 or min(trend) over six_on = 1) then 'rising'
            when min(trend) over six_on = -1 then 'falling'
        end as in_trend,
        case
            when far = 1 and max(pair) over two_on = 1 then 'above'
            when far = -1 and min(pair) over two_on = -1 then 'below'
        end as in_pair,
        case
            when max(shift) over six_on = 1 then 'above'
            when min(shift) over six_on = -1 then 'below'
        end as in_shift
    from windows
    window
        two_on as (partition by measure, segment, run order by position rows between current row and 2 following),
        six_on as (partition by measure, segment, run order by position rows between current row and 6 following)
)

select
    measure,
    period,
    segment,
    position,
    value,
    mean,
    moving_range,
    lower,
    upper,
    near_lower,
    near_upper,
    fixed,
    case
        when mean is null then 0
        when outside_limits is not null then 1
        when in_trend is not null then 2
        when in_pair is not null then 3
        when in_shift is not null then 4
        else 0
    end as rule,
    case rule when 1 then outside_limits when 2 then in_trend when 3 then in_pair when 4 then in_shift end as side,
    case
        when rule > 0 then special_cause(side, polarity, value, mean, band_low, band_high)
        when mean is not null then 'common'
    end as judgement
from ruled
-- The measure is charted if its last segment can be (DR-28).
qualify last_value(enough) over (
    partition by measure
    order by segment, position
    rows between unbounded preceding and unbounded following
)
order by measure, month_index;
