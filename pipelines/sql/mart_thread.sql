-- One row per measure, path of the golden thread it lies on, and node of that path: from the top of the plan down to the measure's service.
--
-- Levels belong to strands: what is to be achieved, and who delivers it. A measure linked to nodes of several strands lies on
-- every combination of them: each priority it serves, carried on through each service that delivers it. Only what is in force
-- today is part of the thread: what was superseded keeps its own page, what is a draft has no place in it yet.
create table mart_thread as
with recursive

linked as (
    select measure, node, strength, headline
    from bridge_plan_measure, warehouse
    where as_at between valid_from and valid_to
),

placed as (
    select node, level, parent, position, strand, depth
    from dim_plan
    join dim_level using (level)
    join mart_in_force using (node)
    where latest
),

-- Every node with the chain from the top of its strand down to itself.
chain as (
    select node as leaf, node, parent, strand, position, [node] as nodes
    from placed
    union all
    select leaf, placed.node, placed.parent, chain.strand, chain.position, list_prepend(placed.node, nodes)
    from chain
    join placed on placed.node = chain.parent
),

whole as (
    select leaf, strand, position, nodes
    from chain
    where parent is null
       or parent not in (select node from placed)
),

-- The lowest nodes a measure is linked to: a link to an outcome as well as to its priority adds no path.
ends as (
    select
        measure,
        strand,
        nodes,
        row_number() over (partition by measure, strand order by strength, headline desc, position) as choice
    from linked
    join whole on leaf = node
    where not exists (
        from linked as below
        join whole as further on further.leaf = below.node
        where below.measure = linked.measure
          and below.node <> linked.node
          and list_contains(further.nodes, linked.node)
    )
),

numbered as (
    select
        ends.*,
        dense_rank() over (partition by measure order by strand_order.depth) as strand_number
    from ends
    join (select strand, min(depth) as depth from dim_level group by strand) as strand_order using (strand)
),

paths as (
    select measure, strand_number, nodes, choice as rank_of_path
    from numbered
    where strand_number = 1
    union all
    select paths.measure, numbered.strand_number, list_concat(paths.nodes, numbered.nodes), paths.rank_of_path * 1000 + numbered.choice
    from paths
    join numbered
        on numbered.measure = paths.measure
       and numbered.strand_number = paths.strand_number + 1
),

longest as (
    select *
    from paths
    qualify strand_number = max(strand_number) over (partition by measure)
),

ranked as (
    select
        measure,
        nodes,
        row_number() over (partition by measure order by rank_of_path, nodes) = 1 as main
    from longest
),

spread as (
    select
        measure,
        array_to_string(nodes, '/') as path,
        main,
        unnest(nodes) as node,
        generate_subscripts(nodes, 1) as step
    from ranked
)

select
    measure,
    path,
    step as depth,
    node,
    level,
    main
from spread
join placed using (node)
order by path, measure, step;
