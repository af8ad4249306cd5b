-- One row per plan node and reporting period: how many measures stand better or worse than in the period before, each counted once.
-- What chance explains is neither: a change that is known not to be significant, or a figure within the expected variation (DR-13, DR-27).
create table mart_moved as
select
    node,
    period,
    count(distinct measure) filter (where previous_judgement = 'improved' and real) as improved,
    count(distinct measure) filter (where previous_judgement = 'declined' and real) as declined,
    count(distinct measure) filter (where previous_judgement = 'same' or not real) as same
from mart_served
join (
    from mart_scorecard
    select
        *,
        coalesce(previous_significant, variation is distinct from 'common') as real
    where observed_status = status
) using (measure, period)
group by node, period
order by node, period;
