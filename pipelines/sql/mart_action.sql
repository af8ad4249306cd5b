-- One row per action somebody answers for: a milestone, or the action in the last commentary on a measure or plan node; overdue on the day the warehouse is as at (SMBC-07).
create table mart_action as
with

last_said as (
    select
        coalesce(measure, node) as code,
        measure,
        node,
        action,
        action_owner,
        action_due
    from fact_commentary
    join dim_period using (period)
    cross join warehouse
    where coalesce(written_on, end_date) <= as_at
    qualify row_number() over (partition by measure, node order by end_date desc, written_on desc) = 1
),

every as (
    select
        'milestone' as kind,
        milestone as code,
        title,
        owner,
        baseline as due,
        actual as done
    from mart_delivery
    union all
    -- Nobody records an action of a commentary as done: a later commentary takes its place.
    select
        if(measure is null, 'node', 'measure'),
        code,
        action,
        action_owner,
        action_due,
        null
    from last_said
    where action is not null
)

select
    every.*,
    done is null and coalesce(due < as_at, false) as overdue,
    if(done is null and due < as_at, as_at - due, null) as days_overdue
from every
cross join (select as_at from warehouse)
order by kind, code;
