-- name: measures
-- Measures linked to things of one kind (programme, risk, contract, document, survey), with their status in a period, worst first.
select
    code,
    measure,
    short_title,
    in_plan,
    status,
    severity
from bridge_related
join current_measure using (measure)
left join mart_scorecard
    on mart_scorecard.measure = bridge_related.measure
   and mart_scorecard.period = $period
where bridge_related.kind = $kind
order by code, severity, measure;

-- name: nodes
-- Plan nodes linked to things of one kind, from the top level down.
select
    code,
    node,
    short_title,
    dim_level.name as level_name,
    page
from bridge_related
join dim_plan using (node)
join dim_level using (level)
where bridge_related.kind = $kind
order by code, depth, dim_plan.position, node;
