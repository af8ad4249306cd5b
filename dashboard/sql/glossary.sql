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
