"""What stands around measures: each sheet becomes its table, mistakes are named, nothing withheld is published."""

import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import build, framework, publish
from pipelines.problems import Refused
from tests import arrange
from tests.pipelines.test_framework import as_workbook

TODAY = date(2026, 10, 31)

PLAN = [
    row | {"supersedes": "OP", "classes": "principle:digital"} if row["node"] == "CP" else row for row in arrange.PLAN
] + [
    {
        "plan": "OP",
        "node": "OP",
        "title": "Corporate Plan of 2019",
        "valid_from": "2019-04-01",
        "valid_to": "2023-03-31",
        "state": "superseded",
    }
]
MEASURES = [
    arrange.measure(
        "ENV01",
        classes="principle:digital|sdg:11",
        contributors="S12|D1",
        partners="Friends of the Park",
        wards="Mill|Quay",
        collection="by hand",
    ),
    arrange.measure("ENV02"),
]
SHEETS: dict[str, list[dict]] = {
    "plan": PLAN,
    "measures": MEASURES,
    "programmes": [
        {
            "programme": "PG1",
            "title": "Cleaner",
            "nodes": "P11|D1",
            "measures": "ENV01",
            "budget": "1200000",
            "savings_planned": "300000",
            "savings_delivered": "-5000",
            "document": "waste",
        },
        {"programme": "PJ1", "title": "Bins", "kind": "project", "parent": "PG1", "state": "paused"},
        {"programme": "IP1", "title": "Better", "kind": "improvement", "start_date": "2025-12-11", "directorate": "D1"},
    ],
    "benefits": [
        {"benefit": "B1", "programme": "PJ1", "title": "Less waste", "planned": "10", "as_at": "2026-06-30"},
        {
            "benefit": "B1",
            "programme": "PJ1",
            "title": "Less waste",
            "measure": "ENV01",
            "unit": "tonnes",
            "planned": "10",
            "delivered": "4.5",
            "due": "2027-03-31",
            "as_at": "2026-09-30",
        },
    ],
    "recommendations": [
        {
            "recommendation": "R1",
            "review": "Auditor 2025",
            "title": "Finish it",
            "received_on": "2025-12-04",
            "response": "partly accepted",
            "programme": "IP1",
            "nodes": "P12",
        },
        {"recommendation": "R2", "review": "Auditor 2025", "title": "Say why"},
    ],
    "milestones": [
        {
            "milestone": "M1",
            "title": "Round one",
            "nodes": "P11",
            "baseline": "2026-09-30",
            "programme": "PJ1",
            "recommendation": "R1",
            "tolerance_days": "28",
            "as_at": "2026-09-30",
        },
        {"milestone": "M2", "title": "Round two", "nodes": "P11", "baseline": "2026-12-31", "as_at": "2026-09-30"},
    ],
    "risks": [{"risk": "K1", "title": "Fire", "likelihood": "2", "impact": "5", "measures": "ENV01", "nodes": "P21"}],
    "contracts": [
        {
            "contract": "C1",
            "title": "Bins",
            "supplier": "Brightwater",
            "value": "9.5",
            "sme": "yes",
            "measures": "ENV01",
        },
        {"contract": "C2", "title": "Bags", "supplier": "Sackville"},
    ],
    "surveys": [
        {
            "survey": "pulse",
            "title": "Pulse",
            "kind": "pulse",
            "question": f"Question {base}",
            "answer": "Agree",
            "period": "2026-27Q1",
            "percent": f"{50 + base / 2}",
            "base": f"{base}",
            "higher_is_better": "no" if base else "yes",
            "nodes": "P21",
            "measures": "ENV02",
        }
        for base in range(21)
    ],
    "documents": [
        {
            "document": "waste",
            "title": "Waste strategy",
            "kind": "strategy",
            "text": "Four containers, one calendar.",
            "theme": "Environment",
            "measures": "ENV01",
            "nodes": "P11",
        },
        {"document": "rounds", "title": "Rounds", "kind": "plan", "parent": "waste"},
    ],
    "glossary": [{"term": "Median", "meaning": "The middle.", "also": "middle| half-way "}],
    "forums": [{"forum": "F1", "name": "Cabinet", "cadence": "quarterly"}],
    "roles": [
        {"role": "Leader", "kind": "member", "duties": "Leads.", "forums": "F1"},
        {"role": "Director", "kind": "officer", "duties": "Directs."},
    ],
    "classes": [
        {"classification": "sdg", "class_code": "11", "name": "Cities"},
        {"classification": "principle", "class_code": "digital", "name": "Digital", "description": "Online."},
    ],
    "changes": [
        {"changed_on": "2025-04-01", "kind": "measure", "code": "ENV01", "summary": "Bags count", "reason": "Law"},
        {"changed_on": "2025-04-01", "kind": "framework", "summary": "Three tiers", "reason": "Clearer"},
    ],
    "pairs": [
        {"pair": "V1", "title": "Bins", "cost": "ENV01", "outcome": "ENV02", "node": "P11", "statement": "Less."}
    ],
}

