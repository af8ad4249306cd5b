-- One row per measure and council: its figure at the measure's latest period, the change, and its place in its nation (DR-11, DR-17 to DR-19).
-- A view, as no page asks it: of every figure there is it would take longer to derive than all that pages ask of the council.
create view mart_current as
with

-- Councils, under their present codes: the members of the groups made from the areas themselves.
councils as (
    select area, coalesce(nation, '') as nation
    from dim_area
    where area in (
        select dim_area.authority
        from bridge_group_area
        join dim_group using ("group")
        join dim_area using (area)
        where family in ('type', 'nation')
    )
),

-- Five councils make a period the one compared at; the measure's own kind of period comes before any other.
latest as (
    select
        measure,
        nation,
        period,
        dim_period.type as kind,
        end_date,
        dim_period.months,
        month_index - greatest(step_months(kind, frequency), dim_period.months) as before_index
    from (
        select measure, nation, period, count(*) as figures
        from current_observation
        join councils using (area)
        where breakdown = 'total'
          and value is not null
        group by measure, nation, period
    )
    join dim_period using (period)
    join current_measure using (measure)
    where figures >= 5
    qualify row_number() over (
        partition by measure, nation
        order by kind = period_type desc, end_date desc, dim_period.months desc
    ) = 1
),

now as (
    select
        measure,
        area,
        nation,
        period,
        value,
        marker
    from current_observation
    join councils using (area)
    join latest using (measure, nation, period)
    where breakdown = 'total'
      and value is not null
),

breaks as (
    select measure, null as area, event_date as broke_on
    from dim_event
    where kind = 'break'
      and measure is not null
    union
    select measure, area, start_date
    from now
    join dim_period using (period)
    where marker = 'b'
),

-- The exact preceding key, and nothing where the definition changed in between or the figure is the year to date.
before as (
    select
        current_observation.measure,
        area,
        current_observation.period,
        value
    from current_observation
    join councils using (area)
    join dim_period using (period)
    join latest
        on latest.measure = current_observation.measure
       and latest.nation = councils.nation
       and latest.kind = dim_period.type
       and latest.months = dim_period.months
       and latest.before_index = dim_period.month_index
    join current_measure on current_measure.measure = latest.measure
    where breakdown = 'total'
      and value is not null
      and not cumulative
      and not exists (
          from breaks
          where breaks.measure = current_observation.measure
            and coalesce(breaks.area, current_observation.area) = current_observation.area
            and broke_on > dim_period.end_date
            and broke_on <= latest.end_date
      )
    qualify row_number() over (partition by current_observation.measure, area order by dim_period.end_date desc) = 1
),

compared as (
    select
        now.*,
        before.period as previous_period,
        before.value as previous_value,
        polarity,
        quartiles,
        decimals
    from now
    join current_measure using (measure)
    left join before using (measure, area)
),

described as (
    select measure, nation, count(*) as n, quantile_cont(value, [0.25, 0.5, 0.75]) as q
    from now
    group by measure, nation
),

placed as (
    select
        *,
        rank() over (partition by measure, nation order by value) as from_below,
        rank() over (partition by measure, nation order by value desc) as from_above
    from compared
)

select
    measure,
    area,
    period,
    value,
    previous_period,
    previous_value,
    (exact(value, decimals) - exact(previous_value, decimals))::double as change,
    case polarity when 'higher' then from_above when 'lower' then from_below end as rank,
    n as of_n,
    case when quartiles and n >= 4 then quartile_band(value, q[1], q[2], q[3], polarity) end as quartile,
    quintile(if(polarity = 'lower', from_above, from_below), n) as quintile
from placed
join described using (measure, nation)
order by measure, area;
