-- One row per reporting period: what the overview asks, as one JSON document (as in mart_measure_sheet).
create table mart_overview_sheet as
with

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
    from mart_sheet_line
    group by period
),

exceptions as (
    -- The six measures that have been red longest, without what is local to a service, with the action their owner plans.
    select
        period,
        list(exception order by red_run desc, variance_percent, measure)[:6] as exceptions,
        count(*) as exception_count
    from (
        select
            lines.*,
            action
        from mart_sheet_line as lines
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
        list(mover order by previous_judgement, nth_latest) as movers
    from (
        select
            lines.*,
            if(observed_status = status, count(*) filter (where observed_status = status) over before, null) as nth,
            count(*) over before as nth_latest
        from mart_sheet_line as lines
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

standing as (
    select
        period,
        list(
            {
                node: node,
                parent: parent,
                level_name: dim_level.name,
                strand: strand,
                depth: depth,
                page: page,
                title: title,
                short_title: short_title,
                icon: icon,
                improved: coalesce(improved, 0),
                declined: coalesce(declined, 0)
            }
            order by depth, dim_plan.position, node
        ) as nodes
    from mart_in_force
    join dim_plan using (node)
    join dim_level using (level)
    left join mart_moved using (node, period)
    group by period
),

-- The first plan of the pack that is in force.
whole as (
    select period, arg_min(short_title, position) as plan
    from mart_in_force
    join dim_plan using (node)
    where level is null
    group by period
)

select
    period,
    to_json({
        plan: plan,
        measures: measures,
        reported: reported,
        earlier: earlier,
        rated: rated,
        on_target: on_target,
        red: red,
        nodes: coalesce(nodes, []),
        exceptions: coalesce(exceptions, []),
        exception_count: coalesce(exception_count, 0),
        movers: coalesce(movers, [])
    }) as sheet
from mart_reporting
left join summary using (period)
left join exceptions using (period)
left join movers using (period)
left join whole using (period)
left join standing using (period)
order by period;
