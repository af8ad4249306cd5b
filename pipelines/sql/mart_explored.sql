-- One row per measure that can be explored, as some comparator has published it: what the explorer asks of it whoever is compared, as one JSON document (as in mart_measure_sheet).
create table mart_explored as
with

parts as (
    -- By what it is broken down for more councils than one.
    select
        measure,
        list(part order by position, breakdown) as parts
    from (
        select
            measure,
            dimension,
            breakdown,
            dim_breakdown.value,
            position
        from (
            select measure, breakdown
            from current_observation
            where breakdown <> 'total'
            group by measure, breakdown
            having min(area) < max(area)
        )
        join dim_breakdown using (breakdown)
    ) as part
    group by measure
),

published as (
    -- What was published for the council's region, its nation and the United Kingdom, oldest first; never a mean of councils.
    select
        measure,
        list(figure order by figure.type = 'country', figure.type = 'nation', name, end_date, months) as published
    from (
        select
            measure,
            period,
            label,
            short_label,
            end_date,
            dim_period.months,
            area,
            name,
            dim_area.type,
            value,
            marker
        from current_observation
        join dim_area using (area)
        join dim_period using (period)
        where breakdown = 'total'
          and (dim_area.type = 'country'
               or (dim_area.type = 'nation' and name = (select nation from dim_area where own and authority = area))
               or (dim_area.type = 'region' and name = (select region from dim_area where own and authority = area)))
    ) as figure
    group by measure
)

select
    measure,
    to_json({about: about, parts: parts.parts, published: published.published}) as explored
from mart_measure_sheet
left join parts using (measure)
left join published using (measure)
where measure in (select measure from mart_distribution where others > 0)
order by measure;
