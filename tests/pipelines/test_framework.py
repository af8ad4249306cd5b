"""A pack with mistakes is refused whole, every mistake at once: file, row, column, found, expected."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines import framework
from pipelines.framework.checks import contrast
from pipelines.problems import Problem, Refused
from tests import arrange
from tests.pipelines.workbooks import write_workbook

FRAMEWORKS = Path(__file__).parents[2] / "data" / "frameworks"

SIX = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
PLANTED = {
    "unknown parent": ("plan", {"plan": "CP", "node": "P99", "level": "priority", "parent": "O9", "title": "Lost"}),
    "unknown level": ("plan", {"plan": "CP", "node": "P98", "level": "prority", "parent": "O1", "title": "Misspelt"}),
    "wrong order of levels": (
        "plan",
        {"plan": "CP", "node": "O7", "level": "outcome", "parent": "P11", "title": "Upside down"},
    ),
    "date outside the plan": (
        "plan",
        {"plan": "CP", "node": "P97", "level": "priority", "parent": "O1", "title": "Late", "valid_to": "2031-01-01"},
    ),
    "ends before it starts": (
        "plan",
        {
            "plan": "CP",
            "node": "P96",
            "level": "priority",
            "parent": "O1",
            "title": "Backwards",
            "valid_from": "2025-01-01",
            "valid_to": "2024-01-01",
        },
    ),
    "duplicate": ("plan", {"plan": "CP", "node": "P11", "level": "priority", "parent": "O1", "title": "Twice"}),
    "missing": ("measures", {k: v for k, v in arrange.measure("M1").items() if k != "polarity"}),
    "not one of the words known": ("measures", arrange.measure("M2", polarity="up")),
    "not a whole number": ("measures", arrange.measure("M3", decimals="one")),
    "unknown tier": ("measures", arrange.measure("M4", tier="strategicc")),
    "tolerance missing": ("measures", arrange.measure("M5", scheme="tolerance", tolerance_kind="relative")),
    "tolerance without a kind": ("measures", arrange.measure("M6", scheme="brag", tolerance="5")),
    "unknown scheme": ("measures", arrange.measure("M9", scheme="rag")),
    "band missing": ("measures", arrange.measure("M7", polarity="band")),
    "band upside down": ("measures", arrange.measure("M8", polarity="band", band_low="9", band_high="1")),
    "unknown node": ("links", {"measure": "ENV01", "node": "P111"}),
    "unknown measure": ("links", {"measure": "ENV1", "node": "P12"}),
    "target on the wrong side of its intervention level": (
        "targets",
        {"measure": "ENV01", "period": "2025-26Q1", "target": "40", "intervention": "45"},
    ),
    "not a number": ("targets", {"measure": "ENV01", "period": "2025-26Q2", "target": "40%"}),
    "not understood": ("targets", {"measure": "ENV01", "period": "Q3 2025", "target": "40"}),
    "not a date": (
        "milestones",
        {"milestone": "K1", "title": "Open", "nodes": "P11", "baseline": "30/06/2025", "as_at": "2025-05-01"},
    ),
    "not understood, score": (
        "quality",
        {"measure": "ENV01", **dict.fromkeys(SIX, "1"), "accuracy": "3"},
    ),
    "unknown basket": ("forums", {"forum": "CAB", "name": "Cabinet", "cadence": "quarterly", "baskets": "cabinett"}),
}


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        framework.read(folder)
    return refused.value.problems


def test_a_planted_mistake_of_each_kind_is_reported_in_one_run(tmp_path: Path) -> None:
    sheets: dict[str, list[dict]] = {"plan": list(arrange.PLAN), "measures": [arrange.MEASURE]}
    places = {}
    for rule, (sheet, row) in PLANTED.items():
        sheets.setdefault(sheet, []).append(row)
        places[rule] = (f"{sheet}.csv", len(sheets[sheet]) + 1)
    sheets["links"] = sheets["links"]
    found = {(p.rule, p.file, p.row) for p in problems(arrange.write_pack(tmp_path, **sheets))}
    for kind, (file, row) in places.items():
        rule = kind.split(", ")[0]
        assert (rule, file, row) in found, f"{rule} in {file}, row {row}"


def test_a_cycle_is_named_with_its_way(tmp_path: Path) -> None:
    plan = [*arrange.PLAN]
    plan += [
        {"plan": "CP", "node": "A", "level": "priority", "parent": "B", "title": "A"},
        {"plan": "CP", "node": "B", "level": "priority", "parent": "A", "title": "B"},
    ]
    found = [str(p) for p in problems(arrange.write_pack(tmp_path, plan=plan)) if p.rule == "cycle"]
    way = "cycle: found A under B under A; expected a parent that is not below the node itself."
    assert found[0] == f"plan.csv, row 11, column parent: {way}"


def test_a_misspelt_column_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    measures = [{("polarty" if k == "polarity" else k): v for k, v in arrange.MEASURE.items()}]
    found = {(p.rule, p.found, p.expected) for p in problems(arrange.write_pack(tmp_path, measures=measures))}
    assert ("unknown column", "polarty", "polarity?") in found
    assert ("missing", "nothing", "a value") in found


def test_sentences_name_file_row_column_found_and_expected(tmp_path: Path) -> None:
    pack = arrange.write_pack(tmp_path, links=[{"measure": "ENV1", "node": "P11"}])
    assert [str(p) for p in problems(pack)] == [
        "links.csv, row 2, column measure: unknown measure: found ENV1; expected ENV01?."
    ]


@pytest.mark.parametrize(
    ("setting", "changed", "rule"),
    [
        ('accent = "#12436D"', 'accent = "#FFDD00"', "too pale to read"),
        ('accent = "#12436D"', 'accent = "blue"', "not understood"),
        ('short_name = "Thornby"', "", "missing"),
        ("[council]", "[council]\nlogo = 1", "unknown setting"),
        ('code = "outcome"\nname = "Outcome"', 'cod = "outcome"\nname = "Outcome"', "missing"),
        ("[comparators]", '[status]\nscheme = "rag"\n[comparators]', "unknown scheme"),
        ("[comparators]", '[[schemes]]\ncode = "brag"\nlike = "brag"\nname = "Twice"\n[comparators]', "duplicate"),
    ],
)
def test_settings_are_checked_too(tmp_path: Path, setting: str, changed: str, rule: str) -> None:
    pack = arrange.write_pack(tmp_path, settings=arrange.SETTINGS.replace(setting, changed, 1))
    assert rule in {p.rule for p in problems(pack)}


def test_a_pack_that_is_no_pack(tmp_path: Path) -> None:
    assert [p.rule for p in problems(tmp_path / "nowhere")] == ["pack missing"]
    (tmp_path / "empty").mkdir()
    assert [p.rule for p in problems(tmp_path / "empty")] == ["not a framework pack"]
    arrange.write_pack(tmp_path / "torn")
    (tmp_path / "torn" / "framework.toml").write_text("[council\n")
    assert [p.rule for p in problems(tmp_path / "torn")] == ["not readable as TOML"]
    arrange.write_pack(tmp_path / "half")
    (tmp_path / "half" / "measures.csv").unlink()
    assert "sheet missing" in {p.rule for p in problems(tmp_path / "half")}


@pytest.mark.requirement("BCC-32", "BCC-43")
def test_any_number_of_levels_is_a_matter_of_data(tmp_path: Path) -> None:
    levels = "".join(
        f'[[levels]]\ncode = "l{n}"\nname = "Level {n}"\nplural = "levels {n}"\npage = "{page}"\n\n'
        for n, page in enumerate(
            ("outcomes", "outcomes", "outcomes", "directorates", "directorates", "services", "services"), start=1
        )
    )
    head, _, tail = arrange.SETTINGS.partition("[[levels]]")
    settings = head + levels + "[[tiers]]" + tail.partition("[[tiers]]")[2]
    plan = arrange.PLAN[:1] + [
        {
            "plan": "CP",
            "node": f"N{n}",
            "level": f"l{n}",
            "parent": "CP" if n == 1 else f"N{n - 1}",
            "title": f"Node {n}",
        }
        for n in range(1, 8)
    ]
    measures = [arrange.measure("ENV01", directorate="", service="")]
    links = [{"measure": "ENV01", "node": "N7"}]
    with arrange.built(tmp_path, [], settings=settings, plan=plan, measures=measures, links=links) as db:
        assert db.execute("select distinct path from mart_thread").fetchall() == [("N1/N2/N3/N4/N5/N6/N7",)]


def as_workbook(folder: Path, path: Path) -> Path:
    """Save a pack of CSVs as one workbook, as somebody who likes spreadsheets would."""
    settings = tomllib.loads((folder / "framework.toml").read_text("utf-8"))
    sheets: dict[str, list[list[str]]] = {"framework": [["setting", "value"], *flat(settings)]}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            sheets[file.stem] = list(csv.reader(rows))
    return write_workbook(path, sheets)


def flat(branch: Any, above: str = "") -> list[list[str]]:
    """Return settings as dotted names and values: levels.1.code."""
    if isinstance(branch, dict | list):
        items = branch.items() if isinstance(branch, dict) else enumerate(branch, start=1)
        return [row for key, value in items for row in flat(value, f"{above}.{key}" if above else str(key))]
    return [[above, {True: "yes", False: "no"}.get(branch, str(branch)) if isinstance(branch, bool) else str(branch)]]


@pytest.mark.parametrize("council", sorted(pack.parent.name for pack in FRAMEWORKS.glob("*/framework.toml")))
def test_a_pack_may_be_one_workbook(council: str, tmp_path: Path) -> None:
    folder = FRAMEWORKS / council
    book = framework.read(as_workbook(folder, tmp_path / "pack.xlsx"))
    pack = framework.read(folder)
    assert book.settings == pack.settings
    assert book.rows == pack.rows


def test_a_mistake_in_a_workbook_is_named_by_its_sheet(tmp_path: Path) -> None:
    folder = arrange.write_pack(tmp_path / "pack", links=[{"measure": "ENV1", "node": "P11"}])
    with pytest.raises(Refused) as refused:
        framework.read(as_workbook(folder, tmp_path / "pack.xlsx"))
    assert (
        str(refused.value)
        == "pack.xlsx, sheet links, row 2, column measure: unknown measure: found ENV1; expected ENV01?."
    )


@pytest.mark.parametrize("accent", ["#12436D", "#00703C"])
def test_contrast_agrees_with_published_ratios(accent: str) -> None:
    published = {"#12436D": 10.25, "#00703C": 6.21}
    assert contrast(accent) == pytest.approx(published[accent], abs=0.01)
