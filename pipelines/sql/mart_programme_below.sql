-- One row per programme and project below it, itself among them.
create table mart_programme_below as
with recursive

down as (
    select programme, programme as below from dim_programme
    -- union, not union all: a ring of parents ends by itself.
    union
    select down.programme, dim_programme.programme
    from down
    join dim_programme on dim_programme.parent = down.below
)

select
    programme,
    below
from down
order by programme, below;
