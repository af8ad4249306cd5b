-- One row per plan and plan node: from when to when it stands, what takes its place, and how many parts and commitments it has (BCC-41, SMBC-22).
--
-- A plan ends when what supersedes it begins. A life that ran out ends nothing by itself: the plan stays until another takes its place.
create table mart_plan as
with recursive

-- A draft takes nobody's place yet.
succession as (
    select
        named.node,
        dim_plan.node as successor,
        valid_from as since
    from dim_plan, unnest(string_split(supersedes, '|')) as named(node)
    where state <> 'draft'
),

followed as (
    select
        node,
        string_agg(successor, '|' order by since, successor) as superseded_by,
        min(since) as superseded_on
    from succession
    group by node
),

own as (
    select
        node,
        parent,
        superseded_by,
        superseded_on,
        coalesce(superseded_on - 1, if(state = 'superseded', valid_to, null)) as last_day
    from dim_plan
    left join followed using (node)
),

-- What stands under something that has ended has ended with it.
up as (
    select node, node as above, parent from own
    union
    select up.node, own.node, own.parent
    from up
    join own on own.node = up.parent
),

ended as (
    select up.node, min(last_day) as last_day
    from up
    join own on own.node = above
    group by up.node
),

-- A plan that has no parts of its own is carried by the programmes of its document.
carried as (
    select dim_plan.node as plan, programme
    from dim_plan
    join dim_programme using (document)
    where level is null
      and dim_plan.node not in (select plan from dim_plan where level is not null)
),

promised as (
    select above as node, milestone
    from bridge_plan_milestone
    join up using (node)
    union
    select carried.plan, milestone
    from carried
    join mart_delivery using (programme)
),

delivery as (
    select
        promised.node,
        count(*) as milestones,
        count(*) filter (where status = 'complete') as complete,
        count(*) filter (where status = 'green') as on_time,
        count(*) filter (where status = 'amber') as slipping,
        count(*) filter (where status = 'red') as late,
        count(*) filter (where status = 'not_started') as not_started,
        count(*) filter (where overdue) as overdue
    from promised
    join mart_delivery using (milestone)
    group by promised.node
),

parts as (
    select above as node, count(*) as parts
    from up
    where above <> node
    group by above
),

actions as (
    select plan as node, count(*) as actions
    from carried
    group by plan
)

select
    dim_plan.node,
    dim_plan.plan,
    valid_from as first_day,
    ended.last_day,
    superseded_by,
    superseded_on,
    coalesce(parts, 0) as parts,
    coalesce(actions, 0) as actions,
    coalesce(milestones, 0) as milestones,
    coalesce(complete, 0) as complete,
    coalesce(on_time, 0) as on_time,
    coalesce(slipping, 0) as slipping,
    coalesce(late, 0) as late,
    coalesce(not_started, 0) as not_started,
    coalesce(overdue, 0) as overdue
from dim_plan
left join own using (node)
left join ended using (node)
left join parts using (node)
left join actions using (node)
left join delivery using (node)
order by position;
