-- name: held
-- Whether the council's framework has documents at all.
select exists (from dim_document) as documents
order by documents;

-- name: question
-- What a reader asks, as it is looked for: beginnings of words, and phrases whole; words like "of" count only by themselves.
with

asked as (
    select
        list_filter(list_transform($words::varchar[], lambda word: folded(word)), lambda word: word <> '') as starts,
        list_filter(list_transform($phrases::varchar[], lambda phrase: folded(phrase)), lambda phrase: phrase <> '') as phrases
)

select
    if(
        len(phrases) + len(list_filter(starts, lambda word: not search_filler(word))) = 0,
        starts,
        list_filter(starts, lambda word: not search_filler(word))
    ) as starts,
    phrases
from asked
order by starts;

-- name: documents
-- Documents that hold everything asked: in the title first, then with theme, owner, kind and summary, then in the text; all if nothing is asked.
with

asked as (
    select list_concat(
        list_transform($starts::varchar[], lambda word: ' ' || word),
        list_transform($phrases::varchar[], lambda phrase: ' ' || phrase || ' ')
    ) as terms
),

found as (
    select
        document,
        len(list_filter(terms, lambda term: contains(title_words, term))) as in_title,
        len(list_filter(terms, lambda term: contains(title_words || '|' || about_words, term))) as in_about,
        len(terms) as terms
    from mart_library
    cross join asked
    where len(list_filter(terms, lambda term: not contains(title_words || '|' || about_words || '|' || text_words, term))) = 0
)

select
    document,
    case when in_title = terms then 'title' when in_about = terms then 'about' else 'text' end as place,
    title,
    kind,
    part,
    coalesce(theme, '') as theme,
    coalesce(owner, '') as owner,
    review_on,
    review,
    title_pieces,
    pieces(concat_ws(' · ', upper(kind[1]) || kind[2:], theme, owner)) as fact_pieces,
    summary_pieces,
    text_pieces,
    plans,
    measures,
    measures_below,
    unmeasured
from found
join mart_library using (document)
join dim_document using (document)
order by
    in_title = terms desc,
    in_about = terms desc,
    in_title desc,
    contains(title_words || '|' || about_words || '|' || text_words, ' ' || array_to_string($starts::varchar[], ' ') || ' ') desc,
    title,
    document;

-- name: document
-- One document with its words, its review, what it leads to and the document above it.
select
    dim_document.*,
    part,
    title_pieces,
    summary_pieces,
    text_pieces,
    review,
    address,
    plans,
    names_measures,
    measures,
    measures_below,
    unmeasured,
    above.title as parent_title
from dim_document
join mart_library using (document)
left join dim_document as above on above.document = dim_document.parent
where dim_document.document = $document
order by dim_document.document;

-- name: above
-- The documents above one, the highest first.
with recursive

up as (
    select document, parent, 0 as above from dim_document where document = $document
    union
    select dim_document.document, dim_document.parent, up.above + 1
    from up
    join dim_document on dim_document.document = up.parent
    where up.above < 20
)

select
    document,
    title
from up
join dim_document using (document)
where document <> $document
group by document, title
order by max(above) desc;

-- name: below
-- Strategies and plans below a document, each after the one above it.
with recursive

down as (
    select document, null::varchar as parent, 0 as depth from dim_document where document = $document
    union
    select dim_document.document, dim_document.parent, down.depth + 1
    from down
    join dim_document on dim_document.parent = down.document
    where down.depth < 20
)

select
    document,
    parent,
    title,
    kind,
    part
from (select document, parent, min(depth) as depth from down group by all)
join mart_library using (document)
join dim_document using (document, parent)
where part in ('strategy', 'plan')
  and document <> $document
order by depth, title, document;

-- name: measures
-- Measures documents name, with their status in a period, worst first.
select
    code as document,
    measure,
    short_title,
    status
from bridge_related
join current_measure using (measure)
left join mart_scorecard
    on mart_scorecard.measure = bridge_related.measure
   and mart_scorecard.period = $period