TABLES: dict[str, list[tuple]] = {
    "select programme, kind, parent, budget, savings_delivered, state, document, start_date, directorate, position"
    " from dim_programme order by position": [
        ("PG1", "programme", None, 1200000, -5000, "active", "waste", None, None, 1),
        ("PJ1", "project", "PG1", None, None, "paused", None, None, None, 2),
        ("IP1", "improvement", None, None, None, "active", None, date(2025, 12, 11), "D1", 3),
    ],
    "select as_at, programme, measure, unit, planned, delivered, due from fact_benefit order by as_at": [
        (date(2026, 6, 30), "PJ1", None, None, 10, None, None),
        (date(2026, 9, 30), "PJ1", "ENV01", "tonnes", 10, 4.5, date(2027, 3, 31)),
    ],
    "select recommendation, review, response, received_on, programme, closed_on from dim_recommendation order by 1": [
        ("R1", "Auditor 2025", "partly accepted", date(2025, 12, 4), "IP1", None),
        ("R2", "Auditor 2025", "awaited", None, None, None),
    ],
    "select milestone, programme, recommendation, tolerance_days from fact_milestone order by 1": [
        ("M1", "PJ1", "R1", 28),
        ("M2", None, None, 14),
    ],
    "select risk, likelihood, impact, score, target_score from fact_risk": [("K1", 2, 5, 10, None)],
    "select contract, supplier, value, sme, end_date from fact_contract order by 1": [
        ("C1", "Brightwater", 9.5, True, None),
        ("C2", "Sackville", None, None, None),
    ],
    "select document, text, theme, parent from dim_document order by 1": [
        ("rounds", None, None, "waste"),
        ("waste", "Four containers, one calendar.", "Environment", None),
    ],
    "select kind, code, measure, node from bridge_related where kind <> 'survey' order by all": [
        ("contract", "C1", "ENV01", None),
        ("document", "waste", "ENV01", None),
        ("document", "waste", None, "P11"),
        ("programme", "PG1", "ENV01", None),
        ("programme", "PG1", None, "D1"),
        ("programme", "PG1", None, "P11"),
        ("recommendation", "R1", None, "P12"),
        ("risk", "K1", "ENV01", None),
        ("risk", "K1", None, "P21"),
    ],
    # Twenty-one answers of one survey name the same measure and node: each is said once.
    "select code, measure, node from bridge_related where kind = 'survey' order by all": [
        ("pulse", "ENV02", None),
        ("pulse", None, "P21"),
    ],
    "select classification, class, name, description, position from dim_class order by position": [
        ("sdg", "11", "Cities", None, 1),
        ("principle", "digital", "Digital", "Online.", 2),
    ],
    "select classification, class, measure, node from bridge_class order by all": [
        ("principle", "digital", "ENV01", None),
        ("principle", "digital", None, "CP"),
        ("sdg", "11", "ENV01", None),
    ],
    "select measure, contributors, partners, wards, collection from dim_measure order by 1": [
        ("ENV01", "S12|D1", "Friends of the Park", "Mill|Quay", "by hand"),
        ("ENV02", None, None, None, None),
    ],
    "select node, supersedes, state from dim_plan where level is null order by 1": [
        ("CP", "OP", "approved"),
        ("OP", None, "superseded"),
    ],
    "select term, meaning, also from dim_term": [("Median", "The middle.", "middle|half-way")],
    "select role, kind, duties, position from dim_role order by position": [
        ("Leader", "member", "Leads.", 1),
        ("Director", "officer", "Directs.", 2),
    ],
    "select role, forum from bridge_role_forum": [("Leader", "F1")],
    "select changed_on, kind, code, summary, reason, decided_by from dim_change order by kind": [
        (date(2025, 4, 1), "framework", None, "Three tiers", "Clearer", None),
        (date(2025, 4, 1), "measure", "ENV01", "Bags count", "Law", None),
    ],
    "select pair, cost, outcome, node, statement, position from dim_pair": [
        ("V1", "ENV01", "ENV02", "P11", "Less.", 1)
    ],
}

