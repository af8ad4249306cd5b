-- Texts as they are searched and marked, by the words of rules_search.sql: what is written and what is asked alike.

-- Words in their one form, singular, with single spaces between them.
create macro folded(said) as
array_to_string(list_transform(search_words(coalesce(said, '')), lambda word: search_stem(word)), ' ');

-- A text to look for words in: a space before and behind each.
create macro searchable(said) as concat(' ', folded(said), ' ');

-- A text as its pieces, each a word with the space behind it: as written, and in its one form.
create macro pieces(said) as
list_transform(
    regexp_extract_all(trim(coalesce(said, '')), '\S+\s*'),
    lambda piece: {'said': piece, 'folded': folded(piece)}
);
