-- One row per comparator group offered to the council and area compared in it, the council's own among them (DR-15).
create table mart_comparator as
with

-- Groups the council is compared in: its own lists of neighbours, and the groups it belongs to. It is never its own neighbour.
offered as (
    select "group"
    from dim_group, warehouse
    where of_area = area
    union
    select "group"
    from bridge_group_area
    join dim_group using ("group")
    join dim_area using (area)
    where own
      and of_area is null
)

select
    "group",
    dim_area.authority as area,
    false as own
from bridge_group_area
join offered using ("group")
join dim_area using (area), warehouse
where not own
  and coalesce(rank, 1) <= neighbours
union
select
    "group",
    area,
    true
from offered, warehouse
order by "group", area;
