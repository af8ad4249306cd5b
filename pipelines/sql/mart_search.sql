-- One row per thing the search box finds: measures, plan nodes and all that stands around them.
create table mart_search as
with

milestone_node as (
    select milestone, min_by(node, position) as node
    from bridge_plan_milestone
    join dim_plan using (node)
    where level is not null
    group by milestone
),

things as (
    select
        if(in_plan, 'measure', 'statistic') as kind,
        measure as code,
        title,
        short_title,
        coalesce(plain, definition) as detail,
        concat_ws(' · ', concat_ws(' ', definition, rationale, caveats), source_name, owner, portfolio, committee, theme) as text,
        null as called,
        null as page,
        null as place
    from current_measure

    union all

    select
        'plan',
        node,
        title,
        short_title,
        coalesce(ambition, aims),
        concat_ws(' · ', aims, need, owner, portfolio, replace(partners, '|', ', ')),
        coalesce(dim_level.name, 'plan'),
        coalesce(page, 'plans'),
        node
    from dim_plan
    left join dim_level using (level)

    union all

    select
        'milestone',
        milestone,
        mart_delivery.title,
        null,
        mart_delivery.note,
        concat_ws(' · ', mart_delivery.owner, source_plan, mart_delivery.review, dim_programme.title),
        null,
        if(programme is null, coalesce(page, 'programmes'), 'programme'),
        coalesce(programme, milestone_node.node)
    from mart_delivery
    left join dim_programme using (programme)
    left join milestone_node using (milestone)
    left join dim_plan on dim_plan.node = milestone_node.node
    left join dim_level using (level)

    union all

    select
        'programme',
        programme,
        title,
        null,
        summary,
        concat_ws(' · ', owner, board),
        if(kind = 'improvement', 'improvement plan', kind),
        null,
        null
    from dim_programme

    union all

    select 'document', document, title, null, summary, concat_ws(' · ', text, owner, theme), kind, null, null
    from dim_document

    union all

    select 'recommendation', recommendation, title, null, text, concat_ws(' · ', answer, review, reviewer, owner), null, null, null
    from dim_recommendation

    union all

    select 'risk', risk, title, null, description, concat_ws(' · ', mitigation, owner), null, null, null
    from fact_risk

    union all

    select 'contract', contract, title, null, concat_ws(', ', supplier, category), concat_ws(' · ', social_value, owner), null, null, null
    from fact_contract

    union all

    select 'forum', forum, name, null, description, concat_ws(' · ', audience, chair, kind), null, null, null
    from dim_forum

    union all

    select 'term', term, term, null, meaning, replace(also, '|', ', '), null, null, anchor
    from mart_term
)

select
    row_number() over (order by kind, code) as thing,
    kind,
    code,
    title,
    coalesce(detail, '') as detail,
    coalesce(text, '') as text,
    called,
    page,
    place,
    -- As words alone: the title, the title with the code and its short form, and everything, for a phrase.
    array_to_string(search_words(title), ' ') as heading,
    concat_ws(' ', code, title, short_title) as name,
    array_to_string(search_words(concat_ws(' ', title, short_title, detail, text)), ' ') as said
from things
order by thing;
