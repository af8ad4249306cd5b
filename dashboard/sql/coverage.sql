-- name: rules
-- How many things each rule of coverage was asked of, and how many lack what it wants; in one directorate if it is named.
select
    rule,
    count(*) as asked,
    count(*) filter (gap) as gaps
from mart_coverage
where $directorate is null
   or directorate = $directorate
group by rule
order by rule;

-- name: gaps
-- The things that lack what one rule wants, by directorate; those of one directorate if it is named.
select
    rule,
    mart_coverage.kind,
    code,
    mart_coverage.title,
    mart_coverage.page,
    directorate,
    dim_plan.short_title as directorate_title,
    detail
from mart_coverage
left join dim_plan on node = directorate
where gap
  and rule = $rule
  and ($directorate is null or directorate = $directorate)
order by dim_plan.position nulls last, mart_coverage.kind, code;

-- name: directorates
-- Directorates that something was asked of, in the order of the plan.
select
    directorate,
    short_title as title
from dim_plan
join (select distinct directorate from mart_coverage) on node = directorate
order by position;

-- name: register
-- Measures in use with what is known of where their figures come from, the most gaps first (DCC-28).
with

gaps as (
    select
        code as measure,
        list(rule) filter (gap) as lacking,
        list(rule) as asked
    from mart_coverage
    where kind = 'measure'
      and rule in ('measure_source', 'measure_collection', 'measure_parts', 'measure_benchmark', 'measure_target',
                   'measure_definition', 'measure_quality')
    group by code
)

select
    measure,
    short_title,
    coalesce(source_system, source_name) as source,
    collection,
    lacking,
    asked,
    len(coalesce(lacking, [])) as gaps
from gaps
join current_measure using (measure)
where $directorate is null
   or directorate = $directorate
order by gaps desc, measure;

-- name: forums
-- Forums with how many measures in use each considers, how many of these no other forum does, and which forum shares the most.
with

heard as (
    select distinct forum, measure
    from mart_responsibility
    where forum is not null
),

alone as (
    select measure, count(*) = 1 as alone
    from heard
    group by measure
),

pairs as (
    select
        ours.forum,
        theirs.forum as other,
        count(*) as together
    from heard as ours
    join heard as theirs using (measure)
    where ours.forum <> theirs.forum
    group by all
),

shared as (
    select
        forum,
        max_by(other, (together, other)) as most_with,
        max(together) as most
    from pairs
    group by forum
)

select
    dim_forum.forum,
    dim_forum.name,
    dim_forum.cadence,
    count(measure) as measures,
    count(measure) filter (alone) as only_here,
    other.name as most_with,
    coalesce(most, 0) as most
from dim_forum
left join heard using (forum)
left join alone using (measure)
left join shared on shared.forum = dim_forum.forum
left join dim_forum as other on other.forum = most_with
group by dim_forum.forum, dim_forum.name, dim_forum.cadence, dim_forum.position, other.name, most
order by dim_forum.position;

-- name: spread
-- How many measures in use are considered by no forum, by one, by two and so on.
select
    forums,
    count(*) as measures
from (
    select code as measure, count(distinct forum) as forums
    from mart_coverage
    left join mart_responsibility on measure = code and forum is not null
    where rule = 'measure_forum'
    group by code
)
group by forums
order by forums;

-- name: matrix
-- Measures in use of one directorate with the forums that consider each.
select
    code as measure,
    mart_coverage.title,
    coalesce(list(forum) filter (forum is not null), []) as forums
from mart_coverage
left join mart_responsibility on measure = code and forum is not null
where rule = 'measure_forum'
  and directorate = $directorate
group by code, mart_coverage.title
order by code;

-- name: ratings
-- Measures in use that return figures by the rating of their data quality: that of the six characteristics, else the pack's own word.
select
    coalesce(mart_quality.rating, quality, 'not rated') as given,
    count(*) as measures
from mart_coverage
join current_measure on current_measure.measure = code
left join mart_quality on mart_quality.measure = code
where rule = 'measure_quality'
group by given
order by list_position(['High', 'Reasonable', 'Limited', 'None', 'not rated'], given) nulls last, given;

-- name: overdue
-- Returns overdue in the latest reporting period, by who supplies them, the most first.
select
    coalesce(data_owner, 'nobody named') as data_owner,
    list({'measure': measure, 'title': short_title, 'due': detail} order by measure) as returns
from mart_coverage
join current_measure on measure = code
where rule = 'return_overdue'
  and gap
group by 1
order by len(returns) desc, data_owner;
