-- One row per plan node and step of the chain from the top of its strand down to it, itself the last.
create table mart_trail as
with recursive

up as (
    select node, node as step, parent, 0 as above
    from dim_plan
    union all
    select up.node, dim_plan.node, dim_plan.parent, above + 1
    from up
    join dim_plan on dim_plan.node = up.parent
)

select
    up.node,
    above,
    step,
    title,
    short_title,
    level,
    dim_level.name as level_name,
    page
from up
join dim_plan on dim_plan.node = step
join dim_level using (level)
order by up.node, above desc;