NEW: dict[str, dict] = {
    "programmes": {"programme": "PX", "title": "X"},
    "benefits": {"benefit": "BX", "programme": "PJ1", "title": "X", "as_at": "2026-09-30"},
    "recommendations": {"recommendation": "RX", "review": "X", "title": "X"},
    "milestones": {"milestone": "MX", "title": "X", "nodes": "P11", "baseline": "2026-09-30", "as_at": "2026-09-30"},
    "risks": {"risk": "KX", "title": "X", "likelihood": "1", "impact": "1"},
    "contracts": {"contract": "CX", "title": "X", "supplier": "X"},
    "surveys": SHEETS["surveys"][0] | {"question": "X", "base": "20"},
    "documents": {"document": "x", "title": "X", "kind": "plan"},
    "roles": {"role": "X", "kind": "member", "duties": "X"},
    "changes": {"changed_on": "2025-01-01", "kind": "plan", "code": "CP", "summary": "X", "reason": "X"},
    "pairs": {"pair": "VX", "title": "X", "cost": "ENV01", "outcome": "ENV02"},
    "measures": arrange.measure("ENV03"),
    "plan": {"plan": "CP", "node": "P13", "level": "priority", "parent": "O1", "title": "X"},
}
"""A good row of each sheet, which each mistake below spoils in one cell."""

