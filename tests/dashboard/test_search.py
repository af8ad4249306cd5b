"""The search page as a function of its URL: what is found, in which order, and how a slip of the finger is forgiven."""

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st

from dashboard import links, queries, words
from dashboard.app import exists
from pipelines import publish
from tests.arrange import all_of
from tests.conftest import ROOT
from tests.layouts import hrefs, page, text, texts, walk

LATEST = "2026-27Q2"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def things(demo_warehouse: Path) -> dict[str, list[dict]]:
    """What can be found, by kind, read past the dashboard's own queries."""
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        rows = all_of(db, "from mart_search order by thing")
    return {kind: [row for row in rows if row["kind"] == kind] for kind in dict.fromkeys(row["kind"] for row in rows)}


def results(layout: Any) -> list[Any]:
    """Return the results of a page, in order."""
    return next((part.children for part in walk(layout) if getattr(part, "className", "") == "gt-results"), [])


def titles(asked: str, **choices: str) -> list[str]:
    """Return the titles of the results, in order."""
    shown = page("search")(q=asked, **choices)
    heads = [part for part in walk(shown) if getattr(part, "className", "") == "gt-results__title"]
    return ["".join(texts(part)) for part in heads]


def mangled(title: str, word: int, place: int, how: str, letter: str) -> str:
    """Return a title with one slip in one of its words: a letter missing, extra, changed or swapped."""
    parts = title.split(" ")
    one = parts[word % len(parts)]
    at = place % len(one)
    if how == "missing":
        one = one[:at] + one[at + 1 :]
    elif how == "extra":
        one = one[:at] + letter + one[at:]
    elif how == "changed":
        one = one[:at] + letter + one[at + 1 :]
    else:
        one = one[:at] + one[at : at + 2][::-1] + one[at + 2 :]
    parts[word % len(parts)] = one
    return " ".join(part for part in parts if part)


def is_found(code: str, asked: str) -> bool:
    """Tell whether the page leads to a measure; what another title holds word for word is no slip."""
    if f"/measures/{code}" in hrefs(page("search")(q=asked)):
        return True
    return any(hit["in_title"] and not hit["corrections"] for hit in queries.search.find.rows(asked=asked, near=False))


@given(
    measure=st.integers(0, 10_000),
    word=st.integers(0, 20),
    place=st.integers(0, 20),
    how=st.sampled_from(["missing", "extra", "changed", "swapped"]),
    letter=st.sampled_from(LETTERS),
)
def test_a_slip_of_one_letter_still_finds_the_measure(
    demo: None, things: dict[str, list[dict]], measure: int, word: int, place: int, how: str, letter: str
) -> None:
    row = things["measure"][measure % len(things["measure"])]
    asked = mangled(row["title"], word, place, how, letter)
    assert is_found(row["code"], asked), asked


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.whole)], ids=["some", "every"])
def test_every_measure_is_found_by_a_slip_in_its_longest_word(
    demo: None, things: dict[str, list[dict]], step: int
) -> None:
    for at, row in [*enumerate(things["measure"])][::step]:
        parts = row["title"].split(" ")
        longest = max(range(len(parts)), key=lambda n: len(parts[n]))
        how = ("missing", "extra", "changed", "swapped")[at % 4]
        asked = mangled(row["title"], longest, 2 + at % 3, how, LETTERS[at % 26])
        assert f"/measures/{row['code']}" in hrefs(page("search")(q=asked)), asked


@pytest.mark.parametrize("asked", ["recyclng", "recyclingg", "recyxling", "recyclign"])
def test_a_misspelt_word_is_read_as_the_nearest_and_the_page_says_so(demo: None, asked: str) -> None:
    said = text(page("search")(q=asked))
    assert f"Showing results for “recycling”; nothing holds “{asked}”" in said
    assert sorted(titles(asked)) == sorted(
        row["title"]
        for row in queries.search.shown.rows(
            things=[hit["thing"] for hit in queries.search.find.rows(asked="recycling", near=False) if hit["in_title"]],
            period=LATEST,
        )
    )


def test_a_word_that_is_held_is_never_read_as_another(demo: None) -> None:
    for asked in ("waste", "bins", "house", "care", "rent", "the"):
        hits = queries.search.find.rows(asked=asked, near=False)
        assert hits
        assert "Showing results for" not in text(page("search")(q=asked))
        assert text(page("search")(q=asked)).count(f"{len(hits):,} result") == 1


