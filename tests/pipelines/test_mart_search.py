"""What the search box knows and what the glossary explains, against a slow and obvious rewrite."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import framework, publish
from pipelines.framework import tables
from tests.arrange import all_of, built, measure
from tests.conftest import ROOT

SQL = ROOT / "pipelines" / "sql"
PACKS = ("demo", "birmingham", "sandwell", "devon", "warwickshire", "bcp")
# Kind of thing to the table it comes from.
TABLES = {
    "plan": "dim_plan",
    "milestone": "mart_delivery",
    "programme": "dim_programme",
    "document": "dim_document",
    "recommendation": "dim_recommendation",
    "risk": "fact_risk",
    "contract": "fact_contract",
    "forum": "dim_forum",
    "term": "mart_term",
}


@pytest.fixture(scope="module")
def db(demo_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as connection:
        yield connection


def read(said: str) -> list[str]:
    """Return the words of a text, the slow way: letter by letter."""
    bare = unicodedata.normalize("NFD", said.lower())
    letters = (c for c in bare if not unicodedata.combining(c) and c not in "'’")
    return "".join(c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else " " for c in letters).split()


def compounds(said: str) -> list[str]:
    """Return the words joined by hyphens, each as one."""
    kept = (part.strip(",.;:()·“”?!/&%") for part in said.replace("–", "-").replace("'", "").replace("’", "").split())
    return [part.replace("-", "") for part in map(str.lower, kept) if re.fullmatch("[a-z0-9]+(-[a-z0-9]+)+", part)]


def test_everything_that_stands_around_a_measure_can_be_found(db: duckdb.DuckDBPyConnection) -> None:
    found = defaultdict(set)
    for row in all_of(db, "from mart_search"):
        found[row["kind"]].add(row["title"])
    for kind, table in TABLES.items():
        name = {"forum": "name", "term": "term"}.get(kind, "title")
        assert found[kind] == {row[name] for row in all_of(db, f"from {table}")}, kind
        assert found[kind], kind
    for kind, in_plan in (("measure", True), ("statistic", False)):
        rows = all_of(db, "from current_measure where in_plan = ?", in_plan)
        assert found[kind] == {row["title"] for row in rows}


def test_a_word_knows_the_titles_and_the_texts_that_hold_it(db: duckdb.DuckDBPyConnection) -> None:
    titles, texts = defaultdict(set), defaultdict(set)
    for row in all_of(db, "from mart_search"):
        for word in read(row["name"]) + compounds(row["name"]):
            titles[word].add(row["thing"])
        other = f"{row['detail']} {row['text']}"
        for word in read(other) + compounds(other):
            texts[word].add(row["thing"])
    known = {row["word"]: row for row in all_of(db, "from mart_search_word")}
    assert set(known) == set(titles) | set(texts)
    for word, row in known.items():
        assert (set(row["titles"]), set(row["texts"])) == (titles[word], texts[word] - titles[word]), word
        assert len(row["titles"]) + len(row["texts"]) == len(titles[word] | texts[word])


def test_a_title_holds_its_code_and_its_short_form(db: duckdb.DuckDBPyConnection) -> None:
    for row in all_of(db, "from current_measure"):
        thing = all_of(db, "from mart_search where kind = 'measure' and code = ?", row["measure"])[0]["thing"]
        for word in {*read(row["measure"]), *read(row["title"]), *read(row["short_title"])}:
            assert thing in all_of(db, "from mart_search_word where word = ?", word)[0]["titles"]


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("bin", "bins"),
        ("library", "libraries"),
        ("box", "boxes"),
        ("class", "classes"),
        ("church", "churches"),
        ("home", "homes"),
        ("child", "childs"),
    ],
)
def test_one_and_several_are_one_word(db: duckdb.DuckDBPyConnection, one: str, several: str) -> None:
    assert db.execute("select search_stem(?), search_stem(?)", [one, several]).fetchone() == (one, one)


@pytest.mark.parametrize("word", ["progress", "status", "analysis", "bus", "is"])
def test_a_word_that_only_ends_like_several_stays(db: duckdb.DuckDBPyConnection, word: str) -> None:
    assert db.execute("select search_stem(?)", [word]).fetchone() == (word,)


def names(term: dict) -> list[str]:
    return [term["term"], *[word for word in (term["also"] or "").split("|") if word]]


def of_pack(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return the tables a pack fills, with its glossary; nothing else of a warehouse."""
    db = duckdb.connect()
    for script in ("schema", "rules_search"):
        db.execute((SQL / f"{script}.sql").read_text("utf-8"))
    tables.load(db, framework.read(folder))
    for script in ("mart_term", "mart_glossary"):
        db.execute((SQL / f"{script}.sql").read_text("utf-8"))
    return db


