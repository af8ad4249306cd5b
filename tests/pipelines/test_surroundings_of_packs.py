"""What the packs of the project say around their measures: whole, consistent, nothing invented of a real place."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import framework, publish
from pipelines.framework import Pack
from tests import arrange

FRAMEWORKS = Path(__file__).parents[2] / "data" / "frameworks"
FATES = {"complete", "green", "amber", "red", "not_started", "not_dated"}


@pytest.fixture(scope="module")
def demo() -> Pack:
    return framework.read(FRAMEWORKS / "demo")


@pytest.fixture(scope="module")
def birmingham() -> Pack:
    return framework.read(FRAMEWORKS / "birmingham")


@pytest.fixture(scope="module")
def db(demo_warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as connection:
        yield connection


def test_counts_promised(demo: Pack) -> None:
    kinds = Counter(programme.kind for programme in demo.rows["programmes"])
    assert (kinds["programme"], kinds["improvement"]) == (6, 1)
    assert kinds["project"] >= 14
    least = {
        "benefits": 25,
        "recommendations": 18,
        "risks": 14,
        "contracts": 25,
        "surveys": 60,
        "glossary": 50,
        "roles": 14,
        "changes": 20,
        "pairs": 8,
        "documents": 24,
    }
    assert {sheet: len(demo.rows[sheet]) >= number for sheet, number in least.items()} == dict.fromkeys(least, True)


def test_each_programme_has_four_to_eight_milestones_and_every_fate_is_there(
    demo: Pack, db: duckdb.DuckDBPyConnection
) -> None:
    above = {programme.programme: programme.parent for programme in demo.rows["programmes"]}
    reports = {report.milestone: report.programme for report in demo.rows["milestones"] if report.programme}
    milestones = Counter(above[programme] or programme for programme in reports.values())
    assert set(milestones) == {programme for programme, parent in above.items() if parent is None}
    assert all(4 <= number <= 8 for number in milestones.values()), milestones
    assert set(reports.values()) >= {programme for programme, parent in above.items() if parent}
    ours = [row for row in arrange.all_of(db, "select * from mart_delivery") if row["milestone"] in reports]
    assert {row["status"] for row in ours} == FATES
    assert any(row["late"] for row in ours)
    assert any(row["overdue"] for row in ours)
    # A forecast that has passed, and a baseline moved with a reason.
    assert any(row["forecast"] and row["forecast"] < date(2026, 10, 31) and not row["actual"] for row in ours)
    dated = [row for row in ours if row["baseline"]]
    assert any(row["first_baseline"] < row["baseline"] and row["note"] for row in dated)


def test_projects_add_up_to_no_more_than_their_programme(demo: Pack) -> None:
    parts: dict[str, Counter] = defaultdict(Counter)
    wholes = {programme.programme: programme for programme in demo.rows["programmes"]}
    columns = ("budget", "savings_planned", "savings_delivered")
    for project in demo.rows["programmes"]:
        if project.parent:
            assert wholes[project.parent].start_date <= project.start_date <= project.end_date
            parts[project.parent].update({column: getattr(project, column) or 0 for column in columns})
    assert len(parts) == 6
    for programme, sums in parts.items():
        assert all(sums[column] <= (getattr(wholes[programme], column) or 0) for column in columns), programme


def test_programmes_claim_no_more_savings_than_the_budget_reports(demo: Pack) -> None:
    last: dict[tuple[str, str], float] = {}
    for budget in demo.rows["budgets"]:
        # Savings of a year add up over its quarters, so that the last one reported holds them all.
        last[budget.node, budget.period[:7]] = budget.savings_delivered or 0
    top = [programme for programme in demo.rows["programmes"] if programme.parent is None]
    assert sum(programme.savings_delivered or 0 for programme in top) <= sum(last.values())
    year = sum(saving for (_, year), saving in last.items() if year == "2026-27")
    (claimed,) = [b for b in demo.rows["benefits"] if b.benefit == "BN-01" and b.as_at == date(2026, 9, 30)]
    assert claimed.delivered == year


def test_a_survey_that_is_a_measure_says_what_the_measure_says(demo: Pack, db: duckdb.DuckDBPyConnection) -> None:
    values = {(row["measure"], row["period"]): row["value"] for row in arrange.all_of(db, "from mart_status")}
    compared = 0
    for answer in demo.rows["surveys"]:
        if (answer.note or "").startswith("The measure"):
            (measure,) = answer.measures
            if (measure, answer.period) in values:
                assert answer.percent == pytest.approx(values[measure, answer.period], abs=0.0501), answer
                compared += 1
    assert compared >= 20


def test_two_answers_rest_on_too_few_people(db: duckdb.DuckDBPyConnection) -> None:
    withheld = arrange.all_of(db, "select percent, base from fact_survey where withheld")
    assert withheld == [{"percent": None, "base": 10}] * 2


def test_decisions_match_what_the_pack_holds(demo: Pack) -> None:
    measures = {measure.measure: measure for measure in demo.rows["measures"]}
    known = {"plan": {node.node for node in demo.rows["plan"]}, "basket": {b.basket for b in demo.rows["baskets"]}}
    known |= {"measure": set(measures), "target": set(measures), "framework": {None}}
    targets = defaultdict(set)
    for target in demo.rows["targets"]:
        targets[target.measure, target.set_on].add((target.target, target.intervention))
    changes = demo.rows["changes"]
    assert all(change.code in known[change.kind] for change in changes)
    for change in changes:
        if change.kind == "target":
            then = targets[change.code, change.changed_on]
            assert then, change
            before = max(day for measure, day in targets if measure == change.code and day < change.changed_on)
            assert then != targets[change.code, before], change
    told = {(change.code, change.changed_on) for change in changes if change.kind == "measure"}
    assert {(event.measure, event.event_date) for event in demo.rows["events"] if event.kind == "break"} <= told
    gone = {measure.measure for measure in measures.values() if measure.lifecycle == "retired"}
    assert gone <= {code for code, _ in told}
    # Nobody may learn of a withheld measure from a decision about it.
    assert not {change.code for change in changes} & {m for m in measures if measures[m].visibility == "officer"}


def test_pairs_compare_measures_others_have_too(demo: Pack, db: duckdb.DuckDBPyConnection) -> None:
    compared = {measure for (measure,) in db.execute("select distinct measure from mart_position").fetchall()}
    both = [pair for pair in demo.rows["pairs"] if {pair.cost, pair.outcome} <= compared]
    assert len(both) >= 6
    assert all(pair.outcome in compared for pair in demo.rows["pairs"])


def test_documents_have_something_to_search(demo: Pack) -> None:
    documents = demo.rows["documents"]
    assert min(len(document.text.split()) for document in documents) >= 120
    assert [d.document for d in documents if d.kind == "strategy" and not d.measures] == ["food"]
    today = demo.settings.council.as_at
    assert {d.document for d in documents if d.review_on and d.review_on < today} == {"community-safety", "property"}
    assert all(document.theme for document in documents)


def test_most_measures_say_how_they_are_collected_and_what_they_serve(demo: Pack) -> None:
    measures = demo.rows["measures"]
    assert all(any(code.startswith("sdg:") for code in measure.classes) for measure in measures)
    for column in ("collection", "contributors"):
        assert sum(bool(getattr(measure, column)) for measure in measures) > len(measures) / 2
    assert {m.collection for m in measures if m.collection} == {"automatic", "part automatic", "by hand"}
    used = {code for measure in measures for code in measure.classes}
    principles = {f"{c.classification}:{c.class_code}" for c in demo.rows["classes"] if c.classification == "principle"}
    assert len(principles) == 6
    assert principles <= used


@pytest.mark.parametrize("council", ["demo", "birmingham"])
def test_every_status_a_reader_can_meet_is_explained(council: str, request: pytest.FixtureRequest) -> None:
    pack: Pack = request.getfixturevalue(council)
    words = {word.lower() for term in pack.rows["glossary"] for word in (term.term, *term.also)}
    with (Path(framework.__file__).parent / "status.csv").open(encoding="utf-8") as file:
        statuses = [row for row in csv.DictReader(file) if row["scheme"] in ("*", pack.settings.status.scheme)]
    labels = {pack.settings.status.words.get(row["status"], row["label"]).lower() for row in statuses}
    assert len(labels) >= 12
    assert labels <= words


def test_birmingham_says_only_what_its_report_says(birmingham: Pack) -> None:
    invented = ("targets", "milestones", "benefits", "recommendations", "risks", "contracts", "surveys", "budgets")
    assert {sheet: len(birmingham.rows[sheet]) for sheet in invented} == dict.fromkeys(invented, 0)
    (irp,) = birmingham.rows["programmes"]
    assert (irp.kind, irp.state, irp.budget, irp.start_date) == ("improvement", "proposed", None, None)
    (plan,) = [node for node in birmingham.rows["plan"] if node.kind == "improvement"]
    assert (plan.state, plan.approved_on, plan.supersedes) == ("draft", None, ())
    assert len(birmingham.rows["roles"]) >= 12
    assert {forum for role in birmingham.rows["roles"] for forum in role.forums} == {
        forum.forum for forum in birmingham.rows["forums"]
    }
