-- name: held
-- Whether the council says how it manages performance: roles, forums, or decisions about the framework.
select exists (from dim_role) or exists (from dim_forum) or exists (from dim_change) as framework
order by framework;

-- name: census
-- How much there is of the framework: roles, forums, baskets, measures in use, decisions, and since when it is in force.
select
    (select count(*) from dim_role) as roles,
    (select count(*) from dim_forum) as forums,
    (select count(*) from dim_basket) as baskets,
    (select count(*) from mart_lifecycle where state <> 'retired') as measures,
    (select count(*) from mart_change) as changes,
    (select min(starts_on) from dim_calendar where kind = 'start') as began_on,
    (select count(*) from dim_term) as terms
order by roles;

-- name: roles
-- Roles in managing performance in the order of the pack, each with the forums it sits on.
select
    role,
    dim_role.kind,
    duties,
    coalesce(list({'forum': dim_forum.forum, 'name': dim_forum.name} order by dim_forum.position)
        filter (dim_forum.forum is not null), []) as forums
from dim_role
left join bridge_role_forum using (role)
left join dim_forum using (forum)
group by role, dim_role.kind, duties, dim_role.position
order by dim_role.position;

-- name: forums
-- Forums with their cadence, baskets, roles, how many measures they consider and when they meet next, those that meet most often first.
with

named as (
    select forum, list(dim_basket.name order by dim_basket.position) as baskets
    from bridge_forum_basket
    join dim_basket using (basket)
    group by forum
),

considered as (
    select forum, count(*) as measures
    from mart_considered
    group by forum
),

ahead as (
    select
        forum,
        min(held_on) as held_on,
        min_by(publish_by, held_on) as publish_by,
        min_by(label, held_on) as label
    from dim_meeting
    left join dim_period using (period)
    cross join warehouse
    where held_on >= as_at
    group by forum
),

behind as (
    select forum, max(held_on) as last_held_on
    from dim_meeting, warehouse
    where held_on < as_at
    group by forum
)

select
    forum,
    name,
    cadence,
    kind,
    audience,
    chair,
    description,
    coalesce(baskets, []) as baskets,
    coalesce(measures, 0) as measures,
    (select string_agg(role, ', ' order by dim_role.position)
     from bridge_role_forum
     join dim_role using (role)
     where bridge_role_forum.forum = dim_forum.forum) as roles,
    held_on,
    publish_by,
    label,
    last_held_on
from dim_forum
left join named using (forum)
left join considered using (forum)
left join ahead using (forum)
left join behind using (forum)
order by list_position(['monthly', 'quarterly', 'half-yearly', 'annual', 'ad hoc'], cadence), position;

-- name: calendar
-- Meetings and other dates of the year, the earliest first; of one forum or one kind if it is named.
with

days as (
    select
        held_on as starts_on,
        null::date as ends_on,
        dim_forum.name as title,
        'meeting' as kind,
        forum,
        label as period,
        publish_by,
        null as note
    from dim_meeting
    join dim_forum using (forum)
    left join dim_period using (period)

    union all

    select
        starts_on,
        ends_on,
        title,
        dim_calendar.kind,
        dim_calendar.forum,
        null,
        null,
        note
    from dim_calendar
)

select
    days.*,
    dim_forum.name as forum_name,
    coalesce(ends_on, starts_on) < as_at as past
from days
left join dim_forum using (forum)
cross join warehouse
where ($forum is null or days.forum = $forum)
  and ($kind is null or days.kind = $kind)
order by starts_on, ends_on nulls first, days.title;

-- name: responsible
-- Measures in use of one directorate, or of all, with who answers, does the work, is consulted and is informed.
select
    measure,
    short_title,
    current_measure.directorate,
    any_value(who) filter (letter = 'A') as accountable,
    any_value(who) filter (letter = 'R') as responsible,
    coalesce(list(who order by position, who) filter (letter = 'C'), []) as consulted,
    coalesce(list(who order by position, who) filter (letter = 'I'), []) as informed
from mart_coverage
join current_measure on measure = code
left join mart_responsibility using (measure)
where rule = 'measure_owner'
  and ($directorate is null or current_measure.directorate = $directorate)
group by measure, short_title, current_measure.directorate
order by measure;

-- name: responsibility
-- Directorates with how many measures each answers for, how many people own them and supply them, and how many forums hear of them.
select
    current_measure.directorate,
    coalesce(dim_plan.short_title, 'No directorate') as title,
    dim_level.page,
    count(distinct measure) as measures,
    count(distinct measure) filter (letter = 'A') as owned,
    count(distinct who) filter (letter = 'A') as owners,
    count(distinct measure) filter (letter = 'R') as supplied,
    count(distinct who) filter (letter = 'R') as suppliers,
    count(distinct mart_responsibility.forum) as forums
from mart_coverage
join current_measure on measure = code
left join mart_responsibility using (measure)
left join dim_plan on node = current_measure.directorate
left join dim_level on dim_level.level = dim_plan.level
where rule = 'measure_owner'
group by current_measure.directorate, dim_plan.short_title, dim_level.page, dim_plan.position
order by dim_plan.position nulls last;

-- name: states
-- How many measures of the plan are in each state of their life.
select
    state,
    count(*) as measures
from mart_lifecycle
group by state
order by list_position(['proposed', 'in_development', 'provisional', 'live', 'retired'], state);

-- name: lives
-- Measures of the plan with where they stand in their life, since when, and what takes their place; those of one state if it is named.
select
    measure,
    current_measure.short_title,
    mart_lifecycle.*,
    newer.short_title as replaced_by_title,
    (select min(changed_on) from mart_change where kind = 'measure' and code = current_measure.measure) as decided_on
from mart_lifecycle
join current_measure using (measure)
left join current_measure as newer on newer.measure = mart_lifecycle.replaced_by
where ($state is null or state = $state)
  and ($measure is null or measure = $measure)
order by list_position(['proposed', 'in_development', 'provisional', 'live', 'retired'], state), measure;

-- name: stability
-- How much of each basket is as it was in the baseline year, in the order of the pack, year by year.
select
    basket,
    name,
    financial_year,
    baseline_year,
    baseline_measures,
    measures,
    unchanged,
    redefined,
    gone,
    joined,
    known,
    stability
from mart_stability
join dim_basket using (basket)
order by position, financial_year;

-- name: changes
-- Changes to the framework, the newest first; those of one kind if it is named.
select *
from mart_change
where $kind is null
   or kind = $kind
order by changed_on desc, kind, code, summary;

-- name: target_changes
-- Targets that were set again, the newest first, with what they were; of one measure if it is named.
select
    mart_target_change.*,
    label,
    current_measure.short_title,
    unit,
    prefix,
    suffix,
    decimals
from mart_target_change
join current_measure using (measure)
join dim_period using (period)
where $measure is null
   or measure = $measure
order by changed_on desc, measure, end_date;
