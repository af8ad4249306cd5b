-- One row per warehouse: its glossary as one JSON document, a pair of texts for every word that stands for a term: the word in lower case, and the term in JSON, as a page reads few of them.
create table mart_glossary as
with

terms as (
    select
        lower(unnest(list_append(string_split(also, '|'), term))) as word,
        to_json({meaning: meaning, anchor: anchor})::varchar as term
    from mart_term
),

words as (
    -- A word belongs to one term; where a council has given it to two, neither may stop the build.
    select
        word,
        min(term) as term
    from terms
    where word <> ''
    group by word
)

select to_json(list([word, term] order by word)) as words
from words;