def test_two_letters_alone_are_near_to_nothing(demo: None) -> None:
    assert titles("qx") == []
    assert "Nothing holds “qx”." in text(page("search")(q="qx"))
    assert "Nothing holds all of “waste qqqqq”." in text(page("search")(q="waste qqqqq"))


def test_code_title_beginning_title_and_text_are_found_in_this_order(demo: None, things: dict[str, list[dict]]) -> None:
    for row in [*things["measure"][::5], *things["plan"][::5]]:
        assert titles(row["code"])[0] == row["title"], "the exact code comes first"
    for kind in ("measure", "document", "programme", "risk", "forum", "term"):
        for row in things[kind][::5]:
            assert titles(row["title"].upper())[0].lower() == row["title"].lower(), "then the whole title"
    for asked in ("waste", "children", "homes", "council", "health", "housing", "climate"):
        found = queries.search.find.rows(asked=asked, near=False)
        shown = {
            row["thing"]: row for row in queries.search.shown.rows(things=[f["thing"] for f in found], period=LATEST)
        }
        order = [(shown[hit["thing"]]["title"].lower().startswith(asked), hit["in_title"]) for hit in found]
        assert order == sorted(order, reverse=True), "then the beginning of a title, then any of it, then the text"
        assert len(set(order)) > 1


def test_what_the_plan_watches_comes_before_published_statistics(demo: None, demo_warehouse: Path) -> None:
    find = queries.SUBJECTS["search"].queries["find"].sql
    with duckdb.connect() as db:
        db.execute(f"attach '{publish.location(demo_warehouse)}' as demo (read_only)")
        db.execute((ROOT / "pipelines" / "sql" / "rules_search.sql").read_text("utf-8"))
        db.execute("create table mart_search_word as from demo.mart_search_word")
        db.execute("create table mart_search as from demo.mart_search")
        for turned in (0, 1):
            db.execute("update mart_search set kind = if(thing % 2 = ?, 'statistic', 'measure')", [turned])
            hits = all_of_named(db, find, asked="people", near=False)
            inside = [hit["kind"] for hit in hits if hit["in_title"]]
            beginning = [kind for hit, kind in zip(hits, inside, strict=False) if starts(db, hit["thing"], "people")]
            rest = inside[len(beginning) :]
            assert rest == sorted(rest), "measure before statistic"
            assert set(rest) == {"measure", "statistic"}


