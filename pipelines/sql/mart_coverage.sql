-- One row per rule of coverage and thing it was asked of: whether that thing lacks what the rule wants. Gaps of a rule = rows where gap;
-- what was asked = all its rows, so that every total reconciles with the list of measures (BCC-01, BCC-08, DCC-24, DCC-28, WCC-22).
create table mart_coverage as
with recursive

today as (
    select as_at, (select period from mart_reporting where latest) as period from warehouse
),

-- Measures in use: neither retired nor ended. One that is not yet live needs an owner as much as any other.
active as (
    select current_measure.*, dim_tier.rated and (influence_rated or council_role is distinct from 'influence') as tier_rated
    from current_measure
    left join dim_tier using (tier)
    cross join today
    where in_plan
      and lifecycle <> 'retired'
      and valid_to >= as_at
),

plan_nodes as (
    select dim_plan.*, strand, page
    from dim_plan
    join dim_level using (level)
    where node in (select node from mart_in_force where latest)
),

-- Whoever answers for something else than measures, or has a role in managing performance.
known_owners as (
    select owner from dim_plan
    union
    select owner from dim_programme
    union
    select role from dim_role
),

considered as (
    select measure, count(*) as forums
    from mart_considered
    group by measure
),

compared as (
    select distinct measure from mart_position
),

-- Measures with a target for a period that is not over before the present financial year.
aimed as (
    select distinct current_target.measure
    from current_target
    join dim_period using (period)
    cross join today
    where dim_period.end_date >= make_date(year(as_at - interval 3 month), 4, 1)
),

returned as (
    select measure, count(*) as figures
    from own_observation
    where breakdown = 'total'
    group by measure
),

acted as (
    select mart_scorecard.measure, bool_or(action is not null) as action
    from mart_scorecard
    join today using (period)
    join fact_commentary
        on fact_commentary.measure = mart_scorecard.measure
       and fact_commentary.period in (mart_scorecard.period, observed_period)
    group by mart_scorecard.measure
),

lacking as (
    select
        measure,
        concat_ws(', ', if(definition is null, 'definition', null), if(rationale is null, 'why it is measured', null),
            if(formula is null, 'formula', null), if(inclusions is null, 'inclusions and exclusions', null)) as parts
    from active
),

of_measures as (
    select
        measure as code,
        unnest([
            {'rule': 'measure_owner', 'asked': true, 'gap': owner is null, 'detail': ''},
            {'rule': 'measure_data_owner', 'asked': true, 'gap': data_owner is null, 'detail': ''},
            {'rule': 'measure_directorate', 'asked': true, 'gap': directorate is null, 'detail': ''},
            {'rule': 'measure_portfolio', 'asked': true, 'gap': portfolio is null, 'detail': ''},
            {
                'rule': 'owner_unknown',
                'asked': owner is not null,
                'gap': owner not in (select owner from known_owners where owner is not null),
                'detail': owner
            },
            {
                'rule': 'measure_priority',
                'asked': true,
                'gap': measure not in (
                    select measure
                    from mart_thread
                    join dim_level using (level)
                    where strand = (select strand from dim_level order by depth limit 1)
                ),
                'detail': ''
            },
            {'rule': 'measure_forum', 'asked': true, 'gap': coalesce(forums, 0) = 0, 'detail': ''},
            {'rule': 'measure_many_forums', 'asked': true, 'gap': coalesce(forums, 0) >= 6, 'detail': forums || ' forums'},
            {
                'rule': 'measure_committee',
                'asked': service is not null,
                'gap': committee is null or committee not in (select name from dim_forum),
                'detail': coalesce(committee || ' is not among the forums', '')
            },
            {'rule': 'measure_definition', 'asked': true, 'gap': parts <> '', 'detail': parts},
            {
                'rule': 'measure_approval',
                'asked': true,
                'gap': active.approved_by is null or active.approved_on is null,
                'detail': if(active.approved_by is not null, 'no date', '')
            },
            {
                'rule': 'measure_source',
                'asked': true,
                'gap': source_system is null and source_name is null,
                'detail': ''
            },
            {'rule': 'measure_collection', 'asked': true, 'gap': collection is null, 'detail': ''},
            {'rule': 'measure_by_hand', 'asked': collection is not null, 'gap': collection = 'by hand', 'detail': coalesce(source_system, '')},
            {
                'rule': 'measure_parts',
                'asked': value_type in ('proportion', 'rate', 'ratio'),
                'gap': numerator is null or denominator is null,
                'detail': concat_ws(', ', if(numerator is null, 'numerator', null), if(denominator is null, 'denominator', null))
            },
            {'rule': 'measure_benchmark', 'asked': true, 'gap': compared.measure is null, 'detail': ''},
            {
                'rule': 'measure_target',
                'asked': tier_rated and lifecycle = 'live' and polarity in ('higher', 'lower'),
                'gap': aimed.measure is null,
                'detail': ''
            },
            {
                'rule': 'measure_quality',
                'asked': lifecycle not in ('proposed', 'in_development'),
                'gap': rating is null and quality is null,
                'detail': ''
            },
            {
                'rule': 'measure_figure',
                'asked': lifecycle not in ('proposed', 'in_development'),
                'gap': coalesce(figures, 0) = 0,
                'detail': ''
            },
            {
                'rule': 'return_missing',
                'asked': expected_periods is not null,
                'gap': missing_periods > 0,
                'detail': missing_periods || ' of ' || expected_periods || ' periods'
            },
            {
                'rule': 'return_late',
                'asked': expected_periods is not null,
                'gap': late_periods > 0,
                'detail': late_periods || ' of ' || expected_periods || ' periods'
            }
        ], recursive := true)
    from active
    join lacking using (measure)
    left join considered using (measure)
    left join compared using (measure)
    left join aimed using (measure)
    left join returned using (measure)
    left join mart_quality using (measure)
),

