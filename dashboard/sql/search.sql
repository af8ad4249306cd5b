-- name: find
-- Everything that holds every word asked for, the best first: exact code, whole title, beginning of a title, all words in
-- the title, then elsewhere; what the plan watches before published statistics. With $near a word nothing holds, or that
-- does not fit the others, may be a title's word with one letter missing, added, changed or swapped: those follow.
with

told as (
    select
        unnest(search_words($asked)) as word,
        generate_subscripts(search_words($asked), 1) as position
),

asked as (
    select
        word,
        search_stem(word) as stem,
        min(position) as position,
        count(*) over () as words
    from told
    where not search_filler(word)
       or (select bool_and(search_filler(word)) from told)
    group by word
),

fitting as (
    select
        asked.word as asked,
        asked.position,
        words,
        mart_search_word.word,
        0 as corrections,
        mart_search_word.word = asked.word or mart_search_word.stem = asked.stem as whole,
        titles,
        texts
    from asked
    join mart_search_word
        on starts_with(mart_search_word.word, asked.word)
        or mart_search_word.stem = asked.stem
    union all
    select
        asked.word,
        asked.position,
        words,
        mart_search_word.word,
        1,
        true,
        titles,
        []
    from asked
    join mart_search_word
        on abs(length(mart_search_word.word) - length(asked.word)) <= 1
       and damerau_levenshtein(mart_search_word.word, asked.word) = 1
    where $near
      and len(titles) > 0
      -- Two letters alone are near to anything.
      and (words > 1 or length(asked.word) > 2)
),

-- How a word is held: 4 for a correction, 2 where no title holds it, 1 where it is only the beginning of a word.
held as (
    select asked, position, words, word, corrections * 4 + (not whole)::int as how, unnest(titles) as thing from fitting
    union all
    select asked, position, words, word, corrections * 4 + 2 + (not whole)::int, unnest(texts) from fitting
),

best as (
    select
        thing,
        asked,
        position,
        words,
        min(how) as how,
        arg_min(word, how) as word,
        list(word) as all_words
    from held
    group by thing, asked, position, words
),

hits as (
    select
        thing,
        count(*) filter (how >= 4) as corrections,
        bool_and(how % 4 < 2) as in_title,
        count(*) filter (how % 2 = 0) as whole,
        flatten(list(all_words)) as words,
        list({'asked': asked, 'word': word} order by position) filter (how >= 4) as corrected
    from best
    group by thing
    having count(*) = any_value(words)
),

nearest as (
    select *
    from hits
    qualify corrections = 0
         or corrections = min(corrections) filter (corrections > 0) over ()
),

-- What was typed as a phrase: whole, and without its fillers.
phrases as (
    select
        string_agg(told.word, ' ' order by told.position) as phrase,
        coalesce(string_agg(told.word, ' ' order by told.position) filter (asked.word is not null), '') as bare
    from told
    left join asked using (word)
)

select
    thing,
    kind,
    corrections,
    in_title,
    nearest.words,
    corrected
from nearest
join mart_search using (thing), phrases
order by
    corrections,
    lower(code) = lower(trim($asked)) desc,
    heading in (phrase, bare) desc,
    starts_with(heading, phrase) or starts_with(heading, bare) desc,
    in_title desc,
    contains(said, bare) desc,
    kind <> 'statistic' desc,
    whole desc,
    list_position(['measure', 'plan', 'document', 'programme', 'term'], kind) nulls last,
    length(heading),
    title,
    code;

-- name: shown
-- What a reader sees of some of the things found, with the status of measures in a reporting period.
with

-- Left to itself, DuckDB joins every thing there is before it looks for these: twice the time.
found as materialized (
    select
        thing,
        kind,
        code,
        title,
        detail,
        text,
        called,
        page,
        place
    from mart_search
    where thing = any($things)
)

select
    found.*,
    standing.status,
    dim_status.label as status_label,
    dim_status.shape
from found
left join (
    select measure, scheme, status
    from mart_scorecard
    where period = $period
) as standing
    on kind = 'measure'
   and standing.measure = code
left join dim_status
    on dim_status.scheme = standing.scheme
   and dim_status.status = standing.status
order by list_position($things, thing);
