-- name: register
-- Contracts with their status in a reporting period, the one to end first at the top, those that have ended last.
select
    fact_contract.*,
    mart_contract.* exclude (contract)
from mart_contract
join fact_contract using (contract)
where period = $period
order by stage = 'ended', end_date nulls last, contract;

-- name: measures
-- Measures of contracts and of the social value they bring.
select measure
from current_measure
where in_plan
  and lifecycle <> 'retired'
  and type = 'contract'
order by measure;

-- name: held
-- Whether the council has contracts or measures of them.
select
    exists (from fact_contract) as contracts,
    exists (from current_measure where in_plan and type = 'contract' and lifecycle <> 'retired') as measures
order by contracts;
