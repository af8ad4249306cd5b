-- One row per plan node and node below it, itself among them.
create table mart_below as
with recursive

down as (
    select node, node as below from dim_plan
    -- union, not union all: a ring of parents ends by itself.
    union
    select down.node, dim_plan.node
    from down
    join dim_plan on dim_plan.parent = down.below
)

select
    node,
    below
from down
order by node, below;
