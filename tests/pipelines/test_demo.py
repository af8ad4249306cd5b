"""The demonstration pack keeps its promises: the same bytes, the counts, known codes, nothing of a real council."""

import csv
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from pipelines import demo, framework, periods
from pipelines.framework import Pack

PACK = Path(__file__).parents[2] / "data" / "frameworks" / "demo"
REAL_CODE = re.compile(r"\b[EWSNK][0-9]{8}\b")
MARKERS = {"", "c", "x", "z", "p", "r", "e", "f", "b", "u", "low"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return framework.read(PACK)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return demo.write(PACK, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def figures(files: list[Path]) -> list[dict[str, str]]:
    return [row | {"file": file.name} for file in files for row in rows(file)]


@pytest.fixture(scope="module")
def own() -> str:
    return tomllib.loads((PACK / "framework.toml").read_text("utf-8"))["council"]["area"]


def test_same_bytes_twice(files: list[Path], tmp_path: Path) -> None:
    again = demo.write(PACK, tmp_path)
    assert [path.name for path in again] == [path.name for path in files]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(again, files, strict=True))


def test_every_file_says_its_vintage(files: list[Path], pack: Pack) -> None:
    vintages = [re.fullmatch(r"(returns|comparators)_(\d{4}-\d\d-\d\d)\.csv", path.name)[2] for path in files]
    assert vintages == sorted(vintages)
    assert vintages[-1] <= str(pack.settings.council.as_at)


def test_small_enough_to_build_while_somebody_waits(figures: list[dict[str, str]]) -> None:
    assert 20_000 < len(figures) < 60_000


def test_counts_promised(pack: Pack) -> None:
    drafts = {node.node for node in pack.rows["plan"] if node.state == "draft"}
    levels = Counter(node.level for node in pack.rows["plan"] if node.plan not in drafts)
    assert levels["outcome"] == 6
    assert levels["priority"] >= 20
    assert levels["directorate"] == 8
    assert levels["service"] >= 24
    public = [measure for measure in pack.rows["measures"] if measure.visibility in (None, "public")]
    assert len(public) >= 124
    assert sum(measure.headline for measure in public) == 80
    assert len({area.area for area in pack.rows["areas"] if area.type != "nation"}) == 1 + 40
    assert len({milestone.milestone for milestone in pack.rows["milestones"]}) >= 55


@pytest.mark.requirement("WCC-14")
def test_three_tiers_and_only_what_the_council_controls_is_rated(pack: Pack) -> None:
    tiers = Counter(measure.tier for measure in pack.rows["measures"])
    assert {tier.code for tier in pack.settings.tiers if tiers[tier.code]} == {"outcome", "strategic", "operational"}
    assert [tier.code for tier in pack.settings.tiers if not tier.rated] == ["outcome"]
    context = {measure.measure for measure in pack.rows["measures"] if measure.tier == "outcome"}
    assert not context & {target.measure for target in pack.rows["targets"]}


def test_four_components_and_some_measures_in_two(pack: Pack) -> None:
    used = Counter(component for measure in pack.rows["measures"] for component in measure.component)
    assert set(used) == {"organisational-health", "customer-experience", "finance-contracts", "corporate-plan"}
    assert all(measure.component for measure in pack.rows["measures"])
    assert any(len(measure.component) > 1 for measure in pack.rows["measures"])


def test_every_priority_has_measures_of_more_than_one_directorate(pack: Pack) -> None:
    directorates = {measure.measure: measure.directorate for measure in pack.rows["measures"]}
    links = defaultdict(list)
    for link in pack.rows["links"]:
        links[link.node].append(link.measure)
    for node in pack.rows["plan"]:
        if node.level == "priority":
            assert len(links[node.node]) >= 3, node.node
            assert len({directorates[measure] for measure in links[node.node]}) >= 2, node.node


def test_a_measure_may_serve_several_priorities(pack: Pack) -> None:
    priorities = Counter(link.measure for link in pack.rows["links"])
    assert max(priorities.values()) >= 3
    assert {link.strength for link in pack.rows["links"]} == {"direct", "indirect"}


@pytest.mark.requirement("BCP-18")
def test_definition_sheets_are_complete(pack: Pack) -> None:
    needed = "plain definition rationale formula inclusions owner data_owner contact directorate service portfolio"
    for measure in pack.rows["measures"]:
        missing = [name for name in (*needed.split(), "committee", "source_system") if not getattr(measure, name)]
        assert not missing, f"{measure.measure}: {missing}"
        assert bool(measure.numerator) == bool(measure.denominator), measure.measure
        assert measure.contact.endswith(".example"), measure.contact


def test_every_kind_of_period_and_life_is_there(pack: Pack, figures: list[dict[str, str]]) -> None:
    assert {periods.parse(row["period"]).type for row in figures} == set(periods.FORMS)
    lives = {measure.lifecycle for measure in pack.rows["measures"]}
    assert lives == {"live", "in_development", "provisional", "proposed", "retired"}
    assert [m.measure for m in pack.rows["measures"] if (m.lifecycle == "retired") != bool(m.replaced_by)] == []


def test_figures_use_known_codes_only(pack: Pack, figures: list[dict[str, str]]) -> None:
    assert {row["measure"] for row in figures} <= {measure.measure for measure in pack.rows["measures"]}
    assert {row["area"] for row in figures} <= {area.area for area in pack.rows["areas"]}
    assert {row["marker"] for row in figures} <= MARKERS
    parts = {f"{part['dimension']}:{part['value']}" for part in rows(PACK / "breakdowns.csv")}
    assert {row["breakdown"] for row in figures} == {"total", *parts}
    types = {measure.measure: measure.period_type for measure in pack.rows["measures"]}
    assert all(periods.parse(row["period"]).type == types[row["measure"]] for row in figures)


def test_one_value_for_each_key_in_a_file(figures: list[dict[str, str]]) -> None:
    keys = Counter((r["file"], r["measure"], r["area"], r["period"], r["breakdown"]) for r in figures)
    assert keys.most_common(1)[0][1] == 1


def test_a_value_is_exactly_its_parts(figures: list[dict[str, str]]) -> None:
    scales = {row["measure"]: row["scale"] for row in rows(PACK / "series.csv")}
    ratios = [row for row in figures if row["numerator"]]
    assert len(ratios) > 4_000
    for row in ratios:
        places = len(row["value"].partition(".")[2])
        exact = float(scales[row["measure"]]) * int(row["numerator"]) / int(row["denominator"])
        assert abs(exact - float(row["value"])) <= 0.500001 * 10**-places, row


def test_parts_add_up_to_the_whole(figures: list[dict[str, str]]) -> None:
    whole, parts, hidden = {}, defaultdict(int), set()
    for row in figures:
        key = (row["file"], row["measure"], row["period"])
        if row["breakdown"] == "total":
            whole[key] = row["numerator"]
        elif row["marker"] == "c":
            hidden.add((*key, row["breakdown"].partition(":")[0]))
        elif row["numerator"]:
            parts[*key, row["breakdown"].partition(":")[0]] += int(row["numerator"])
    complete = {key: total for key, total in parts.items() if key not in hidden}
    assert complete
    assert {key for key, total in complete.items() if str(total) != whole[key[:3]]} == set()


@pytest.mark.requirement("SMBC-57")
def test_one_small_cell_is_never_held_back_alone(figures: list[dict[str, str]]) -> None:
    hidden = Counter(
        (row["file"], row["measure"], row["period"], row["breakdown"].partition(":")[0])
        for row in figures
        if row["marker"] == "c" and row["breakdown"] != "total"
    )
    assert hidden
    assert min(hidden.values()) >= 2


def test_no_small_count_is_shown_nor_what_is_left_of_the_whole(figures: list[dict[str, str]]) -> None:
    least = {row["measure"]: int(row["suppress"]) for row in rows(PACK / "series.csv") if row["suppress"]}
    for row in figures:
        if row["measure"] in least and row["numerator"]:
            top, base = int(row["numerator"]), int(row["denominator"])
            assert not any(0 < count < least[row["measure"]] for count in (top, base - top)), row


def test_like_life(figures: list[dict[str, str]], own: str) -> None:
    mine = [row for row in figures if row["area"] == own and row["breakdown"] == "total"]
    assert {"b", "c", "p", "r", "x"} <= {row["marker"] for row in mine}
    assert all(row["value"] == "" for row in figures if row["marker"] in ("c", "x", "z"))
    sent = defaultdict(list)
    for row in mine:
        sent[row["measure"], row["period"]].append(row["marker"])
    assert ["p", "r"] in sent.values()
    latest = {row["measure"] for row in mine if row["file"].startswith("returns_2026-10")}
    monthly = {row["measure"] for row in rows(PACK / "measures.csv") if row["frequency"] == "monthly"}
    silent = monthly - latest - {"CUS02", "CUS09"}
    assert silent, "somebody's September return should be late"


def test_comparators_are_behind_and_some_measures_have_none(figures: list[dict[str, str]], own: str) -> None:
    theirs = defaultdict(set)
    for row in figures:
        if row["area"] != own:
            theirs[row["measure"]].add(row["area"])
    assert 55 <= len(theirs) <= 75
    assert max(map(len, theirs.values())) == 40 + 1, "and the nation"
    assert any(measure not in theirs for measure in ("HSG01", "WST01", "SEN01", "STR01"))


def test_nothing_of_a_real_council(figures: list[dict[str, str]]) -> None:
    for path in sorted(PACK.iterdir()):
        assert not REAL_CODE.search(path.read_text("utf-8")), path.name
    assert not any(REAL_CODE.search(row["area"] + row["breakdown"] + row["note"]) for row in figures)
