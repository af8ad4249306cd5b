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

-- name: around
-- What stands around one measure: risks, programmes, documents, contracts, surveys, each with its title and a detail.
with

things as (
    select 'risk' as kind, risk as code, title, 'score ' || score as detail from fact_risk
    union all
    select 'programme', programme, title, if(kind = 'improvement', 'improvement plan', kind) from dim_programme
    union all
    select 'document', document, title, kind from dim_document
    union all
    select 'contract', contract, title, supplier from fact_contract
    union all
    select distinct 'survey', survey, title, kind from fact_survey
)

select
    things.kind,
    things.code,
    things.title,
    detail
from bridge_related
join things using (kind, code)
where measure = $measure
order by list_position(['risk', 'programme', 'document', 'contract', 'survey'], things.kind), things.title, things.code;
