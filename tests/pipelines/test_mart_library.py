"""Documents as they are searched, when they are to be reviewed, and what they lead to: against the slow way."""

import re
import unicodedata
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import build, publish
from tests import arrange

AS_AT = date(2026, 10, 31)
LATEST = "2026-27Q2"
DOCUMENTS = [
    {"document": "top", "kind": "Strategic plan", "url": "https://a.example/x", "nodes": "O1"},
    {"document": "s1", "kind": "Strategy", "parent": "top", "review_on": "2026-10-30", "measures": "M1|M2"},
    {"document": "p1", "kind": "delivery plan", "parent": "s1", "review_on": "2026-10-31", "measures": "M2|M3"},
    {"document": "s2", "kind": "strategy", "parent": "top", "review_on": "2027-01-31", "nodes": "P11"},
    {"document": "p2", "kind": "programme", "parent": "s2", "review_on": "2027-02-01"},
    {"document": "s3", "kind": "strategy", "url": "www.example.org"},
    {"document": "r1", "kind": "Report on the strategy", "parent": "s1", "url": "ftp://a.example"},
    {"document": "e1", "kind": "equality assessment of a plan", "parent": "s1", "url": " "},
    {"document": "o1", "kind": "law", "parent": "s1", "measures": "M1", "url": "HTTP://A.example"},
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory):
    source = {"O1": {"document": "top"}, "P11": {"document": "s1"}}
    plan = [row | source.get(row["node"], {}) for row in arrange.PLAN]
    measures = [arrange.measure(code) for code in ("M1", "M2", "M3", "M4")]
    links = [{"measure": "M1", "node": "P11"}, {"measure": "M4", "node": "P11"}, {"measure": "M2", "node": "P21"}]
    observations = [{"measure": "M1", "period": LATEST, "value": 1}]
    db = arrange.built(
        tmp_path_factory.mktemp("library"),
        observations,
        AS_AT,
        plan=plan,
        measures=measures,
        links=links,
        documents=[row | {"title": row["document"]} for row in DOCUMENTS],
    )
    with db:
        yield db


def column(db: duckdb.DuckDBPyConnection, name: str) -> dict:
    return dict(db.execute(f"select document, {name} from mart_library").fetchall())


def test_a_document_is_what_its_kind_says(small) -> None:
    assert column(small, "part") == {
        "top": "strategy", "s1": "strategy", "s2": "strategy", "s3": "strategy", "p1": "plan", "p2": "plan",
        "r1": "report", "e1": "equality", "o1": "other",
    }  # fmt: skip


def test_a_review_is_overdue_the_day_after_and_soon_for_three_months(small) -> None:
    assert column(small, "review") == {
        "s1": "overdue", "p1": "soon", "s2": "soon", "p2": "later",
        "top": "none", "s3": "none", "r1": "none", "e1": "none", "o1": "none",
    }  # fmt: skip


@pytest.mark.requirement("BCC-11")
def test_an_address_that_is_not_of_the_web_is_broken(small) -> None:
    found = column(small, "address")
    assert {code for code, address in found.items() if address == "broken"} == {"s3", "r1"}
    assert {code for code, address in found.items() if address == "good"} == {"top", "o1"}
    assert {code for code, address in found.items() if address == "none"} == {"s1", "s2", "p1", "p2", "e1"}


@pytest.mark.requirement("WCC-22")
def test_a_document_leads_to_the_measures_it_names_else_to_those_of_its_part_of_the_plan(small) -> None:
    # top names none: M1 and M4 serve the outcome that comes from it. s1 names two, though M4 serves its part as well.
    assert column(small, "measures") == {
        "top": 2, "s1": 2, "p1": 2, "o1": 1, "s2": 0, "p2": 0, "s3": 0, "r1": 0, "e1": 0,
    }  # fmt: skip
    assert column(small, "measures_below") == {
        "top": 4, "s1": 3, "p1": 2, "o1": 1, "s2": 0, "p2": 0, "s3": 0, "r1": 0, "e1": 0,
    }  # fmt: skip
    assert column(small, "plans") == {
        "top": 2, "s1": 1, "s2": 1, "p1": 0, "p2": 0, "s3": 0, "r1": 0, "e1": 0, "o1": 0,
    }  # fmt: skip
    assert {code for code, bare in column(small, "unmeasured").items() if bare} == {"s2", "s3"}
    assert {code for code, names in column(small, "names_measures").items() if names} == {"s1", "p1", "o1"}


def test_the_same_for_every_document_of_the_demonstration_the_slow_way(demo_warehouse: Path) -> None:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        rows = arrange.all_of(db, "from mart_library join dim_document using (document)")
        linked = arrange.all_of(db, "from bridge_related where kind = 'document' and measure is not null")
        served = arrange.all_of(db, "from mart_served join mart_reporting using (period) where latest")
        nodes = arrange.all_of(db, "from dim_plan where document is not null")
    named = {row["document"]: {one["measure"] for one in linked if one["code"] == row["document"]} for row in rows}

    def own(code: str) -> set[str]:
        source = {node["node"] for node in nodes if node["document"] == code}
        return named[code] or {one["measure"] for one in served if one["node"] in source}

    def below(code: str) -> list[str]:
        return [code, *(deep for row in rows if row["parent"] == code for deep in below(row["document"]))]

    for row in rows:
        code = row["document"]
        assert row["measures"] == len(own(code)), code
        assert row["measures_below"] == len(set().union(*map(own, below(code)))), code
        plans = [one for one in rows if one["parent"] == code and one["part"] in ("strategy", "plan")]
        assert row["plans"] == len(plans)
        text = re.sub("['’]", "", unicodedata.normalize("NFKD", row["text"].lower()))
        assert len(row["text_words"].split()) == len(re.findall("[a-z0-9]+", text))
        for field in ("title", "summary", "text"):
            assert "".join(piece["said"] for piece in row[f"{field}_pieces"]) == row[field].strip()
        folded = " ".join(piece["folded"] for piece in row["text_pieces"])
        assert " ".join(folded.split()) == row["text_words"].strip()


@pytest.fixture(scope="module")
def macros():
    with duckdb.connect() as db:
        for script in ("rules_search", "rules_text"):
            db.execute(build._sql(script))
        yield db


def folded(db: duckdb.DuckDBPyConnection, said: str | None) -> str:
    return db.execute("select folded(?)", [said]).fetchone()[0]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Children’s services", "childrens SERVICES"),
        ("café-culture", "Cafe culture"),
        ("“Best Place” – a plan", "best place a plan"),
        ("The bins, boxes and libraries", "the bin box and library"),
        ("16,400 homes", "16 400 home"),
        ("re-use\n\tof   things.", "re use of thing"),
    ],
)
def test_what_is_written_and_what_is_typed_are_one(macros, written: str, typed: str) -> None:
    assert folded(macros, written) == folded(macros, typed) != ""


def test_signs_alone_are_nothing(macros) -> None:
    assert [folded(macros, said) for said in ("–", "“”", "", None)] == ["", "", "", ""]


@given(st.text(alphabet="aZ é’'-–\n,.1s&", max_size=40))
def test_a_text_and_its_pieces_are_folded_alike(macros, said: str) -> None:
    whole, pieces = macros.execute("select searchable(?), pieces(?)", [said, said]).fetchone()
    assert whole == f" {' '.join(' '.join(piece['folded'] for piece in pieces).split())} "
