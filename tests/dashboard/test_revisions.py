"""The revisions of the council's own figures: every one listed, filtered, in the file, and who had seen the old one."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import dash
import duckdb
import pytest
from dash import html

from dashboard import links, words
from pipelines import publish
from tests import arrange
from tests.layouts import hrefs, page, reading, text, walk

CAPTION = "Revisions"


@pytest.fixture(scope="module")
def mart(demo_warehouse: Path) -> list[dict]:
    with duckdb.connect(publish.location(demo_warehouse), read_only=True) as db:
        return arrange.all_of(db, "from mart_revision order by new_vintage desc")


def listed(**asked: str) -> list[list[str]]:
    shown = page("revisions")(list="all", **asked)
    tables = [part for part in walk(shown) if isinstance(part, html.Table) and text(part.children[0]) == CAPTION]
    return [[text(cell) for cell in row.children] for table in tables for row in table.children[2].children]


def test_every_revision_is_listed_the_newest_first(demo: None, mart: list[dict]) -> None:
    rows = listed()
    assert len(rows) == len(mart) > 50
    codes = Counter(row[0].partition(" · ")[0].split()[-1] for row in rows)
    assert codes == Counter(row["measure"] for row in mart)
    days = [row[3] for row in rows]
    newest = f"{mart[0]['new_vintage']:%-d %b %Y}"
    assert days[0].startswith(newest)
    assert text(page("revisions")()).count("Flipped") == sum(r["changed_status"] for r in mart[:50])


def test_the_choices_leave_what_they_say(demo: None, mart: list[dict]) -> None:
    flipped = [row for row in mart if row["changed_status"]]
    assert len(listed(flipped="yes")) == len(flipped)
    assert all("Flipped" in row[2] for row in listed(flipped="yes"))
    code = mart[-1]["measure"]
    assert len(listed(measure=code)) == sum(row["measure"] == code for row in mart)
    since = [row for row in mart if row["new_vintage"] >= date(2026, 1, 1)]
    assert len(listed(since="2026-01-01")) == len(since)
    both = [row for row in since if row["changed_status"]]
    assert len(listed(since="2026-01-01", flipped="yes")) == len(both) < len(since)
    assert f"{len(both)} of {len(mart)} revisions" in text(page("revisions")(since="2026-01-01", flipped="yes"))
    assert listed(since="2099-01-01") == []
    assert "No revision is as you chose." in text(page("revisions")(since="2099-01-01"))


def test_a_long_list_is_cut_and_says_where_all_of_it_is(demo: None, mart: list[dict]) -> None:
    shown = page("revisions")()
    assert f"The newest 50 are listed. All {len(mart)}" in text(shown)
    assert links.revisions(list="all") in hrefs(shown)


def test_the_file_holds_what_the_page_lists(app: Any, mart: list[dict]) -> None:
    client = app.server.test_client()
    for choices in ({}, {"flipped": "yes"}, {"measure": "ECO11", "since": "2026-01-01"}):
        answer = client.get(links.revisions_csv(**choices))
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        expected = [
            row
            for row in mart
            if (not choices.get("flipped") or row["changed_status"])
            and choices.get("measure", row["measure"]) == row["measure"]
            and row["new_vintage"] >= date.fromisoformat(choices.get("since", "1900-01-01"))
        ]
        assert sorted(
            (r["measure"], r["period"], float(r["old_value"]), float(r["new_value"])) for r in rows
        ) == sorted((r["measure"], r["period"], r["old_value"], r["new_value"]) for r in expected)
        assert expected
        assert all(row["file"] and int(row["row"]) > 1 and row["unit"] and row["as_at"] for row in rows)
        assert any(row["seen_by"] for row in rows)


@pytest.fixture
def revised(app: Any, tmp_path: Path) -> Iterator[None]:
    """Q1 was 92.4 and on target when Cabinet met in September; the return of October made it 91.1 (DR-37)."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    q1 = {"measure": "ENV01", "area": "X01000001", "period": "2026-27Q1"}
    arrange.write_csv(inbox / "returns_2026-07-20.csv", [q1 | {"value": 92.4, "marker": "p"}])
    arrange.write_csv(inbox / "late_2026-10-12.csv", [q1 | {"value": 91.1, "marker": "r"}])
    forums = [{"forum": "CAB", "name": "Cabinet", "cadence": "quarterly", "baskets": "b"}]
    days = ("2026-07-19", "2026-08-10", "2026-09-10", "2026-10-12")
    sheets = {
        "measures": [arrange.measure("ENV01", baskets="b")],
        "baskets": [{"basket": "b", "name": "B"}],
        "forums": forums,
        "meetings": [{"meeting": d, "forum": "CAB", "held_on": d, "period": "2026-27Q1"} for d in days],
        "targets": [{"measure": "ENV01", "period": "2026-27Q1", "target": 92, "intervention": 85}],
    }
    arrange.built(tmp_path, [{"measure": "ENV01", "period": "2026-27Q2", "value": 93}], **sheets).close()
    with reading(tmp_path / "warehouse"):
        yield


@pytest.mark.requirement("WCC-08")
def test_one_line_says_old_and_new_the_file_and_who_had_seen_the_old(revised: None) -> None:
    shown = page("revisions")()
    assert "1 of 2 figures were revised after they were first published, in 1 revision of one of the measures" in text(
        shown
    )
    [[place, figure, status, file, seen]] = listed()
    assert place == "Household waste recycled ENV01 · April to June 2026"
    assert figure == "92.4% → became 91.1% −1.3 percentage points"
    assert " ".join(word for word in status.split() if word.isalpha()) == "On target became Near target Flipped"
    assert file == "12 Oct 2026 late_2026-10-12.csv , row 2"
    assert seen == "Cabinet 10 Sep 2026 and 1 time before"
    assert links.load_file("inbox/late_2026-10-12.csv") in hrefs(shown)


def test_nothing_revised_is_said_in_a_sentence_and_not_in_the_menu(app: Any, tmp_path: Path) -> None:
    arrange.built(tmp_path, [{"measure": "ENV01", "period": "2026-27Q2", "value": 93}]).close()
    with reading(tmp_path / "warehouse"):
        assert "None of 1 figures was revised after it was first published." in text(page("revisions")())
        assert not offered()


def test_it_is_offered_where_there_is_one(demo: None) -> None:
    assert offered()


def offered() -> bool:
    return next(entry for name, entry in dash.page_registry.items() if name.endswith("pages.revisions"))["offered"]()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (92.4, 91.1, ("92.4%", "91.1%", "−1.3 percentage points")),
        (42.745, 42.855, ("42.7%", "42.9%", "+0.2 percentage points")),
        (75.857, 75.852, ("75.857%", "75.852%", "−0.005 percentage points")),
        (68.647, 68.655, ("68.65%", "68.66%", "+0.01 percentage points")),
        (92.4, None, ("92.4%", "suppressed", "taken back")),
    ],
)
def test_by_how_much_with_as_many_decimals_as_it_takes(old: float, new: float | None, said: tuple) -> None:
    row = {"old_value": old, "new_value": new, "unit": "per cent", "suffix": "%", "prefix": "", "decimals": 1}
    assert words.revisions.revised_figures(row | {"marker": "c" if new is None else None}) == said