of_scorecard as (
    select
        mart_scorecard.measure as code,
        unnest([
            {'rule': 'return_overdue', 'asked': due_on is not null, 'gap': status = 'overdue', 'detail': coalesce(strftime(due_on, '%Y-%m-%d'), '')},
            {'rule': 'red_report', 'asked': exception_report is not null, 'gap': exception_report = 'missing', 'detail': ''},
            {'rule': 'red_action', 'asked': status = 'red', 'gap': not coalesce(action, false), 'detail': ''}
        ], recursive := true)
    from mart_scorecard
    join today using (period)
    join active using (measure)
    left join acted using (measure)
),

of_nodes as (
    select
        node as code,
        unnest([
            {'rule': 'node_owner', 'asked': true, 'gap': owner is null, 'detail': ''},
            {'rule': 'node_portfolio', 'asked': true, 'gap': portfolio is null, 'detail': ''},
            {
                'rule': 'node_measure',
                'asked': node not in (select parent from plan_nodes where parent is not null),
                'gap': node not in (select node from mart_thread),
                'detail': ''
            }
        ], recursive := true)
    from plan_nodes
),

-- A strategy has the measures of the delivery plans below it.
documents_below as (
    select document as top, document from dim_document
    union
    select top, dim_document.document
    from documents_below
    join dim_document on parent = documents_below.document
),

linked_documents as (
    select
        top,
        coalesce(bool_or(bridge_related.measure is not null), false) as measured,
        coalesce(bool_or(bridge_related.code is not null), false) as linked
    from documents_below
    left join bridge_related
        on bridge_related.kind = 'document'
       and bridge_related.code = documents_below.document
    group by top
),

of_documents as (
    select
        document as code,
        unnest([
            {'rule': 'strategy_measure', 'asked': kind = 'strategy', 'gap': not measured, 'detail': ''},
            {
                'rule': 'document_link',
                'asked': true,
                'gap': not linked
                    and parent is null
                    and document not in (select document from dim_plan where document is not null)
                    and document not in (select document from dim_programme where document is not null),
                'detail': kind
            },
            {
                'rule': 'document_review',
                'asked': review_on is not null,
                'gap': review_on < as_at,
                'detail': coalesce(strftime(review_on, '%Y-%m-%d'), '')
            },
            {
                'rule': 'document_review_date',
                'asked': kind in ('strategy', 'plan', 'delivery plan', 'framework'),
                'gap': review_on is null,
                'detail': kind
            }
        ], recursive := true)
    from dim_document
    join linked_documents on top = document
    cross join today
),

asked as (
    select 'measure' as kind, * from of_measures
    union all
    select 'measure', * from of_scorecard
    union all
    select 'node', * from of_nodes
    union all
    select 'document', * from of_documents
    union all
    select 'milestone', milestone, 'milestone_owner', true, owner is null, '' from mart_delivery where actual is null
    union all
    select 'programme', programme, 'programme_owner', true, owner is null, '' from dim_programme where state <> 'closed'
    union all
    select 'basket', basket, 'basket_forum', true, basket not in (select basket from bridge_forum_basket), '' from dim_basket
    union all
    select 'forum', forum, 'forum_basket', cadence <> 'ad hoc', forum not in (select forum from bridge_forum_basket), '' from dim_forum
    union all
    select
        'change',
        strftime(changed_on, '%Y-%m-%d'),
        'change_reason',
        true,
        reason is null,
        coalesce(title || ': ', '') || summary
    from mart_change
),

-- The directorate a node lies under, itself included.
above as (
    select node, node as higher, parent from dim_plan
    union all
    select above.node, dim_plan.node, dim_plan.parent
    from above
    join dim_plan on dim_plan.node = above.parent
),

things as (
    select 'measure' as kind, measure as code, short_title as title, 'measures' as page, directorate from current_measure
    union all
    select 'node', node, title, page, (
        select any_value(higher)
        from above
        join plan_nodes as up on up.node = higher
        where above.node = plan_nodes.node
          and up.page = 'directorates'
    )
    from plan_nodes
    union all
    select 'document', document, title, null, null from dim_document
    union all
    select 'milestone', milestone, title, null, null from mart_delivery
    union all
    select 'programme', programme, title, 'programmes', directorate from dim_programme
    union all
    select 'basket', basket, name, null, null from dim_basket
    union all
    select 'forum', forum, name, null, null from dim_forum
)

select
    rule,
    asked.kind,
    asked.code,
    coalesce(title, detail) as title,
    page,
    directorate,
    coalesce(gap, false) as gap,
    case when coalesce(gap, false) and title is not null then nullif(detail, '') end as detail
from asked
left join things using (kind, code)
where asked
order by rule, asked.kind, asked.code;
