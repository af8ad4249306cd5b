-- One row per measure of the plan and who answers for it, does the work, is consulted or is informed (BCP-14).
-- The accountable owner (A) and the data owner who makes the figure (R) are one each. Consulted (C) are those who contribute and the
-- forums that manage; informed (I) are the other forums that consider it.
create table mart_responsibility as
with

active as (
    select measure, owner, data_owner, contributors
    from current_measure, warehouse
    where in_plan
      and lifecycle <> 'retired'
      and valid_to >= as_at
),

heard as (
    select measure, forum, name, position, kind in ('directorate', 'leadership', 'management', 'programme') as manages
    from active
    join mart_considered using (measure)
    join dim_forum using (forum)
),

contributing as (
    select measure, unnest(string_split(contributors, '|')) as node
    from active
    where contributors is not null
),

named as (
    select measure, 'A' as letter, owner as who, null as forum, 0 as position
    from active
    where owner is not null

    union all

    select measure, 'R', data_owner, null, 0
    from active
    where data_owner is not null

    union all

    select measure, 'C', short_title, null, 0
    from contributing
    join dim_plan using (node)

    union all

    select measure, if(manages, 'C', 'I'), name, forum, position
    from heard
)

select
    measure,
    letter,
    who,
    forum,
    position
from named
order by measure, letter, position, who;
