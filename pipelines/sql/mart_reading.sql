-- One row per reporting period a reader can choose: what every page asks before its own questions, as one JSON document (as in mart_measure_sheet).
create table mart_reading as
with

offered as (
    select list({period: period, label: label} order by end_date desc) as periods
    from mart_reporting
),

worded as (
    select map(
        list(status order by severity, status),
        list(label order by severity, status)
    ) as labels
    from mart_label
),

counted as (
    -- Plan node to status to measures, worst first; the node '' is the whole plan.
    select
        period,
        map(list(node order by node), list(measures order by node)) as counts
    from (
        select
            period,
            node,
            map(list(status order by severity, status), list(measures order by severity, status)) as measures
        from (
            select period, node, status, min(severity) as severity, sum(measures)::int as measures
            from mart_rollup
            group by period, node, status
        ) as rolled
        group by period, node
    ) as by_node
    group by period
),

budgeted as (
    -- The last period of budgets that had ended by its end.
    select
        mart_reporting.period,
        max_by(
            {
                period: dim_period.period,
                type: dim_period.type,
                label: dim_period.label,
                short_label: dim_period.short_label,
                end_date: dim_period.end_date,
                financial_year: dim_period.financial_year
            },
            (dim_period.end_date, -dim_period.months)
        ) as budgets
    from mart_reporting
    join dim_period on dim_period.end_date <= mart_reporting.end_date
    where dim_period.period in (select period from mart_budget)
    group by mart_reporting.period
)

select
    period,
    latest,
    to_json({
        period: period,
        label: label,
        end_date: end_date,
        latest: latest,
        periods: periods,
        labels: labels,
        counts: counts,
        budgets: budgets
    }) as reading
from mart_reporting
cross join offered
cross join worded
left join counted using (period)
left join budgeted using (period)
-- The latest last: the first that is the period asked for, or the latest, is the one to read.
order by latest, period;
