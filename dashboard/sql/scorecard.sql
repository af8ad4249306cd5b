-- name: rows
-- Measures of the plan in a reporting period, worst first; every filter but the period may be None. A node's measures are those below it.
select *
from mart_scorecard_line
where period = $period
  and in_plan
  and ($node is null or measure in (select measure from mart_served where node = $node and period = $period))
  and ($tier is null or tier = $tier)
  and ($status is null or status = any($status))
order by severity, red_run desc, variance_percent, measure;

-- name: node
-- Measures that lie on one plan node in a reporting period, as the plan orders them: direct before indirect, headline first.
select
    mart_scorecard_line.*,
    strength
from mart_scorecard_line
left join (
    select measure, min(strength) as strength
    from bridge_plan_measure
    where node = $node
    group by measure
) using (measure)
where period = $period
  and in_plan
  and measure in (select measure from mart_served where node = $node and period = $period)
order by strength nulls last, headline desc, severity, measure;

-- name: movers
-- Measures that moved on the period before, the greatest share of the earlier value first; a node keeps those below it, the whole plan leaves out what is local to a service.
-- Only figures of the reporting period itself, or with $earlier the latest figure of each, whatever its period; and only
-- those that moved by more than chance would explain, where that is known (DR-13).
select *
from mart_scorecard_line
where period = $period
  and in_plan
  and (observed_status = status or $earlier)
  and previous_judgement = $judgement
  and (reach = 'corporate' or $node is not null)
  and previous_significant is distinct from false
  and ($node is null or measure in (select measure from mart_served where node = $node and period = $period))
order by abs(previous_change) / nullif(abs(previous_value), 0) desc nulls last, measure
limit $most;

-- name: histories
-- The last values of several measures for their sparklines, each as one list, oldest first; only periods of the measure's own kind.
select
    measure,
    list(value order by end_date)[-13:] as series
from mart_status
join dim_period using (period)
join current_measure using (measure)
where measure = any($measures)
  and dim_period.type = coalesce(period_type, dim_period.type)
group by measure
order by measure;

-- name: sheet
-- The scorecard of a reporting period, found as in plan.reading, with all it asks: that and the words explained, by what it is sifted, the plan's nodes, every measure a line after a line of names.
select
    reading,
    words,
    sift,
    nodes,
    grid
from mart_period_sheet
where period = $period
   or latest
limit 1;
