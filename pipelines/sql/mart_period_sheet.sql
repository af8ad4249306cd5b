-- One row per reporting period: what overview, thread and scorecard ask of all measures, each question's answer as one JSON document (as in mart_measure_sheet).
create table mart_period_sheet as
with

lines as (
    -- Measures of the plan, worst first, with what the scorecard shows and is sifted by: nodes served, baskets, the last values.
    select
        mart_scorecard_line.* exclude (
            scheme,
            note,
            previous_z,
            previous_reason,
            year_z,
            year_reason,
            next_period,
            next_label,
            projected_low,
            projected_high,
            projection_method,
            band_low,
            band_high
        ),
        below_target,
        worsening,
        behind,
        coalesce(signs, 0) as signs,
        observed.short_label as observed_short,
        nodes,
        baskets,
        series
    from mart_scorecard_line
    left join mart_weak using (measure, period)
    left join (
        select measure, period, list(node order by node) as nodes
        from mart_served
        group by measure, period
    ) using (measure, period)
    left join (
        select measure, list(basket order by basket) as baskets
        from bridge_basket_measure
        group by measure
    ) using (measure)
    left join dim_period as observed on observed.period = observed_period
    left join (
        select
            measure,
            mart_reporting.period,
            list(value order by dim_period.end_date)[-13:] as series
        from mart_status
        join dim_period using (period)
        join current_measure using (measure)
        join mart_reporting on dim_period.end_date <= mart_reporting.end_date
        where in_plan
          and dim_period.type = coalesce(period_type, dim_period.type)
        group by measure, mart_reporting.period
    ) using (measure, period)
    where in_plan
),

grid as (
    select
        period,
        to_json(list(line order by severity, red_run desc, variance_percent, measure)) as grid
    from lines as line
    group by period
),

summary as (
    -- The whole plan: measures, how many have a figure of this period, are rated, and meet their target.
    select
        period,
        count(*) as measures,
        count(*) filter (where status = observed_status and value is not null) as reported,
        count(*) filter (where status <> observed_status and value is not null) as earlier,
        count(*) filter (where rated) as rated,
        count(*) filter (where status in ('blue', 'green')) as on_target,
        count(*) filter (where status = 'red') as red
    from lines
    group by period
),

exceptions as (
    -- The six measures that have been red longest, without what is local to a service, with the action their owner plans.
    select
        period,
        to_json(list(exception order by red_run desc, variance_percent, measure)[:6]) as exceptions,
        count(*) as exception_count
    from (
        select
            lines.*,
            action
        from lines
        left join (
            -- Commentary is about the reporting period, or about the last value's own period.
            select mart_scorecard.period, measure, action
            from fact_commentary
            join mart_scorecard using (measure)
            where fact_commentary.period in (mart_scorecard.period, observed_period)
            qualify row_number() over (
                partition by mart_scorecard.period, measure
                order by exception desc, written_on desc
            ) = 1
        ) as said using (measure, period)
        where status = 'red'
          and reach = 'corporate'
    ) as exception
    group by period
),

movers as (
    -- The six that moved most on the period before, each way, among figures of the period itself and among the latest of each.
    select
        period,
        to_json(list(mover order by previous_judgement, nth_latest)) as movers
    from (
        select
            lines.*,
            if(observed_status = status, count(*) filter (where observed_status = status) over before, null) as nth,
            count(*) over before as nth_latest
        from lines
        where reach = 'corporate'
          and previous_significant is distinct from false
          and previous_judgement in ('improved', 'declined')
        window before as (
            partition by period, previous_judgement
            order by abs(previous_change) / nullif(abs(previous_value), 0) desc nulls last, measure
        )
        qualify nth <= 6 or nth_latest <= 6
    ) as mover
    group by period
),

threads as (
    -- Every golden thread of every measure, one row per path, with the nodes from the top down and the status.
    select
        period,
        to_json(list(thread order by path, measure)) as threads
    from (
        select
            period,
            path,
            measure,
            short_title,
            list(node order by mart_thread.depth) as nodes,
            any_value(status) as status
        from mart_thread
        join current_measure using (measure)
        join mart_scorecard using (measure)
        group by period, path, measure, short_title
    ) as thread
    group by period
)

select
    period,
    measures,
    reported,
    earlier,
    rated,
    on_target,
    red,
    grid,
    exceptions,
    exception_count,
    movers,
    threads
from mart_reporting
left join grid using (period)
left join summary using (period)
left join exceptions using (period)
left join movers using (period)
left join threads using (period)
order by period;
