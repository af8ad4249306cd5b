-- One row per word the search box knows: its singular, the things whose title or code holds it, and those that hold it elsewhere.
create table mart_search_word as
with

held as (
    select thing, unnest(search_words(name) || search_compounds(name)) as word, true as in_title
    from mart_search
    union all
    select thing, unnest(search_words(other) || search_compounds(other)), false
    from (select thing, concat_ws(' ', detail, text) as other from mart_search)
),

once as (
    select word, thing, bool_or(in_title) as in_title
    from held
    group by word, thing
)

select
    word,
    search_stem(word) as stem,
    coalesce(list(thing order by thing) filter (in_title), []) as titles,
    coalesce(list(thing order by thing) filter (not in_title), []) as texts
from once
group by word
order by word;
