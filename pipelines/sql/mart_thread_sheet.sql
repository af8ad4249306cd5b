-- One row per reporting period: what the page of the whole golden thread asks, as one JSON document (as in mart_measure_sheet).
create table mart_thread_sheet as
with

standing as (
    -- Plan nodes in force today, from the top level down, siblings in the order of the plan.
    select
        node,
        parent,
        strand,
        depth,
        level,
        dim_level.name as level_name,
        page,
        dim_plan.title,
        short_title,
        row_number() over (order by depth, dim_plan.position, node) as place
    from dim_plan
    join dim_level using (level)
    where node in (select node from mart_in_force where latest)
),

nodes as (
    select list(standing order by place) as nodes
    from standing
),

levels as (
    -- Every level from the top down, with how many nodes in force it has.
    select list(counted order by depth, level) as levels
    from (
        select
            dim_level.*,
            count(node) as nodes
        from dim_level
        left join standing using (level)
        group by all
    ) as counted
),

bare as (
    -- Ends of a strand that no measure serves.
    select list(standing order by place) as bare
    from mart_coverage
    join standing on node = code
    where rule = 'node_measure'
      and gap
),

loose as (
    -- Measures that serve no node of the first strand, so that the thread does not reach them.
    select list({measure: measure, title: current_measure.title} order by measure) as loose
    from mart_coverage
    join current_measure on measure = code
    where rule = 'measure_priority'
      and gap
),

paths as (
    select path, list(node order by depth) as nodes
    from (select distinct path, node, depth from mart_thread)
    group by path
),

ends as (
    -- Every path of the thread with its nodes from the top down and the measures at its end.
    select
        period,
        list({nodes: nodes, measures: measures} order by path) as ends
    from (
        select
            period,
            path,
            list({measure: measure, title: short_title, status: status} order by measure) as measures
        from (select distinct path, measure from mart_thread)
        join current_measure using (measure)
        join mart_scorecard using (measure)
        group by period, path
    )
    join paths using (path)
    group by period
)

select
    period,
    to_json({
        nodes: coalesce(nodes, []),
        levels: levels,
        ends: coalesce(ends, []),
        bare: coalesce(bare, []),
        loose: coalesce(loose, [])
    }) as sheet
from mart_reporting
left join ends using (period)
cross join nodes
cross join levels
cross join bare
cross join loose
order by period;
