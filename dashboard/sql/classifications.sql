-- name: held
-- Whether anything cuts across the plan: classes of the council's own, or what measures' definitions state.
select
    exists (from dim_class)
    or exists (
        from current_measure
        where in_plan
          and coalesce(three_e, council_role, theme) is not null
    ) as held
order by held;

-- name: all
-- Every classification with how many classes it has, in the order of the council, those of every dashboard last.
select
    classification,
    any_value(classification_name) as name,
    count(*) as classes
from mart_class
group by classification
order by min(classification_position), classification;

-- name: classes
-- The classes of one classification in order, each with the plan nodes that fall in it.
select
    class,
    name,
    description,
    count(node) as nodes
from mart_class
left join mart_classed using (classification, class)
where classification = $by
group by class, name, description, position
order by position, class;

-- name: counts
-- Measures of one classification by class, status and direction of travel in a reporting period; class '' is each measure counted once.
with

inside as (
    select
        class,
        measure,
        status,
        rated,
        previous_judgement
    from mart_classed
    join mart_scorecard using (measure)
    where classification = $by
      and period = $period
),

every as (
    select * from inside
    union all
    select distinct '', measure, status, rated, previous_judgement from inside
)

select
    class,
    status,
    rated,
    count(*) as measures,
    count(*) filter (previous_judgement = 'improved') as better,
    count(*) filter (previous_judgement = 'declined') as worse
from every
group by class, status, rated
order by class, status;

-- name: outside
-- How many measures of the plan fall in no class of one classification in a reporting period.
select count(*) as measures
from mart_scorecard
join current_measure using (measure)
where period = $period
  and in_plan
  and measure not in (
      select measure
      from mart_classed
      where classification = $by
        and measure is not null
  )
order by measures;

-- name: measures
-- The measures of one class.
select measure
from mart_classed
where classification = $by
  and class = $class
  and measure is not null
order by measure;

-- name: nodes
-- The plan nodes of one class, from the top level down.
select
    node,
    short_title,
    title,
    page,
    dim_level.name as level_name,
    name_plural as level_plural
from mart_classed
join dim_plan using (node)
join dim_level using (level)
where classification = $by
  and class = $class
order by depth, dim_plan.position, node;

-- name: coverage
-- How many measures of each class the lowest level of who delivers has in a reporting period, a row also where it has none.
with

deliverers as (
    select
        node,
        short_title,
        page,
        depth,
        dim_plan.position
    from dim_plan
    join dim_level using (level)
    where page <> 'outcomes'
    qualify depth = max(depth) over ()
)

select
    deliverers.node,
    deliverers.short_title,
    page,
    mart_class.class,
    count(distinct inside.measure) as measures
from deliverers
join mart_class on mart_class.classification = $by
left join (
    select mart_served.node, classification, class, measure
    from mart_served
    join mart_scorecard using (measure, period)
    join mart_classed using (measure)
    where period = $period
) as inside
    on inside.node = deliverers.node
   and inside.classification = mart_class.classification
   and inside.class = mart_class.class
group by deliverers.node, deliverers.short_title, page, deliverers.position, mart_class.class, mart_class.position
order by deliverers.position, mart_class.position, mart_class.class;

-- name: labels
-- The classes one measure or one plan node falls in, in order.
select
    classification,
    classification_name,
    class,
    name
from mart_classed
join mart_class using (classification, class)
where measure = $measure
   or mart_classed.node = $node
order by classification_position, position;