def all_of_named(db: duckdb.DuckDBPyConnection, query: str, **parameters: Any) -> list[dict]:
    found = db.execute(query, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def starts(db: duckdb.DuckDBPyConnection, thing: int, word: str) -> bool:
    return bool(
        db.execute("select starts_with(heading, ?) from mart_search where thing = ?", [word, thing]).fetchone()[0]
    )


def test_every_strategy_is_found_by_a_phrase_from_its_body(demo: None, demo_warehouse: Path) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        documents = all_of(db, "from dim_document where text is not null")
    assert len(documents) > 20
    for row in documents:
        said = row["text"].split()
        phrase = " ".join(said[len(said) // 2 : len(said) // 2 + 6])
        assert links.document(row["document"], q=" ".join(phrase.split())) in hrefs(page("search")(q=phrase)), phrase


def test_one_and_several_find_the_same(demo: None) -> None:
    for one, several in (("library", "libraries"), ("bin", "bins"), ("apprentice", "apprentices")):
        found = set(titles(several, kind="measure"))
        assert found
        assert found <= set(titles(one, kind="measure"))


def test_a_question_is_answered_by_the_words_that_matter(demo: None) -> None:
    assert titles("what is the rate of recycling in the homes")[:1] == titles("rate recycling homes")[:1]
    assert titles("the recycling") == titles("recycling")


def test_kinds_are_counted_and_choosing_one_shows_that_many(demo: None, things: dict[str, list[dict]]) -> None:
    for asked in ("housing", "digital", "care"):
        counts = Counter(hit["kind"] for hit in queries.search.find.rows(asked=asked, near=False))
        shown = page("search")(q=asked)
        nav = next(part for part in walk(shown) if getattr(part, "className", "") == "gt-search__kinds")
        said = text(nav)
        assert said.startswith(f"All ({sum(counts.values()):,})")
        for kind, n in counts.items():
            name = "KPIs" if kind == "measure" else words.search.KINDS[kind][1]
            assert f"{name[:1].upper()}{name[1:]} ({n:,})" in said
            chosen = page("search")(q=asked, kind=kind)
            assert len(results(chosen)) == min(n, 40)
            assert f"{n:,} result" in text(chosen)
        assert said.count("(") == len(counts) + 1


def test_a_result_shows_why_it_was_found(demo: None) -> None:
    for asked in ("asylum", "apprentices", "carbon budget"):
        for result in results(page("search")(q=asked)):
            marks = {text(part).lower() for part in walk(result) if isinstance(part, html.Mark)}
            assert any(mark.startswith(asked.split()[0][:8]) for mark in marks), text(result)


def test_a_measure_has_its_status_and_every_result_its_page(demo: None, things: dict[str, list[dict]]) -> None:
    statuses = {
        row["measure"]: row["status_label"]
        for row in queries.scorecard.rows.rows(period=LATEST, node=None, tier=None, status=None)
    }
    seen = set()
    for kind, rows in things.items():
        for row in rows[:3]:
            result = results(page("search")(q=row["title"], kind=kind))[0]
            (href,) = hrefs(result)[:1]
            assert exists(href.split("#")[0].split("?")[0]), href
            seen.add(kind)
            pills = [text(part) for part in walk(result) if "gt-pill" in str(getattr(part, "className", ""))]
            label = statuses.get(href.split("/")[-1]) if kind == "measure" else None
            assert [pill.split(" ", 1)[1] for pill in pills] == ([label] if label else [])
    assert seen == set(things)


def test_nothing_asked_is_a_sentence_and_no_list(demo: None) -> None:
    for asked in (None, "", "   "):
        shown = page("search")(q=asked)
        assert "Looks through KPIs, the plan, strategies" in text(shown)
        assert results(shown) == []


def test_the_words_of_a_text_are_read_alike_here_and_in_the_warehouse(
    demo: None, things: dict[str, list[dict]]
) -> None:
    with duckdb.connect() as db:
        db.execute((ROOT / "pipelines" / "sql" / "rules_search.sql").read_text("utf-8"))
        for row in (row for rows in things.values() for row in rows):
            said = f"{row['title']} {row['detail']} {row['text']} Pàrc y Coed, children’s"
            read = set(db.execute("select search_words(?)", [said]).fetchone()[0])
            pieces = words.search.marked(said, read)
            assert "".join(piece for piece, _ in pieces) == said
            assert not any(c.isalnum() for piece, found in pieces if not found for c in piece), "all are words"


def test_a_line_shows_the_place_where_the_words_stand() -> None:
    row = {"detail": "A short detail.", "text": "one two " * 60 + "the orchard stands here " + "three four " * 60}
    line = "".join(piece for piece, _ in words.search.search_line(row, ["orchard"], in_title=False))
    assert "the orchard stands here" in line
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert len(line) < 240
    assert words.search.search_line(row, ["short"], in_title=False) == [
        ("A ", False),
        ("short", True),
        (" detail.", False),
    ]
    assert words.search.search_line(row, ["orchard"], in_title=True) == [("A short detail.", False)]
    assert words.search.search_line({"detail": "", "text": ""}, ["x"], in_title=True) == []


def test_the_sentence_names_what_was_read_instead() -> None:
    near = {"corrections": 1, "corrected": [{"asked": "hause", "word": "house"}]}
    other = {"corrections": 1, "corrected": [{"asked": "hause", "word": "cause"}]}
    exact = {"corrections": 0, "corrected": None}
    said = words.search.search_sentence("Big hause", [near, other, near], shown=3)
    assert said == "Showing results for “big house” or “big cause”; nothing holds “Big hause”: 3 results."
    assert words.search.search_sentence("hause", [exact, near], shown=2) == "1 result, and 1 spelled nearly so."
    assert words.search.search_sentence("x", [exact] * 50, shown=40) == "50 results. The first 40 are shown."
    assert words.prose.sentences(words.search.search_sentence("a b", [], shown=0)).startswith(
        "Nothing holds all of “a b”."
    )
