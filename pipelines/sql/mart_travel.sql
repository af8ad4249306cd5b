-- One row per measure and period: the council's value against the period before and the same period last year (DR-11 to DR-13, DR-33, DR-34).
create table mart_travel as
with

valued as (
    select
        own_observation.measure,
        period,
        value,
        marker,
        own_observation.numerator as x,
        own_observation.denominator as n,
        value_type = 'proportion' and is_ratio(value, per, x, n, decimals) as share,
        dim_period.type,
        start_date,
        end_date,
        dim_period.months,
        month_index,
        decimals,
        polarity,
        band_low,
        band_high,
        cumulative,
        -- A period that overlaps the next is compared with the last one it shares no month with.
        greatest(step_months(dim_period.type, frequency), dim_period.months) as step
    from own_observation
    join dim_period using (period)
    join current_measure using (measure)
    where breakdown = 'total'
),

asked as (
    select valued.*, 'previous' as against, step as lag from valued
    union all
    select valued.*, 'year', greatest(12, step) from valued
),

breaks as (
    select measure, event_date as broke_on from dim_event where kind = 'break' and measure is not null
    union
    select measure, start_date from valued where marker = 'b'
),

-- The exact earlier key, never "the row before": a gap is no comparison.
met as (
    select
        asked.*,
        earlier.period as earlier_period,
        earlier.value as earlier_value,
        earlier.marker as earlier_marker,
        earlier.x as earlier_x,
        earlier.n as earlier_n,
        earlier.share as earlier_share,
        exists (
            from breaks
            where breaks.measure = asked.measure
              and broke_on > earlier.end_date
              and broke_on <= asked.end_date
        ) as broken
    from asked
    left join valued as earlier
        on earlier.measure = asked.measure
       and earlier.type = asked.type
       and earlier.months = asked.months
       and earlier.month_index = asked.month_index - asked.lag
    qualify row_number() over (partition by asked.measure, asked.period, against order by earlier.end_date desc) = 1
),

reasoned as (
    select
        met.*,
        case
            when value is null then 'no value'
            when earlier_period is null then 'no earlier value'
            when earlier_value is null and earlier_marker in ('c', 'u') then 'the earlier value is suppressed'
            when earlier_value is null then 'the earlier value is not available'
            when broken then 'the definition changed in between'
            when cumulative and against = 'previous' then 'the figure is the year to date'
        end as reason,
        case when reason is null then exact(value, decimals) end as a,
        case when reason is null then exact(earlier_value, decimals) end as b,
        case
            when polarity = 'band'
                then outside(b, band_low::decimal(30, 12), band_high::decimal(30, 12))
                   - outside(a, band_low::decimal(30, 12), band_high::decimal(30, 12))
            else sign_of(polarity) * (a - b)
        end as improvement,
        case when reason is null and share and earlier_share then two_proportion_z(earlier_x, earlier_n, x, n) end as z
    from met
),

judged as (
    select
        measure,
        period,
        value,
        against,
        earlier_period,
        earlier_value,
        (a - b)::double as change,
        case when a is null then 'none' when a > b then 'up' when a < b then 'down' else 'level' end as direction,
        case
            when a is null then 'none'
            when improvement > 0 then 'improved'
            when improvement < 0 then 'declined'
            when improvement = 0 then 'same'
            else 'neutral'
        end as judgement,
        z,
        is_significant(z) as significant,
        reason
    from reasoned
)

select
    measure,
    period,
    any_value(value) as value,
    any_value(earlier_period) filter (against = 'previous') as previous_period,
    any_value(earlier_value) filter (against = 'previous') as previous_value,
    any_value(change) filter (against = 'previous') as previous_change,
    any_value(direction) filter (against = 'previous') as previous_direction,
    any_value(judgement) filter (against = 'previous') as previous_judgement,
    any_value(z) filter (against = 'previous') as previous_z,
    any_value(significant) filter (against = 'previous') as previous_significant,
    any_value(reason) filter (against = 'previous') as previous_reason,
    any_value(earlier_period) filter (against = 'year') as year_period,
    any_value(earlier_value) filter (against = 'year') as year_value,
    any_value(change) filter (against = 'year') as year_change,
    any_value(direction) filter (against = 'year') as year_direction,
    any_value(judgement) filter (against = 'year') as year_judgement,
    any_value(z) filter (against = 'year') as year_z,
    any_value(significant) filter (against = 'year') as year_significant,
    any_value(reason) filter (against = 'year') as year_reason
from judged
group by measure, period
order by measure, period;
