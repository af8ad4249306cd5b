-- One row per forum and measure it considers: the measures of its baskets. A measure with a scrutiny committee of its own is not another
-- committee's business; where no forum has the committee's name, each considers it (DCC-21, DCC-24).
create table mart_considered as

select distinct
    dim_forum.forum,
    bridge_basket_measure.measure
from bridge_basket_measure
join bridge_forum_basket using (basket)
join dim_forum using (forum)
join current_measure using (measure)
where dim_forum.kind is distinct from 'scrutiny'
   or committee is null
   or committee = dim_forum.name
   or committee not in (select name from dim_forum)
order by dim_forum.forum, bridge_basket_measure.measure;