REFUSED = [
    ("programmes", "programme", "PJ1", "duplicate: found PJ1; expected it once; it stands in row 3 already."),
    ("programmes", "parent", "PG2", "unknown parent: found PG2; expected PG1?."),
    ("programmes", "document", "wast", "unknown document: found wast; expected waste?."),
    ("programmes", "kind", "plan", 'not one of the words known: found "plan"'),
    ("programmes", "directorate", "D11", "unknown node: found D11; expected D1?."),
    ("benefits", "programme", "IP12", "unknown programme: found IP12; expected IP1?."),
    ("benefits", "measure", "ENV", "unknown measure: found ENV; expected ENV02?."),
    ("benefits", "as_at", "", "missing: found nothing; expected a value."),
    ("recommendations", "programme", "IP12", "unknown programme: found IP12; expected IP1?."),
    ("recommendations", "response", "agreed", 'not one of the words known: found "agreed"'),
    ("milestones", "programme", "PG", "unknown programme: found PG; expected PG1?."),
    ("milestones", "recommendation", "RR1", "unknown recommendation: found RR1; expected R1?."),
    ("risks", "likelihood", "6", 'not understood: found "6"; expected less than or equal to 5.'),
    ("risks", "impact", "0", 'not understood: found "0"; expected greater than or equal to 1.'),
    ("risks", "nodes", "P21|P211", "unknown node: found P211; expected P21?."),
    ("contracts", "measures", "ENV01|ENV22", "unknown measure: found ENV22; expected ENV02?."),
    ("contracts", "sme", "perhaps", 'not understood: found "perhaps"; expected yes or no.'),
    ("surveys", "percent", "101", 'not understood: found "101"; expected less than or equal to 100.'),
    ("surveys", "period", "spring", 'not understood: found "spring"'),
    ("surveys", "base", "", "missing: found nothing; expected a value."),
    (
        "surveys",
        "invited",
        "19",
        "not understood: found nothing; expected a base of no more than the 19 who were invited",
    ),
    ("surveys", "question", "Question 3", "duplicate: found pulse Question 3 2026-27Q1; expected it once"),
    ("documents", "parent", "wastes", "unknown parent: found wastes; expected waste?."),
    ("roles", "forums", "F2", "unknown forum: found F2; expected one of F1."),
    ("changes", "code", "", "not understood: found nothing; expected the code of what changed."),
    ("changes", "reason", "", "missing: found nothing; expected a value."),
    ("pairs", "outcome", "ENV22", "unknown measure: found ENV22; expected ENV02?."),
    ("pairs", "node", "P111", "unknown node: found P111; expected P11?."),
    ("measures", "classes", "principle:digitl", "unknown class: found principle:digitl; expected principle:digital?."),
    ("measures", "contributors", "S13", "unknown node: found S13; expected S12?."),
    ("measures", "collection", "by heart", 'not one of the words known: found "by heart"'),
    ("plan", "classes", "sdg:12", "unknown class: found sdg:12; expected sdg:11?."),
    ("plan", "supersedes", "OPP", "unknown node: found OPP; expected OP?."),
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with arrange.built(tmp_path_factory.mktemp("around"), [], **SHEETS) as connection:
        yield connection


@pytest.mark.parametrize("query", TABLES, ids=lambda query: query.split(" from ")[1].split()[0])
def test_each_sheet_becomes_its_table(db: duckdb.DuckDBPyConnection, query: str) -> None:
    # Fact: DuckDB sorts nulls last, as the lists above do.
    assert db.execute(query).fetchall() == TABLES[query]


def test_the_same_sheets_in_one_workbook_give_the_same_tables(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    book = as_workbook(arrange.write_pack(tmp_path / "pack", **SHEETS), tmp_path / "pack.xlsx")
    build.build(book, [], tmp_path / "warehouse", TODAY)
    with duckdb.connect(publish.location(tmp_path / "warehouse"), read_only=True) as other:
        for query, expected in TABLES.items():
            assert other.execute(query).fetchall() == expected
        answers = "select * from fact_survey order by question"
        assert other.execute(answers).fetchall() == db.execute(answers).fetchall()


LINKS = [{"measure": measure["measure"], "node": "P11"} for measure in MEASURES]


def test_a_good_row_more_of_each_sheet_is_taken(tmp_path: Path) -> None:
    more = {sheet: [*SHEETS[sheet], row] for sheet, row in NEW.items()}
    rows = framework.read(arrange.write_pack(tmp_path, **(SHEETS | {"links": LINKS} | more))).rows
    assert {sheet: len(rows[sheet]) for sheet in NEW} == {sheet: len(SHEETS[sheet]) + 1 for sheet in NEW}


@pytest.mark.parametrize(("sheet", "column", "cell", "expected"), REFUSED)
def test_a_mistake_is_named_with_its_row_and_what_was_meant(
    sheet: str, column: str, cell: str, expected: str, tmp_path: Path
) -> None:
    rows = [*SHEETS[sheet], NEW[sheet] | {column: cell}]
    folder = arrange.write_pack(tmp_path, **(SHEETS | {"links": LINKS, sheet: rows}))
    with pytest.raises(Refused) as refused:
        framework.read(folder)
    said = str(refused.value)
    assert len(refused.value.problems) == 1, said
    # A duplicate is named by the first column of what it is one of; a rule of the whole row by none.
    named = {"duplicate": f", column {next(iter(NEW[sheet]))}", "the code of": "", "who were invited": ""}
    place = next((place for words, place in named.items() if words in expected), f", column {column}")
    assert said.startswith(f"{sheet}.csv, row {len(rows) + 1}{place}: {expected}")


def test_an_answer_of_fewer_than_ten_people_is_withheld_with_how_few_they_were(db: duckdb.DuckDBPyConnection) -> None:
    answers = {
        int(row["question"].split()[1]): (row["percent"], row["base"], row["withheld"], row["higher_is_better"])
        for row in arrange.all_of(db, "select * from fact_survey")
    }
    for base in range(21):
        shown = (None, 10, True) if base < 10 else (50 + base / 2, base, False)
        assert answers[base] == (*shown, base == 0), base


def answer(base: int, percent: float) -> dict:
    return SHEETS["surveys"][0] | {"question": "Were you heard?", "base": base, "percent": percent}


@pytest.mark.parametrize(("base", "there"), [(9, False), (10, True)])
def test_the_bytes_of_the_warehouse_do_not_hold_a_withheld_answer(base: int, there: bool, tmp_path: Path) -> None:
    secret = 7.853981633974483
    arrange.built(tmp_path, [], **(SHEETS | {"surveys": [answer(base, secret)]})).close()
    # The same answer of ten people is there, so that looking for it finds it.
    assert (struct.pack("<d", secret) in published(tmp_path)) is there


def published(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "warehouse").iterdir()))