@pytest.mark.parametrize("pack", PACKS)
def test_a_word_is_explained_once_and_has_a_place_of_its_own(pack: str) -> None:
    with of_pack(ROOT / "data" / "frameworks" / pack) as db:
        terms = all_of(db, "from mart_term")
        words = [name.lower() for term in terms for name in names(term)]
        assert sorted(words) == sorted(set(words)), "a word belongs to one term"
        anchors = [term["anchor"] for term in terms]
        assert len(set(anchors)) == len(anchors)
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", anchor) for anchor in anchors)
        everything = all_of(db, "from dim_term union all from dim_word")
        assert {name.lower() for term in everything for name in names(term)} <= set(words), "no word is lost"


@pytest.mark.parametrize("pack", PACKS)
def test_the_councils_own_explanation_wins_and_its_statuses_come_next(pack: str) -> None:
    with of_pack(ROOT / "data" / "frameworks" / pack) as db:
        by_term = {term["term"]: term for term in all_of(db, "from mart_term")}
        own = {term["term"]: term for term in all_of(db, "from dim_term")}
        for name, term in own.items():
            assert (by_term[name]["meaning"], by_term[name]["origin"]) == (term["meaning"], "council")
        council = {name.lower() for term in own.values() for name in names(term)}
        whose = {name.lower(): term["origin"] for term in by_term.values() for name in names(term)}
        assert {whose[name] for name in council} <= {"council"}
        used = """
            select label, list(distinct meaning) as meanings from dim_status
            where scheme in (select scheme from dim_measure) group by label
        """
        for status in all_of(db, used):
            if status["label"].lower() not in council:
                assert by_term[status["label"]]["origin"] == "status"
                assert all(meaning in by_term[status["label"]]["meaning"] for meaning in status["meanings"])


def test_a_label_of_two_schemes_says_whose_meaning_it_is(tmp_path: Path) -> None:
    measures = [
        measure("A", scheme="intervention"),
        measure("B", scheme="tolerance", tolerance="5", tolerance_kind="absolute"),
    ]
    with built(tmp_path, [], measures=measures) as db:
        said = db.execute("select meaning from mart_term where term = 'Near target'").fetchone()[0]
    assert said == (
        "Short of the target but no worse than the intervention level (Target and intervention level). "
        "Short of the target by no more than the tolerance (Target and tolerance)."
    )


def test_classes_are_the_councils_and_those_every_definition_states(db: duckdb.DuckDBPyConnection) -> None:
    expected = {
        (row["classification"], row["class"], row["measure"], row["node"]) for row in all_of(db, "from bridge_class")
    }
    for row in all_of(db, "from current_measure where in_plan"):
        for name in ("three_e", "council_role", "theme"):
            if row[name]:
                expected.add((name, row[name], row["measure"], None))
    found = [
        (row["classification"], row["class"], row["measure"], row["node"]) for row in all_of(db, "from mart_classed")
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)
    ordered = [row["classification"] for row in all_of(db, "from mart_class")]
    assert list(dict.fromkeys(ordered)) == ["sdg", "principle", "equality", "three_e", "council_role", "theme"]


def test_a_classification_without_a_name_is_called_by_its_code(tmp_path: Path) -> None:
    classes = [{"classification": "fair-share", "class_code": "a", "name": "A"}]
    with built(tmp_path, [], measures=[measure("A", classes="fair-share:a")], classes=classes) as db:
        assert db.execute("select distinct classification_name from mart_class").fetchall() == [("Fair share",)]
        assert db.execute("select classification, class, measure from mart_classed").fetchall() == [
            ("fair-share", "a", "A")
        ]
