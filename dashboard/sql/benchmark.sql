-- name: groups
-- Comparator groups one measure can be compared in, the council's default first, with the period they share; one document.
select sheet->'groups' as groups
from mart_measure_sheet
where measure = $measure;

-- name: position
-- One measure's place in one group: at the period asked for, or at the last that both have.
select
    mart_position.*,
    label,
    short_label,
    end_date,
    dim_group.name as group_name,
    dim_group.family,
    dim_group.version,
    dim_group.method,
    end_date < (
        select max(end_date)
        from mart_status
        join dim_period using (period)
        where mart_status.measure = $measure
          and value is not null
    ) as newer
from mart_position
join dim_period using (period)
join dim_group using ("group")
where measure = $measure
  and "group" = $group
  and ($period = mart_position.period or ($period is null and shared))
order by end_date;

-- name: ranking
-- A group's members and the council's own in one period, as members, but only what a page shows of them.
select
    name,
    mart_comparator.own,
    value,
    marker
from mart_comparator
join dim_area using (area)
left join current_observation
    on current_observation.area = mart_comparator.area
   and measure = $measure
   and period = $period
   and breakdown = 'total'
where "group" = $group
order by mart_comparator.own desc, name;

-- name: members
-- Values of a group's members and the council's own in one period, the council's own first.
select
    mart_comparator.area,
    name,
    type,
    mart_comparator.own,
    value,
    marker,
    note,
    lower,
    upper,
    numerator,
    denominator,
    vintage
from mart_comparator
join dim_area using (area)
left join current_observation
    on current_observation.area = mart_comparator.area
   and measure = $measure
   and period = $period
   and breakdown = 'total'
where "group" = $group
order by mart_comparator.own desc, name;
