-- name: measures
-- Measures some comparator has published, those of the plan first: what can be explored.
select
    measure,
    short_title,
    title,
    in_plan,
    headline
from current_measure
where measure in (select measure from mart_distribution where others > 0)
order by in_plan desc, headline desc, short_title, measure;

-- name: about
-- The newest definitions of the measures asked for, each a document.
select
    measure,
    about
from mart_measure_sheet
where measure = any($measures)
order by measure;

-- name: groups
-- Comparator groups the council can be compared in, its default first, then its own lists of neighbours.
select
    "group",
    name,
    family,
    version,
    method,
    of_area,
    count(*) filter (not mart_comparator.own) as others,
    "group" = default_group as is_default
from mart_comparator
join dim_group using ("group")
cross join warehouse
group by "group", name, family, version, method, of_area, default_group
having others > 0
order by is_default desc, of_area is null, family, name, "group";

-- name: areas
-- Councils that can be picked: members of a group of councils of one type, and of any group the council is compared in.
select
    area,
    any_value(dim_area.name) as name,
    any_value(dim_area.type) as type,
    any_value(dim_area.region) as region,
    bool_or(dim_area.own) as own
from (
    select authority as area
    from bridge_group_area
    join dim_group using ("group")
    join dim_area using (area)
    where family = 'type'
    union
    select area
    from mart_comparator
) as offered
join dim_area using (area)
group by area
order by own desc, name, area;

-- name: members
-- The councils of one comparator group, the council's own among them.
select
    area,
    name,
    type,
    region,
    mart_comparator.own
from mart_comparator
join dim_area using (area)
where "group" = $group
order by mart_comparator.own desc, name, area;

-- name: spread
-- A set of councils in each period of some measures: distribution, and the council's place in it, by the rules of the marts (DR-16 to DR-19).
with

figures as (
    select
        measure,
        breakdown,
        period,
        area,
        value,
        area = $own as own,
        max(value) filter (area = $own) over (partition by measure, breakdown, period) as own_value
    from current_observation
    where measure = any($measures)
      and breakdown = any($breakdowns)
      and area = any($areas)
      and value is not null
),

described as (
    select
        measure,
        breakdown,
        period,
        count(*) as n,
        count(*) filter (not own) as others,
        avg(value) filter (not own) as others_mean,
        median(value) filter (not own) as median,
        min(value) filter (not own) as low,
        max(value) filter (not own) as high,
        quantile_cont(value, [0.25, 0.5, 0.75]) as q,
        any_value(own_value) as value,
        count(*) filter (value > own_value) as above,
        count(*) filter (value < own_value) as below
    from figures
    group by measure, breakdown, period
)

select
    measure,
    breakdown,
    period,
    dim_period.type,
    label,
    short_label,
    start_date,
    end_date,
    dim_period.months,
    month_index,
    described.value,
    n,
    others,
    case when others >= 5 then others_mean end as mean,
    median,
    low,
    high,
    q[1] as q25,
    q[2] as q50,
    q[3] as q75,
    case when described.value is not null then place_of(polarity, above, below) end as rank,
    case when described.value is not null then n end as of_n,
    case
        when quartiles and n >= 4 and described.value is not null
            then quartile_band(described.value, q[1], q[2], q[3], polarity)
    end as quartile,
    others < 5 as withheld
from described
join current_measure using (measure)
join dim_period using (period)
order by measure, breakdown, end_date, dim_period.months;

-- name: figures
-- What each council of a set has in one period a measure (measures and periods are lists side by side); the best first, those without a value last and unranked.
with

wanted as (
    select unnest($measures) as measure, unnest($periods) as period
),

listed as (
    select wanted.measure, period, breakdown, area, name, dim_area.type, region, area = $own as own
    from wanted
    cross join (select unnest($breakdowns) as breakdown)
    cross join dim_area
    where area = any($areas)
),

observed as (
    select *
    from current_observation
    where measure = any($measures)
      and breakdown = any($breakdowns)
      and area = any($areas)
)

select
    measure,
    breakdown,
    period,
    area,
    name,
    listed.type,
    region,
    own,
    value,
    marker,
    observed.note,
    lower,
    upper,
    observed.numerator,
    observed.denominator,
    case
        when value is not null and sign_of(polarity) is not null
            then rank() over (partition by measure, breakdown, period order by sign_of(polarity) * value desc nulls last)
    end as rank
from listed
join current_measure using (measure)
left join observed using (measure, breakdown, period, area)
order by measure, breakdown, period, value is null, coalesce(sign_of(polarity), 1) * value desc, own desc, name;

