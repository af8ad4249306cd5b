-- name: programmes
-- Programmes and projects in the order of the pack, or one of them, with the milestones of each and of the projects below it.
with

delivery as (
    select
        mart_programme_below.programme,
        count(milestone) as milestones,
        count(*) filter (where status = 'complete') as complete,
        count(*) filter (where status = 'green') as green,
        count(*) filter (where status = 'amber') as amber,
        count(*) filter (where status = 'red') as red,
        count(*) filter (where status = 'not_started') as not_started,
        count(*) filter (where status = 'not_dated') as not_dated,
        count(*) filter (where overdue) as overdue,
        max(slip_days) filter (where actual is null) as slip_days,
        min_by(title, (expected, milestone)) filter (where actual is null) as next_title,
        min(expected) filter (where actual is null) as next_on,
        min_by(overdue, (expected, milestone)) filter (where actual is null) as next_overdue
    from mart_programme_below
    join mart_delivery on mart_delivery.programme = below
    group by mart_programme_below.programme
)

select
    dim_programme.*,
    above.title as parent_title,
    dim_plan.short_title as directorate_title,
    page as directorate_page,
    dim_document.title as document_title,
    (select count(distinct benefit) from fact_benefit where fact_benefit.programme = dim_programme.programme) as benefits,
    delivery.* exclude (programme)
from dim_programme
left join delivery using (programme)
left join dim_programme as above on above.programme = dim_programme.parent
left join dim_plan on dim_plan.node = dim_programme.directorate
left join dim_level using (level)
left join dim_document on dim_document.document = dim_programme.document
where $programme is null or dim_programme.programme = $programme
order by dim_programme.position;

-- name: savings
-- Savings planned and delivered, each pound once: a project's count only where no programme above it states its own.
with recursive

above as (
    select programme, parent as higher from dim_programme where parent is not null
    union
    select above.programme, dim_programme.parent
    from above
    join dim_programme on dim_programme.programme = higher
    where dim_programme.parent is not null
),

counted as (
    select
        programme,
        coalesce(bool_or(theirs.savings_planned is not null), false) as within
    from dim_programme
    left join above using (programme)
    left join dim_programme as theirs on theirs.programme = higher
    group by programme
)

select
    sum(savings_planned) as planned,
    sum(savings_delivered) as delivered
from dim_programme
join counted using (programme)
where not within
order by planned;

-- name: milestones
-- Milestones with what became of each promise, the latest slips first; those of a programme and of what is below it if one is named.
select
    mart_delivery.*,
    dim_programme.title as programme_title
from mart_delivery
left join dim_programme using (programme)
where $programme is null
   or programme in (select below from mart_programme_below where mart_programme_below.programme = $programme)
order by actual is not null, slip_days desc, baseline, milestone;

-- name: evidence
-- Documents and surveys that may have shaped an action, with their titles.
select
    document as code,
    title,
    'document' as kind
from dim_document
union
select
    survey,
    title,
    'survey'
from fact_survey
order by code, title;

-- name: overdue
-- Actions past their day with who answers for each, the owner with most of them first, in it the longest overdue.
select
    mart_action.*,
    coalesce(current_measure.short_title, dim_plan.short_title, dim_programme.title) as of_title,
    page as of_page,
    mart_delivery.programme
from mart_action
left join mart_delivery on mart_action.kind = 'milestone' and milestone = code
left join dim_programme on dim_programme.programme = mart_delivery.programme
left join current_measure on mart_action.kind = 'measure' and measure = code
left join dim_plan on mart_action.kind = 'node' and node = code
left join dim_level using (level)
where mart_action.overdue
order by count(*) over (partition by mart_action.owner) desc, mart_action.owner, days_overdue desc, code;

-- name: benefits
-- The last report of each benefit of a programme and those below it, as at the day of the warehouse.
select
    benefit,
    programme,
    fact_benefit.title,
    dim_programme.title as programme_title,
    measure,
    current_measure.short_title as measure_title,
    fact_benefit.unit,
    planned,
    delivered,
    due,
    note,
    fact_benefit.as_at
from fact_benefit
join dim_programme using (programme)
left join current_measure using (measure)
where programme in (select below from mart_programme_below where mart_programme_below.programme = $programme)
  and fact_benefit.as_at <= (select as_at from warehouse)
qualify row_number() over (partition by benefit order by fact_benefit.as_at desc) = 1
order by dim_programme.position, benefit;

-- name: recommendations
-- Recommendations in the order of the pack, each closed or open and how its actions go; those a programme answers if one is named.
with

actions as (
    select
        recommendation,
        count(*) as actions,
        count(*) filter (where status = 'complete') as complete,
        count(*) filter (where overdue or status = 'red') as late
    from mart_delivery
    where recommendation is not null
    group by recommendation
)

select
    dim_recommendation.*,
    dim_programme.title as programme_title,
    dim_document.title as document_title,
    coalesce(actions, 0) as actions,
    coalesce(complete, 0) as complete,
    coalesce(late, 0) as late,
    case
        when closed_on <= as_at then 'closed'
        when late > 0 then 'late'
        when actions > 0 then 'open'
        else 'no_action'
    end as state
from dim_recommendation
left join actions using (recommendation)
left join dim_programme using (programme)
left join dim_document on dim_document.document = dim_recommendation.document
cross join (select as_at from warehouse) as today
where $programme is null or dim_recommendation.programme = $programme
order by dim_recommendation.position;

-- name: held
-- What the council has of delivery: programmes or milestones, reviews and their improvement plans, risks. A page without any is not in the menu.
select
    exists (from dim_programme where kind <> 'improvement') or exists (from mart_delivery) as programmes,
    exists (from dim_recommendation) or exists (from dim_programme where kind = 'improvement') as improvement,
    exists (from fact_risk) as risks
order by programmes;
