-- One row per class and measure of the plan, or plan node, that falls in it: tagged by the council or stated in the measure's definition.
create table mart_classed as
with

tagged as (
    select classification, class, measure, node
    from bridge_class
    union all
    select
        unnest(['three_e', 'council_role', 'theme']),
        unnest([three_e, council_role, theme]),
        measure,
        null
    from current_measure
    where in_plan
)

select
    classification,
    class,
    measure,
    node
from tagged
join mart_class using (classification, class)
-- A council with a classification of the same name has the last word on who is in it.
qualify row_number() over (partition by classification, class, measure, node) = 1
order by classification, class, measure, node;
