-- Comparator groups that follow from the areas themselves: councils of one type, of one region, of one nation (DR-15).
create temp table councils as
select
    area,
    type,
    region,
    nation,
    valid_to is null and authority = area as present,
    regexp_replace(lower(nation), '[^a-z0-9]+', '-', 'g') as nation_code,
    regexp_replace(lower(type), '[^a-z0-9]+', '-', 'g') as type_code,
    regexp_replace(lower(region), '[^a-z0-9]+', '-', 'g') as region_code
from dim_area
where type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'inner or outer London',
                   'ITL region', 'combined pair', 'other area');

insert into dim_group
select distinct
    'type:' || type_code,
    case when type like '%y' then 'all ' || left(type, -1) || 'ies' else 'all ' || type || 's' end,
    'type',
    'as at ' || as_at,
    null,
    'every present council of the same type'
from councils, warehouse
where present
union all
select distinct
    'region:' || region_code,
    'councils in ' || region,
    'region',
    'as at ' || as_at,
    null,
    'every present council of the same region'
from councils, warehouse
where present
  and region is not null
union all
select distinct
    'nation:' || nation_code,
    'all councils in ' || nation,
    'nation',
    'as at ' || as_at,
    null,
    'every council of the nation, each for the years in which it has existed'
from councils, warehouse
where nation is not null;

insert into bridge_group_area
select 'type:' || type_code, area, null from councils where present
union all
select 'region:' || region_code, area, null from councils where present and region is not null
union all
select 'nation:' || nation_code, area, null from councils where nation is not null;

drop table councils;
