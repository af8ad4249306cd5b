-- One row per document: its words as they are searched, when it is to be reviewed, and how many plans and measures it leads to.
create table mart_library as
with recursive

below as (
    select document as top, document from dim_document
    -- union, not union all: a ring of parents ends by itself.
    union
    select top, dim_document.document
    from below
    join dim_document on parent = below.document
),

named as (
    select distinct code as document, measure
    from bridge_related
    join current_measure using (measure)
    where kind = 'document'
),

-- A document that names no measures has those of the part of the plan that comes from it.
own as (
    from named
    union
    select dim_plan.document, measure
    from dim_plan
    join mart_served using (node)
    join mart_reporting using (period)
    where latest
      and dim_plan.document is not null
      and dim_plan.document not in (select document from named)
),

led as (
    select
        top as document,
        count(distinct measure) as measures_below,
        count(distinct measure) filter (where own.document = top) as measures
    from below
    join own using (document)
    group by top
),

parts as (
    select
        document,
        case
            when kind ilike '%equality%' then 'equality'
            when kind ilike '%report%' then 'report'
            when kind ilike '%strateg%' then 'strategy'
            when kind ilike '%plan%' or kind ilike '%programme%' then 'plan'
            else 'other'
        end as part
    from dim_document
),

delivering as (
    select parent as document, count(*) as plans
    from dim_document
    join parts using (document)
    where parent is not null
      and part in ('strategy', 'plan')
    group by parent
)

select
    document,
    part,
    pieces(title) as title_pieces,
    pieces(summary) as summary_pieces,
    pieces(text) as text_pieces,
    searchable(title) as title_words,
    concat(searchable(theme), '|', searchable(owner), '|', searchable(kind), '|', searchable(summary)) as about_words,
    searchable(text) as text_words,
    case
        when review_on is null then 'none'
        when review_on < as_at then 'overdue'
        when review_on <= as_at + interval 3 months then 'soon'
        else 'later'
    end as review,
    case
        when trim(coalesce(url, '')) = '' then 'none'
        when regexp_matches(trim(url), '^https?://[^\s/?#]+\.[^\s]+$', 'i') then 'good'
        else 'broken'
    end as address,
    coalesce(plans, 0) as plans,
    exists (from named where named.document = dim_document.document) as names_measures,
    coalesce(measures, 0) as measures,
    coalesce(measures_below, 0) as measures_below,
    part = 'strategy' and coalesce(measures_below, 0) = 0 as unmeasured
from dim_document
join parts using (document)
left join led using (document)
left join delivering using (document)
cross join (select as_at from warehouse) as today
order by document;
