-- One row per thing the search box finds: measures, plan nodes and forums.
create table mart_search as

select
    'measure' as kind,
    measure as code,
    title,
    coalesce(plain, definition, '') as detail,
    in_plan,
    lower(concat_ws(' ', measure, title, short_title, plain, definition, source_name, portfolio, committee)) as words
from current_measure

union all

select
    page,
    node,
    title,
    coalesce(ambition, aims, ''),
    true,
    lower(concat_ws(' ', node, title, short_title, ambition, aims, need, owner, portfolio))
from dim_plan
join dim_level using (level)

order by kind, code;
