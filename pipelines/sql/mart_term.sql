-- One row per word of the glossary: the council's own, the words of the status schemes it uses, and those every dashboard says.
--
-- The council's own word wins over the same word from elsewhere, whether it is a term there or another word for one.
create table mart_term as
with

statuses as (
    select
        label as term,
        -- One label may mean different things under different schemes: then each says whose meaning it is.
        if(
            count(distinct meaning) = 1,
            any_value(meaning),
            string_agg(distinct meaning || ' (' || dim_scheme.name || ')', '. ' order by meaning || ' (' || dim_scheme.name || ')')
        ) || '.' as meaning,
        case when count(distinct status) = 1 and bool_and(rated) then any_value(status) end as also
    from dim_status
    join dim_scheme using (scheme)
    where scheme in (select scheme from current_measure where in_plan)
    group by label
),

offered as (
    select 1 as rank, term, meaning, also from dim_term
    union all
    select 2, term, meaning, also from statuses
    union all
    select 3, term, meaning, also from dim_word
),

words as (
    select rank, term, term as word from offered
    union
    select rank, term, unnest(string_split(also, '|')) from offered where also is not null
),

-- A word belongs to whoever comes first: the council, then its statuses, then the house; a term before another word for one.
owned as (
    select rank, term, word
    from words
    qualify row_number() over (partition by lower(word) order by rank, word = term desc, term) = 1
),

-- Where a term's own word belongs to another, its other words go there too, so that none is lost.
homes as (
    select
        offered.rank,
        offered.term,
        owned.rank as home_rank,
        owned.term as home
    from offered
    join owned on lower(owned.word) = lower(offered.term)
),

settled as (
    select
        further.home_rank as rank,
        further.home as term,
        list(word order by owned.rank, word) as words
    from owned
    join homes using (rank, term)
    join homes as further
        on further.rank = homes.home_rank
       and further.term = homes.home
    group by all
)

select
    term,
    meaning,
    array_to_string(list_filter(words, lambda word: lower(word) <> lower(term)), '|') as also,
    trim(regexp_replace(strip_accents(lower(term)), '[^a-z0-9]+', '-', 'g'), '-') as anchor,
    ['council', 'status', 'house'][rank] as origin
from offered
join settled using (rank, term)
order by lower(term);
