-- Comparator groups that follow from the areas themselves: councils of one type, and councils of one region (DR-15).
create temp table present as
select
    area,
    type,
    region,
    regexp_replace(lower(type), '[^a-z0-9]+', '-', 'g') as type_code,
    regexp_replace(lower(region), '[^a-z0-9]+', '-', 'g') as region_code
from dim_area
where valid_to is null
  and authority = area
  and type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'inner or outer London',
                   'ITL region', 'combined pair', 'other area');

insert into dim_group
select distinct
    'type:' || type_code,
    case when type like '%y' then 'all ' || left(type, -1) || 'ies' else 'all ' || type || 's' end,
    'type',
    'as at ' || as_at,
    null,
    'every present council of the same type'
from present, warehouse
union all
select distinct
    'region:' || region_code,
    'councils in ' || region,
    'region',
    'as at ' || as_at,
    null,
    'every present council of the same region'
from present, warehouse
where region is not null;

insert into bridge_group_area
select 'type:' || type_code, area, null from present
union all
select 'region:' || region_code, area, null from present where region is not null;

drop table present;