@pytest.mark.parametrize(("visibility", "there"), [("officer", False), ("member", False), ("public", True)])
def test_what_hangs_on_a_withheld_measure_is_not_published(visibility: str, there: bool, tmp_path: Path) -> None:
    secret = arrange.measure("SEC77", visibility=visibility, classes="sdg:11")
    about = {"measures": "SEC77", "nodes": "P11"}
    hidden = {
        "measures": [*MEASURES, secret],
        "benefits": [
            *SHEETS["benefits"],
            NEW["benefits"] | {"title": "Quagga benefit", "measure": "SEC77"},
        ],
        "pairs": [
            *SHEETS["pairs"],
            {"pair": "V8", "title": "Quagga cost", "cost": "SEC77", "outcome": "ENV01"},
            {"pair": "V9", "title": "Quagga outcome", "cost": "ENV01", "outcome": "SEC77"},
        ],
        "programmes": [*SHEETS["programmes"], {"programme": "PG9", "title": "Open", **about}],
        "risks": [{"risk": "K9", "title": "Open", "likelihood": "1", "impact": "1", **about}],
        "contracts": [{"contract": "C9", "title": "Open", "supplier": "Open", **about}],
        "surveys": [answer(12, 50) | about],
        "changes": [
            {"changed_on": "2025-05-01", "kind": "measure", "code": "SEC77", "summary": "Quagga new", "reason": "Asked"}
        ],
        "documents": [*SHEETS["documents"], {"document": "open", "title": "Open", "kind": "plan", **about}],
    }
    with arrange.built(tmp_path, [], **(SHEETS | hidden)) as db:
        counts = db.execute("""
            select
                (select count(*) from fact_benefit where title like 'Quagga%'),
                (select count(*) from dim_pair where title like 'Quagga%'),
                (select count(*) from bridge_related where measure = 'SEC77'),
                (select count(*) from bridge_class where measure = 'SEC77'),
                (
                    select count(*)
                    from bridge_related
                    where node = 'P11' and code in ('PG9', 'K9', 'C9', 'pulse', 'open')
                )
        """).fetchone()
    assert counts == ((1, 2, 5, 1, 5) if there else (0, 0, 0, 0, 5))
    content = published(tmp_path)
    # The pack's own file is not part of what is published; its words must not be either.
    for word in (b"SEC77", b"Quagga benefit", b"Quagga cost", b"Quagga outcome", b"Quagga new"):
        assert (word in content) is there, word
