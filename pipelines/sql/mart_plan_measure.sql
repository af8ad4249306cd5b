-- One row per plan, reporting period and measure it answers for: those of its parts or, where it has none, of the programmes that carry it.
create table mart_plan_measure as

select
    node as plan,
    period,
    measure
from mart_served
where node in (select node from dim_plan where level is null)

union

select
    dim_plan.node,
    period,
    bridge_related.measure
from dim_plan
join mart_in_force using (node)
join dim_programme using (document)
join bridge_related
    on bridge_related.kind = 'programme'
   and code = programme
where level is null
  and measure is not null
  and dim_plan.node not in (select plan from dim_plan where level is not null)

order by plan, period, measure;
