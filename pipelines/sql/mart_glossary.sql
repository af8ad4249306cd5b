-- One row per warehouse: its glossary as one JSON document, every word that stands for a term, in lower case, with the term, for pages that explain a few.
create table mart_glossary as
select
    to_json(list({word: word, term: term, meaning: meaning, anchor: anchor} order by word)) as words
from (
    select
        lower(unnest(list_append(string_split(also, '|'), term))) as word,
        term,
        meaning,
        anchor
    from mart_term
)
where word <> '';
