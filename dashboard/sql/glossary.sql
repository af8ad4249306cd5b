-- name: terms
-- Every word explained, in the order of the alphabet.
select
    term,
    meaning,
    also,
    anchor,
    origin
from mart_term
order by lower(term);

-- name: words
-- Every word that stands for a term, in lower case, with its meaning and anchor in JSON: one document of pairs.
select words
from mart_glossary;
