-- name: period
-- The last period of one part of a measure in which five councils have a figure, up to a day if one is given.
select
    period,
    label,
    start_date,
    end_date
from current_observation
join dim_area using (area)
join dim_period using (period)
where measure = $measure
  and breakdown = $breakdown
  and value is not null
  and dim_area.type not in ('country', 'nation', 'region')
  and ($until is null or end_date <= $until)
group by period, label, start_date, end_date, months
having count(*) >= 5
order by end_date desc, months desc
limit 1;

-- name: councils
-- Every council that is, or was and has a figure, with what it has in one period of one part of a measure.
with

councils as (
    select distinct authority as area
    from bridge_group_area
    join dim_group using ("group")
    join dim_area using (area)
    where family in ('type', 'nation')
),

observed as (
    select *
    from current_observation
    where measure = $measure
      and breakdown = $breakdown
      and period = $period
)

select
    area,
    name,
    type,
    region,
    nation,
    area = $own as own,
    value,
    marker
from councils
join dim_area using (area)
left join observed using (area)
order by name, area;

-- name: boundaries
-- Which councils can be drawn, by tier, and whether each was there at the end of a period, at its start, and is there today.
select
    tier,
    area,
    (valid_from is null or valid_from <= $last) and (valid_to is null or valid_to >= $last) as "end",
    (valid_from is null or valid_from <= $first) and (valid_to is null or valid_to >= $first) as start,
    valid_to is null as today
from dim_boundary
order by tier desc, area;

-- name: shapes
-- How to draw some councils of a tier, in units of 100 metres.
select
    area,
    x,
    y,
    middle_x,
    middle_y,
    file
from dim_boundary
where tier = $tier
  and area = any($areas)
order by area;
