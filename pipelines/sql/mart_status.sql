-- One row per measure and period: the council's own value, and what it amounts to against its target (DR-01 to DR-09).
create table mart_status as
with

own as (
    select current_observation.*, end_date
    from current_observation
    join dim_area using (area)
    join dim_period using (period)
    where own
      and breakdown = 'total'
),

-- The definition in force when the period ended; before the first one, the first.
defined as (
    select own.*, dim_measure.* exclude (measure)
    from own
    join dim_measure using (measure)
    qualify row_number() over (
        partition by measure, period
        order by
            valid_from <= end_date desc,
            case when valid_from <= end_date then valid_from end desc,
            valid_from
    ) = 1
),

-- A break in the series, from the council's list or from a value marked b, since the target was set (DR-34).
breaks as (
    select measure, event_date as broke_on from dim_event where kind = 'break' and measure is not null
    union
    select measure, start_date from own join dim_period using (period) where marker = 'b'
),

-- The value this period had in the vintage before the current one, where it was another value (DR-37).
earlier as (
    select measure, period, value as revised_from
    from fact_observation
    join dim_area using (area)
    where not latest
      and own
      and breakdown = 'total'
      and value is not null
    qualify row_number() over (partition by measure, period order by vintage desc) = 1
),

compared as (
    select
        defined.*,
        coalesce(dim_tier.rated, false) as tier_rated,
        amber,
        ahead,
        green_within,
        target,
        intervention,
        stretch,
        case when revised_from <> defined.value then revised_from end as revised_from,
        sign_of(polarity) as sign,
        exact(defined.value, decimals) as a,
        exact(target, decimals) as t,
        exact(intervention, decimals) as i,
        tolerance::decimal(18, 9) * case tolerance_kind when 'relative' then abs(t) else 1 end as allowed,
        outside(a, band_low::decimal(30, 12), band_high::decimal(30, 12)) as off_band,
        exists (
            from breaks
            where breaks.measure = defined.measure
              and broke_on <= defined.end_date
              and broke_on > current_target.vintage
        ) as target_predates_break
    from defined
    join dim_scheme using (scheme)
    left join dim_tier using (tier)
    left join current_target using (measure, period)
    left join earlier using (measure, period)
)

select
    measure,
    period,
    compared.value,
    coalesce(mart_interval.lower, compared.lower) as lower,
    coalesce(mart_interval.upper, compared.upper) as upper,
    mart_interval.method as interval_method,
    numerator,
    denominator,
    marker,
    note,
    vintage,
    target,
    intervention,
    stretch,
    scheme,
    case
        when lifecycle in ('proposed', 'in_development') then 'in_development'
        when compared.value is null and marker in ('c', 'u') then 'suppressed'
        when compared.value is null and marker = 'z' then 'not_applicable'
        when compared.value is null then 'not_available'
        when not tier_rated then 'no_target'
        when polarity = 'band' and off_band = 0 then 'green'
        when polarity = 'band' and off_band <= coalesce(band_margin, 0)::decimal(30, 12) then 'amber'
        when polarity = 'band' then 'red'
        when sign is null then 'no_target'
        when t is null and i is null then 'no_target'
        when target_predates_break then 'not_comparable'
        when t is null then if(sign * (a - i) < 0, 'red', 'no_target')
        when ahead and sign * (a - t) > allowed then 'blue'
        when sign * (a - t) >= 0 then 'green'
        when green_within and sign * (a - t) >= -allowed then 'green'
        when amber = 'tolerance' and sign * (a - t) >= -allowed then 'amber'
        when amber = 'intervention' and sign * (a - i) >= 0 then 'amber'
        when amber = 'improved' and year_judgement in ('improved', 'same') then 'amber'
        else 'red'
    end as status,
    (case when polarity = 'band' then -off_band else sign * (a - t) end)::double as variance,
    case when t <> 0 then 100 * variance / abs(t)::double end as variance_percent,
    revised_from
from compared
left join mart_travel using (measure, period)
left join mart_interval using (measure, area, period, breakdown)
order by measure, period;
