-- How the search box reads words: the same for what is searched and for what is asked. Kept in the warehouse.

-- Letters and figures in lower case, without accents; an apostrophe belongs to its word.
create macro search_words(said) as
regexp_extract_all(regexp_replace(strip_accents(lower(said)), '[''’]', '', 'g'), '[a-z0-9]+');

-- Words joined by hyphens as the one word somebody may type: full-time is fulltime as well.
create macro search_compounds(said) as
list_transform(
    regexp_extract_all(regexp_replace(strip_accents(lower(said)), '[''’]', '', 'g'), '[a-z0-9]+(?:[-–][a-z0-9]+)+'),
    lambda word: regexp_replace(word, '[-–]', '', 'g')
);

-- One and many are one word: bins is bin, libraries is library, boxes is box.
create macro search_stem(word) as
case
    when length(word) < 4 or regexp_matches(word, '(ss|us|is)$') then word
    when ends_with(word, 'ies') then word[:-4] || 'y'
    when regexp_matches(word, '(x|z|ch|sh|ss)es$') then word[:-3]
    when ends_with(word, 's') then word[:-2]
    else word
end;

-- Words that find nothing by themselves; they count only where nothing else is asked.
create macro search_filler(word) as list_contains(
    [
        'a', 'an', 'and', 'are', 'as', 'at', 'be', 'by', 'do', 'for', 'from', 'how', 'in', 'is', 'it', 'of', 'on', 'or',
        'our', 'per', 'the', 'their', 'to', 'was', 'what', 'which', 'with'
    ],
    word
);