-- name: history
-- Figures of a set of councils in every period of some measures, oldest first.
select
    measure,
    breakdown,
    area,
    name,
    area = $own as own,
    period,
    label,
    short_label,
    end_date,
    value,
    marker
from current_observation
join dim_area using (area)
join dim_period using (period)
where measure = any($measures)
  and breakdown = any($breakdowns)
  and area = any($areas)
order by measure, breakdown, own desc, name, area, end_date, months;

-- name: published
-- What was published for the council's region, its nation and the United Kingdom, oldest first; never a mean of councils.
select
    measure,
    period,
    label,
    short_label,
    end_date,
    area,
    name,
    dim_area.type,
    value,
    marker
from current_observation
join dim_area using (area)
join dim_period using (period)
where measure = any($measures)
  and breakdown = 'total'
  and (dim_area.type = 'country'
       or (dim_area.type = 'nation' and name = (select nation from dim_area where own and authority = area))
       or (dim_area.type = 'region' and name = (select region from dim_area where own and authority = area)))
order by measure, dim_area.type = 'country', dim_area.type = 'nation', name, end_date, months;

-- name: dimensions
-- By what some measures are broken down for more councils than one.
select
    dimension,
    breakdown,
    dim_breakdown.value,
    any_value(position) as position
from current_observation
join dim_breakdown using (breakdown)
where measure = any($measures)
  and breakdown <> 'total'
group by dimension, breakdown, dim_breakdown.value
having count(distinct area) > 1
order by dimension, position, breakdown;

-- name: years
-- Financial years in which some measures have figures of more councils than our own, latest first: how far to look back where several are looked at.
select
    period,
    label,
    short_label,
    start_date,
    end_date
from dim_period
where type = 'financial'
  and end_date between (
      select min(end_date)
      from mart_distribution
      join dim_period using (period)
      where measure = any($measures)
        and others > 0
  ) and (
      select max(end_date) + 366
      from mart_distribution
      join dim_period using (period)
      where measure = any($measures)
        and others > 0
  )
order by end_date desc;

-- name: places
-- Where the council stands in every comparator group at one period a measure (two lists side by side), the default group first.
with

wanted as (
    select unnest($measures) as measure, unnest($periods) as period
)

select
    measure,
    period,
    "group",
    value,
    mean,
    median,
    others,
    rank,
    of_n,
    quartile
from mart_position
join wanted using (measure, period)
cross join warehouse
order by measure, "group" = default_group desc, "group";

-- name: changes
-- What became of each council of a set between two periods a part of a measure (four lists side by side), the most improved first (DR-09, DR-11).
with

wanted as (
    select
        unnest($measures) as measure,
        unnest($breakdowns) as breakdown,
        unnest($starts) as start,
        unnest($periods) as period
),

valued as (
    select *
    from current_observation
    where measure = any($measures)
      and breakdown = any($breakdowns)
      and area = any($areas)
),

paired as (
    select
        wanted.*,
        dim_area.area,
        dim_area.name,
        dim_area.area = $own as own,
        earlier.value as earlier_value,
        earlier.marker as earlier_marker,
        later.value,
        later.marker,
        polarity,
        exact(later.value, decimals) - exact(earlier.value, decimals) as change,
        case
            when polarity = 'band'
                then outside(exact(earlier.value, decimals), band_low::decimal(30, 12), band_high::decimal(30, 12))
                   - outside(exact(later.value, decimals), band_low::decimal(30, 12), band_high::decimal(30, 12))
            else sign_of(polarity) * (exact(later.value, decimals) - exact(earlier.value, decimals))
        end as improvement
    from wanted
    cross join dim_area
    join current_measure using (measure)
    left join valued as earlier
        on earlier.measure = wanted.measure
       and earlier.breakdown = wanted.breakdown
       and earlier.period = start
       and earlier.area = dim_area.area
    left join valued as later
        on later.measure = wanted.measure
       and later.breakdown = wanted.breakdown
       and later.period = wanted.period
       and later.area = dim_area.area
    where dim_area.area = any($areas)
)

select
    measure,
    breakdown,
    start,
    period,
    area,
    name,
    own,
    earlier_value,
    earlier_marker,
    value,
    marker,
    change::double as change,
    improvement::double as improvement,
    case when improvement is not null then rank() over (partition by measure, breakdown order by improvement desc nulls last) end as rank
from paired
order by measure, breakdown, change is null, coalesce(improvement, change) desc nulls last, own desc, name;

-- name: breaks
-- Days on which the definition of some measures changed: figures before and after do not compare (DR-34).
select
    measure,
    event_date,
    label
from dim_event
where kind = 'break'
  and measure = any($measures)
order by measure, event_date;