where bridge_related.kind = 'document'
  and code = any($documents)
order by code, severity, measure;

-- name: sources
-- Parts of the plan that come from a document, without those below another of them; of a whole plan its top level.
with

ours as (
    select dim_plan.node, dim_plan.document = $document as ours, above.level is null and above.document = $document as whole
    from dim_plan
    left join dim_plan as above on above.node = dim_plan.parent
    where dim_plan.level is not null
)

select
    node,
    title,
    short_title,
    dim_level.name as level_name,
    page
from dim_plan
join dim_level using (level)
join ours using (node)
where (ours or whole)
  and parent not in (select node from ours where ours or whole)
order by depth, dim_plan.position, node;

-- name: nodes
-- Plan nodes and whole plans a document names, from the top down; a whole plan has no page.
select
    node,
    short_title,
    coalesce(dim_level.name, 'Plan') as level_name,
    page
from bridge_related
join dim_plan using (node)
left join dim_level using (level)
where bridge_related.kind = 'document'
  and code = $document
order by depth nulls first, dim_plan.position, node;

-- name: programmes
-- Programmes, projects and improvement plans that cite a document.
select
    programme,
    title,
    kind,
    state
from dim_programme
where document = $document
order by position;

-- name: around
-- Documents that are no strategies or plans and belong to one: above or below it, or (reports and assessments) on the same nodes or measures.
with recursive

up as (
    select document, parent from dim_document where document = $document
    union
    select dim_document.document, dim_document.parent
    from up
    join dim_document on dim_document.document = up.parent
),

down as (
    select document from dim_document where document = $document
    union
    select dim_document.document
    from down
    join dim_document on dim_document.parent = down.document
),

shared as (
    select distinct theirs.code as document
    from bridge_related as ours
    join bridge_related as theirs
        on theirs.measure = ours.measure
        or theirs.node = ours.node
    where ours.kind = 'document'
      and ours.code = $document
      and theirs.kind = 'document'
)

select
    document,
    title,
    kind,
    part,
    published_on,
    address,
    url
from dim_document
join mart_library using (document)
where part not in ('strategy', 'plan')
  and document <> $document
  and (
      document in (select document from up)
      or document in (select document from down)
      or (part in ('report', 'equality') and document in (select document from shared))
  )
order by published_on desc nulls last, title, document;

-- name: risks
-- Strategic risks that measures named by a document would show.
select
    risk,
    title,
    score,
    count(distinct measure) as measures
from bridge_related as ours
join bridge_related as theirs using (measure)
join fact_risk on risk = theirs.code
where ours.kind = 'document'
  and ours.code = $document
  and theirs.kind = 'risk'
group by all
order by measures desc, score desc, risk;

-- name: of_risks
-- Strategies and plans that name measures of strategic risks: what the council means to do where a risk would show.
select
    theirs.code as risk,
    document,
    title,
    count(distinct measure) as measures
from bridge_related as ours
join bridge_related as theirs using (measure)
join dim_document on document = ours.code
join mart_library using (document)
where ours.kind = 'document'
  and theirs.kind = 'risk'
  and part in ('strategy', 'plan')
group by all
order by risk, measures desc, title, document;

-- name: of_node
-- Documents of one plan node: the one it comes from first, then strategies and plans, then the others, newest first.
select
    document,
    title,
    dim_document.kind,
    part,
    published_on,
    review_on,
    review,
    address,
    document is not distinct from (select document from dim_plan where node = $node) as source
from dim_document
join mart_library using (document)
where document in (select code from bridge_related where kind = 'document' and node = $node)
   or document = (select document from dim_plan where node = $node)
order by
    source desc,
    list_position(['strategy', 'plan', 'report', 'equality', 'other'], part),
    published_on desc nulls last,
    title,
    document;

-- name: addresses
-- Documents whose original cannot be reached: no address, or one that is not of the web.
select
    document,
    title,
    url,
    address
from dim_document
join mart_library using (document)
where address <> 'good'
order by address, title, document;
