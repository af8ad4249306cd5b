"""Customer experience: consultations with their base and what they fed into, on their page and on a node's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import html

from dashboard import words
from dashboard.sections import surveys
from tests import arrange
from tests.conftest import DEMO
from tests.layouts import hrefs, page, reading, text, walk

TODAY = date(2026, 10, 31)


@contextmanager
def small(folder: Path, settings: str = arrange.SETTINGS, **sheets: list[dict]) -> Iterator[None]:
    arrange.built(folder, [], TODAY, settings=settings, **sheets).close()
    with reading(folder / "warehouse"):
        yield


def place(layout: Any, code: str) -> Any:
    """Return the part of a layout that stands at one place."""
    return next(part for part in walk(layout) if getattr(part, "id", None) == code)


def rows(layout: Any, caption: str) -> list[list[str]]:
    """Return the cells of one table of a layout by its caption, without its head."""
    table = next(t for t in walk(layout) if isinstance(t, html.Table) and text(t.children[0]) == caption)
    return [[text(cell) for cell in row.children] for row in table.children[2].children]


def consultations() -> dict[str, list[Any]]:
    """Return the consultations of the pack's own sheet."""
    found: dict[str, list[Any]] = {}
    for row in arrange.pack_of(DEMO).rows["surveys"]:
        if row.kind == "consultation":
            found.setdefault(row.survey, []).append(row)
    return found


def within(node: str) -> set[str]:
    """Return a plan node and all below it, by walking up from each node of the pack."""
    parents = {row.node: row.parent for row in arrange.pack_of(DEMO).rows["plan"]}

    def above(one: str | None) -> list[str]:
        return [] if one is None else [one, *above(parents[one])]

    return {one for one in parents if node in above(one)}


@pytest.mark.requirement("SMBC-18")
def test_what_a_consultation_said_stands_with_its_base_on_the_page_of_the_outcome_it_fed_into(demo: None) -> None:
    linked = {node for answers in consultations().values() for row in answers for node in row.nodes}
    for node in sorted(linked | {"WC", "CY"}):
        shown = page("outcome")(node=node)
        for code, answers in consultations().items():
            fed = {linked_node for row in answers for linked_node in row.nodes}
            caption = f"{answers[0].title}: answers"
            if not fed & within(node):
                assert caption not in text(shown)
                continue
            listed = rows(shown, caption)
            for row in answers:
                found = [cells for cells in listed if cells[0].startswith(row.question)]
                assert [cells[1:] for cells in found] == [[row.answer, f"{row.percent:.1f}%", f"{row.base:,}"]]
            assert answers[0].decision in text(shown)
            assert f"/customers#{code}" in hrefs(shown)


@pytest.mark.requirement("SMBC-18")
def test_a_consultation_leads_to_what_it_fed_into_and_to_the_budget_where_it_is_of_it(demo: None) -> None:
    shown = page("customers")(period="2025-26Q4")
    for code, answers in consultations().items():
        section = place(shown, code)
        for node in {node for row in answers for node in row.nodes}:
            assert f"/outcomes/{node}?period=2025-26Q4" in hrefs(section)
        for measure in {measure for row in answers for measure in row.measures}:
            assert f"/measures/{measure}?period=2025-26Q4" in hrefs(section)
        assert answers[0].decision in text(section)
        assert words.surveys.CHOSE in text(section)
    assert "/finance?period=2025-26Q4" in hrefs(place(shown, "consult-budget"))
    assert "/finance?period=2025-26Q4" not in hrefs(place(shown, "consult-food-waste"))


def test_whoever_answers_a_consultation_chose_to_so_nothing_is_said_of_anybody_else(demo: None) -> None:
    for code in consultations():
        said = text(place(page("customers")(), code))
        assert "interval" not in said
        assert "significant" not in said


def test_every_survey_of_residents_and_users_has_a_place_and_no_other_has(demo: None) -> None:
    known = {row.survey: row.kind for row in arrange.pack_of(DEMO).rows["surveys"]}
    for name, kinds in (("customers", surveys.CUSTOMERS), ("health", surveys.HEALTH)):
        shown = page(name)()
        places = {code for code in known if any(getattr(part, "id", None) == code for part in walk(shown))}
        assert places == {code for code, kind in known.items() if kind in kinds}
        assert {href.split("#")[1] for href in hrefs(shown) if href.startswith(f"/{name}#")} == places
    assert set(surveys.HEALTH) | set(surveys.CUSTOMERS) == set(words.surveys.SURVEY_KINDS)


def test_a_measure_leads_to_the_survey_it_comes_from(demo: None) -> None:
    assert "/customers#residents" in hrefs(page("measure")(measure="CUS07"))
    assert "/health#pulse" in hrefs(page("measure")(measure="PPL04"))


ANSWER = {"survey": "asked", "title": "Asked", "kind": "consultation", "question": "More trees?", "answer": "Yes"}
ANSWER |= {"period": "2026-27Q1", "percent": "90", "nodes": "P11"}


def test_a_consultation_of_too_few_says_so_and_not_what_they_said(pages: None, tmp_path: Path) -> None:
    with small(tmp_path, surveys=[ANSWER | {"base": "9"}]):
        for shown in (page("customers")(), page("outcome")(node="O1")):
            assert "withheld: fewer than 10 answered" in text(shown)
            assert "90.0%" not in text(shown)
        assert surveys.offered("customers", surveys.CUSTOMERS)
        assert "What people said" not in text(page("outcome")(node="O2"))


def test_a_survey_asked_once_has_no_table_over_time_and_no_change(pages: None, tmp_path: Path) -> None:
    once = ANSWER | {"kind": "residents", "base": "400", "survey": "town"}
    with small(tmp_path, surveys=[once]):
        shown = page("customers")()
        assert "over time" not in text(shown)
        assert "asked for the first time" in text(shown)
        assert "What was answered the last time" in text(shown)
