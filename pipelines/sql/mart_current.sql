-- One row per measure and council: its figure at the measure's latest period, the change, and its place in its nation (DR-11, DR-17 to DR-19).
create table mart_current as
with

-- Councils, under their present codes: the members of the groups made from the areas themselves.
councils as (
    select distinct dim_area.authority as area
    from bridge_group_area
    join dim_group using ("group")
    join dim_area using (area)
    where family in ('type', 'nation')
),

figures as (
    select
        measure,
        area,
        coalesce(nation, '') as nation,
        period,
        value,
        marker,
        dim_period.type,
        start_date,
        end_date,
        dim_period.months,
        month_index,
        decimals,
        polarity,
        quartiles,
        cumulative,
        dim_period.type = period_type as own_kind,
        greatest(step_months(dim_period.type, frequency), dim_period.months) as step
    from current_observation
    join councils using (area)
    join dim_area using (area)
    join dim_period using (period)
    join current_measure using (measure)
    where breakdown = 'total'
      and value is not null
),

-- Five councils make a period the one compared at; the measure's own kind of period comes before any other.
latest as (
    select measure, nation, period
    from figures
    group by measure, nation, period
    having count(*) >= 5
    qualify row_number() over (
        partition by measure, nation
        order by bool_or(own_kind) desc, max(end_date) desc, max(months) desc
    ) = 1
),

breaks as (
    select measure, null as area, event_date as broke_on from dim_event where kind = 'break' and measure is not null
    union
    select measure, area, start_date from figures where marker = 'b'
),

now as (
    select figures.*
    from figures
    join latest using (measure, nation, period)
),

-- The exact preceding key, and nothing where the definition changed in between or the figure is the year to date.
met as (
    select
        now.*,
        before.period as before_period,
        before.value as before_value,
        exists (
            from breaks
            where breaks.measure = now.measure
              and coalesce(breaks.area, now.area) = now.area
              and broke_on > before.end_date
              and broke_on <= now.end_date
        ) as broken
    from now
    left join figures as before
        on before.measure = now.measure
       and before.area = now.area
       and before.type = now.type
       and before.months = now.months
       and before.month_index = now.month_index - now.step
    qualify row_number() over (partition by now.measure, now.area order by before.end_date desc) = 1
),

compared as (
    select
        *,
        if(broken or cumulative, null, before_period) as previous_period,
        if(broken or cumulative, null, before_value) as previous_value
    from met
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
