-- One row per measure, period and vintage: the council's own value as published then, and what it amounts to against its target (DR-01 to DR-09, DR-37).
-- Every vintage is judged by today's definition and target, so that from one to the next only the figure changes.
create table mart_published as
with

own as (
    select
        measure,
        period,
        value,
        lower,
        upper,
        numerator,
        denominator,
        marker,
        note,
        vintage,
        latest,
        end_date
    from fact_observation
    join dim_area using (area)
    join dim_area as council on council.area = dim_area.authority
    join dim_period using (period)
    where council.own
      and breakdown = 'total'
    qualify row_number() over (
        partition by measure, period, vintage
        order by latest desc, dim_area.area = dim_area.authority desc, dim_area.area desc
    ) = 1
),

-- The definition in force when the period ended; before the first one, the first.
defined as (
    select own.*, dim_measure.* exclude (measure)
    from own
    join dim_measure using (measure)
    qualify row_number() over (
        partition by measure, period, vintage
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
    select measure, start_date from own join dim_period using (period) where latest and marker = 'b'
),

compared as (
    select
        defined.*,
        lag(defined.value ignore nulls) over (partition by measure, period order by defined.vintage) as before,
        -- What the council can only influence is no judgement of the council, unless its tier says so.
        coalesce(dim_tier.rated and (influence_rated or council_role is distinct from 'influence'), false) as tier_rated,
        amber,
        ahead,
        green_within,
        target,
        intervention,
        stretch,
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
),

-- Whether it is no worse than a year ago, where the two can be compared (DR-05, DR-11).
travelled as (
    select
        compared.*,
        coalesce(year_reason, 'no value') = 'no value' and sign * (a - exact(year_value, decimals)) >= 0 as held
    from compared
    left join mart_travel using (measure, period)
)

select
    measure,
    period,
    vintage,
    latest,
    value,
    lower,
    upper,
    numerator,
    denominator,
    marker,
    note,
    target,
    intervention,
    stretch,
    scheme,
    case
        when lifecycle in ('proposed', 'in_development') then 'in_development'
        when value is null and marker in ('c', 'u') then 'suppressed'
        when value is null and marker = 'z' then 'not_applicable'
        when value is null then 'not_available'
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
        when amber = 'improved' and held then 'amber'
        else 'red'
    end as status,
    (case when polarity = 'band' then -off_band else sign * (a - t) end)::double as variance,
    case when t <> 0 then 100 * variance / abs(t)::double end as variance_percent,
    case when value is not null and revises(value, before) then before end as revised_from
from travelled
order by measure, period, vintage;
