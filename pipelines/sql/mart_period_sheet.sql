-- One row per reporting period: what overview, thread and scorecard ask of all measures, each question's answer as one document in JSON (as in mart_measure_sheet) or, of the scorecard, in JSON a line.
create table mart_period_sheet as
with

lines as (
    from mart_sheet_line
),

grid as (
    -- A measure a line, in the order of the scorecard: its page reads those it shows and leaves the others unread.
    select
        period,
        string_agg(to_json(line), chr(10) order by place) as grid
    from (
        select * exclude (
            revised_from,
            "group",
            mean,
            projected,
            projection,
            year_target,
            variation_side,
            assurance,
            trend,
            quality,
            polarity,
            in_plan,
            headline,
            nodes,
            baskets
        )
        from lines
    ) as line
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
