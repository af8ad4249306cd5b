-- One row per warehouse: what the explorer offers to choose from, as one JSON document (as in mart_measure_sheet).
create table mart_explorer as
with

measures as (
    -- Measures some comparator has published, those of the plan first.
    select list({measure: measure, short_title: short_title, in_plan: in_plan} order by in_plan desc, headline desc, short_title, measure) as measures
    from mart_explored
    join current_measure using (measure)
),

groups as (
    -- Comparator groups the council can be compared in with the areas of each, its default first, then its own lists of neighbours.
    select list(offered order by "group" = default_group desc, of_area is null, family, name, "group") as groups
    from (
        select
            "group",
            name,
            family,
            version,
            of_area,
            count(*) filter (not own) as others,
            list(area order by area) as areas
        from mart_comparator
        join dim_group using ("group")
        group by "group", name, family, version, of_area
        having others > 0
    ) as offered
    cross join warehouse
),

councils as (
    -- Councils that can be picked, the council's own first: members of a group of councils of one type, and of any group it is compared in.
    select list({area: area, name: name, type: type, region: region, own: own} order by own desc, name, area) as councils
    from dim_area
    where area in (
        select authority
        from bridge_group_area
        join dim_group using ("group")
        join dim_area using (area)
        where family = 'type'
        union
        select area
        from mart_comparator
    )
)

select to_json({measures: measures, groups: groups, councils: councils}) as explorer
from measures
cross join groups
cross join councils;
