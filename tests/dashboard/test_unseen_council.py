"""A council nobody has seen: seven levels, half-years, three colours with its own words; no code knows it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest

from dashboard.app import create_app
from dashboard.settings import Settings
from pipelines import build
from tests import arrange
from tests.dashboard.crawling import crawl
from tests.layouts import reading
from tests.pipelines.workbooks import write_workbook

LEVELS = [
    ("ambition", "Ambition", "Ambitions", "plan", "outcomes"),
    ("goal", "Goal", "Goals", "plan", "outcomes"),
    ("aim", "Aim", "Aims", "plan", "outcomes"),
    ("step", "Step", "Steps", "plan", "outcomes"),
    ("group", "Group", "Groups", "delivery", "directorates"),
    ("division", "Division", "Divisions", "delivery", "directorates"),
    ("team", "Team", "Teams", "delivery", "services"),
]
SETTINGS = [
    ("council.name", "Isle of Fenmarch Council"),
    ("council.short_name", "Fenmarch"),
    ("council.area", "X09000001"),
    ("council.accent", "#5B2A86"),
    ("council.measure_word", "yardstick"),
    ("council.measure_word_plural", "yardsticks"),
    ("council.reporting", "half"),
    ("status.scheme", "tides"),
    ("schemes.1.code", "tides"),
    ("schemes.1.like", "tolerance"),
    ("schemes.1.name", "Tides"),
    ("schemes.1.tolerance", "0.1"),
    ("schemes.1.tolerance_kind", "relative"),
    ("schemes.1.words.green", "High water"),
    ("schemes.1.words.amber", "Turning"),
    ("schemes.1.words.red", "Low water"),
    ("tiers.1.code", "island"),
    ("tiers.1.name", "Island yardsticks"),
] + [
    (f"levels.{number}.{setting}", value)
    for number, level in enumerate(LEVELS, start=1)
    for setting, value in zip(("code", "name", "plural", "strand", "page"), level, strict=True)
]
PLAN = [
    ["plan", "node", "level", "parent", "title", "kind", "valid_from", "valid_to"],
    ["IP", "IP", "", "", "Island Plan", "corporate", "2024-04-01", "2028-03-31"],
    *(["IP", code, code, "IP" if code in ("ambition", "group") else LEVELS[n - 1][0], f"The {name.lower()}", "", "", ""]
      for n, (code, name, *_) in enumerate(LEVELS)),
]  # fmt: skip
MEASURES = re.compile("[^ .a-z/]Measures?\\b|of [0-9,]+ measures?\\b")
"""Our word for a yardstick at the beginning of a title or a heading, or where yardsticks are counted."""
OURS = {"/api", "/connect", "/glossary"}
"""Pages that explain our words."""
HALVES = ["2024-25H1", "2024-25H2", "2025-26H1", "2025-26H2", "2026-27H1"]
VALUES = {"FERRY": (88, 91, 90, 93, 96), "SLIPS": (50, 52, 47, 45, 42), "TIDE": (10, 11, 12, 12, 13)}


@pytest.fixture(scope="module")
def fenmarch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fenmarch")
    columns = ["measure", "title", "unit", "suffix", "decimals", "polarity", "tier", "frequency", "directorate"]
    columns += ["service", "scheme"]
    measures = [
        [code, f"{code.title()} on time", "per cent", "%", 0, "higher", "island", "half-yearly", "division", "team", ""]
        for code in VALUES
    ]
    targets = [[code, period, 95] for code in ("FERRY", "SLIPS") for period in HALVES]
    targets += [["TIDE", period, 14] for period in HALVES]
    pack = write_workbook(
        folder / "fenmarch.xlsx",
        {
            "framework": [["setting", "value"], *map(list, SETTINGS)],
            "plan": PLAN,
            "measures": [columns, *measures],
            "links": [["measure", "node"], *([code, "step"] for code in VALUES)],
            "targets": [["measure", "period", "target"], *targets],
            "areas": [
                ["area", "name", "type", "nation"],
                ["X09000001", "Isle of Fenmarch", "unitary authority", "Fens"],
            ],
        },
    )
    rows = [
        {"measure": code, "area": "X09000001", "period": period, "value": value}
        for code, values in VALUES.items()
        for period, value in zip(HALVES, values, strict=True)
    ]
    inbox = folder / "inbox"
    inbox.mkdir()
    arrange.write_csv(inbox / "returns_2026-10-20.csv", rows)
    build.build(pack, [inbox], folder / "warehouse", date(2026, 10, 31))
    return folder / "warehouse"


@pytest.fixture
def opened(fenmarch: Path) -> Iterator[None]:
    create_app(Settings(warehouse=fenmarch))
    with reading(fenmarch):
        yield


@pytest.mark.requirement("BCC-32", "BCP-02", "BCP-25")
def test_every_page_of_an_unseen_council_draws_and_every_link_leads_somewhere(opened: None) -> None:
    drawn = {address: str(layout) for address, layout in crawl()}
    whole = " ".join(drawn.values())
    for said in ("yardstick", "High water", "Turning", "Low water", "April to September 2026", "The ambition"):
        assert said in whole, said
    assert "On target" not in drawn["/"], "its own words everywhere"
    named = {urlsplit(address).path for address, layout in drawn.items() if MEASURES.search(layout)}
    assert named <= OURS, "a yardstick is called one in headings and titles"
    for code in VALUES:
        assert f"/measures/{code}" in {address.split("?")[0] for address in drawn}
    for code, *_, page in LEVELS:
        assert f"/{page}/{code}" in {address.split("?")[0] for address in drawn}


def test_its_statuses_are_its_own(fenmarch: Path) -> None:
    with duckdb.connect(fenmarch / "public.duckdb", read_only=True) as db:
        rows = arrange.all_of(db, "select measure, status from mart_scorecard where period = '2026-27H1' order by 1")
        words = dict(db.execute("select status, label from dim_status where scheme = 'tides' and rated").fetchall())
    assert rows == [
        {"measure": "FERRY", "status": "green"},
        {"measure": "SLIPS", "status": "red"},
        {"measure": "TIDE", "status": "amber"},
    ]
    assert words == {"green": "High water", "amber": "Turning", "red": "Low water"}
