-- name: find
-- Measures and plan nodes that hold every one of the words, a code or title that does so first; measures of the plan before others.
select
    kind,
    code,
    title,
    detail,
    in_plan
from mart_search
where len($words) > 0
  and len(list_filter($words, lambda word: not contains(words, word))) = 0
order by
    lower(code) = $words[1] desc,
    len(list_filter($words, lambda word: not contains(lower(title), word))),
    in_plan desc,
    kind,
    title,
    code
limit $most;

-- name: count
-- How many measures and plan nodes hold every one of the words.
select count(*) as found
from mart_search
where len($words) > 0
  and len(list_filter($words, lambda word: not contains(words, word))) = 0
order by found;
