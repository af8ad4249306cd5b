-- Comparator groups that follow from the areas themselves: councils of one type, and councils of one region (DR-15).
insert into dim_group
select distinct
    'type:' || regexp_replace(lower(type), '[^a-z0-9]+', '-', 'g'),
    case
        when type like '%y' then 'all ' || left(type, -1) || 'ies'
        else 'all ' || type || 's'
    end,
    'type',
    'as at ' || as_at,
    null,
    'every present council of the same type'
from dim_area, warehouse
where valid_to is null
  and type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'ITL region', 'combined pair');

insert into bridge_group_area
select 'type:' || regexp_replace(lower(type), '[^a-z0-9]+', '-', 'g'), area, null
from dim_area
where valid_to is null
  and authority = area
  and type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'ITL region', 'combined pair');

insert into dim_group
select distinct
    'region:' || regexp_replace(lower(region), '[^a-z0-9]+', '-', 'g'),
    'councils in ' || region,
    'region',
    'as at ' || as_at,
    null,
    'every present council of the same region'
from dim_area, warehouse
where valid_to is null
  and region is not null
  and type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'ITL region', 'combined pair');

insert into bridge_group_area
select 'region:' || regexp_replace(lower(region), '[^a-z0-9]+', '-', 'g'), area, null
from dim_area
where valid_to is null
  and authority = area
  and region is not null
  and type not in ('region', 'nation', 'country', 'combined authority', 'metropolitan county', 'ITL region', 'combined pair');
