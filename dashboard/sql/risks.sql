-- name: risks
-- Strategic risks, the highest score first, with how far each stands above the score to be reached.
select
    fact_risk.*,
    greatest(score - target_score, 0) as above
from fact_risk
order by score desc, above desc nulls last, risk;
