-- name: offered
-- What can be chosen: measures, comparator groups, councils; one document.
select explorer
from mart_explorer;

-- name: explored
-- Of each measure two documents: what no other choice decides (its newest definition, its parts, what was published for region, nation and country), and one group's distribution in every period with the council's place in it.
select
    measure,
    explored,
    spread
from mart_explored
left join (from mart_spread where "group" = $group and measure in $measures) using (measure)
where measure in $measures
order by measure;

-- name: spread
-- The same distribution of any set of councils, and of parts of measures, a row a period (DR-16 to DR-19).
with

figures as (
    select
        measure,
        breakdown,
        period,
        value,
        area = $own as own,
        max(value) filter (area = $own) over (partition by measure, breakdown, period) as own_value
    from current_observation
    where measure = any($measures)
      and breakdown = any($breakdowns)
      and area = any($areas)
      and value is not null
),

aggregated as (
    select
        measure,
        breakdown,
        'picked' as "group",
        period,
        unnest(described(value, own, own_value))
    from figures
    group by measure, breakdown, period
),

distribution as (
    select *, q[1] as q25, q[2] as q50, q[3] as q75
    from aggregated
)

select *
from spread_of('distribution')
order by measure, breakdown, end_date, months;

-- name: compared
-- Of each measure, in the newest periods it is compared at, two documents: what every area has, and the council's place in every comparator group.
select
    measure,
    period,
    figures,
    places
from mart_compared
where measure in $measures;

-- name: figures
-- What each of a set of councils has in some periods of some measures.
select
    measure,
    breakdown,
    period,
    area,
    value,
    marker
from current_observation
where measure = any($measures)
  and period = any($periods)
  and breakdown = any($breakdowns)
  and area = any($areas)
order by area;

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
-- Where the council stands in every comparator group in some periods of some measures.
select
    measure,
    period,
    "group",
    median,
    others,
    rank,
    of_n,
    quartile
from mart_position
where measure = any($measures)
  and period = any($periods)
order by measure, period, "group";

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
    improvement::double as improvement
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
