"""One row per area code: who is who today, and who took over from whom."""

import csv

import pandas as pd
import pytest

from pipelines import areas

NO_SUCCESSIONS = pd.DataFrame({"area": [], "successor": [], "recoded": []})


def successions(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "successor", "recoded"])


def merged(*layers: list[dict], links: pd.DataFrame = NO_SUCCESSIONS, own: str = "E08000025") -> dict[str, dict]:
    frame = areas.merge([pd.DataFrame(layer) for layer in layers], links, own)
    assert list(frame.columns) == list(areas.COLUMNS)
    assert list(frame["area"]) == sorted(frame["area"])
    return {row["area"]: row for row in frame.astype(object).where(frame.notna(), None).to_dict("records")}


def test_a_fact_comes_from_the_first_layer_that_states_it() -> None:
    found = merged(
        [{"area": "E08000025", "name": "Birmingham", "region": None}],
        [{"area": "E08000025", "name": "Birmingham City", "region": "West Midlands"}],
    )
    assert found["E08000025"]["name"] == "Birmingham"
    assert found["E08000025"]["region"] == "West Midlands"
    assert found["E08000025"]["own"]


@pytest.mark.parametrize(
    ("code", "type", "nation"),
    [
        ("E06000058", "unitary authority", "England"),
        ("E07000040", "district", "England"),
        ("E08000025", "metropolitan district", "England"),
        ("E09000001", "London borough", "England"),
        ("E10000008", "county", "England"),
        ("E11000005", "metropolitan county", "England"),
        ("E12000005", "region", "England"),
        ("E47000007", "combined authority", "England"),
        ("E67000001", "combined pair", "England"),
        ("E92000001", "nation", "England"),
        ("K02000001", "country", None),
        ("N09000001", "Northern Ireland district", "Northern Ireland"),
        ("S12000049", "Scottish council area", "Scotland"),
        ("W06000001", "Welsh unitary authority", "Wales"),
        ("TLG3", "ITL region", None),
        ("X01000001", "other area", None),
    ],
)
def test_a_code_tells_the_kind_of_area_and_the_nation(code: str, type: str, nation: str | None) -> None:
    found = merged([{"area": code, "name": "Somewhere"}])[code]
    assert (found["type"], found["nation"]) == (type, nation)


def test_a_council_with_a_new_code_is_the_same_council() -> None:
    old = {
        "area": "E08000016",
        "name": "Barnsley",
        "type": "metropolitan district",
        "region": "Yorkshire and The Humber",
    }
    found = merged([old], links=successions(("E08000016", "E08000038", True)))
    assert found["E08000016"]["authority"] == found["E08000016"]["successor"] == "E08000038"
    assert found["E08000038"]["authority"] == "E08000038"
    assert (found["E08000038"]["name"], found["E08000038"]["region"]) == ("Barnsley", "Yorkshire and The Humber")


def test_a_chain_of_new_codes_is_followed_to_its_end() -> None:
    links = successions(("S12000043", "S12000046", True), ("S12000046", "S12000049", True))
    found = merged([{"area": "S12000049", "name": "Glasgow City"}], links=links)
    assert {row["authority"] for row in found.values()} == {"S12000049"}
    assert found["S12000043"]["successor"] == "S12000046"
    assert {row["name"] for row in found.values()} == {"Glasgow City"}


def test_a_circle_of_new_codes_comes_to_an_end() -> None:
    found = merged(links=successions(("A", "B", True), ("B", "A", True)))
    assert set(found) == {"A", "B"}


def test_a_merger_has_a_successor_and_is_nobody_elses_authority() -> None:
    links = successions(("E06000028", "E06000058", False), ("E06000029", "E06000058", False))
    found = merged([{"area": "E06000028", "name": "Bournemouth"}], links=links)
    assert found["E06000028"]["successor"] == "E06000058"
    assert found["E06000028"]["authority"] == "E06000028"
    assert found["E06000058"]["name"] == "E06000058"


def test_a_county_that_became_two_has_no_single_successor() -> None:
    links = successions(("E10000006", "E06000063", False), ("E10000006", "E06000064", False))
    assert merged(links=links)["E10000006"]["successor"] is None


@pytest.mark.parametrize(
    ("name", "code", "own"),
    [
        ("Argyll & Bute", "S12000035", "Argyll and Bute"),
        ("Edinburgh City", "S12000036", "City of Edinburgh"),
        ("Eilean Siar", "S12000013", "Na h-Eileanan Siar"),
        ("STIRLING COUNCIL", "S12000030", "Stirling"),
        ("Glasgow City Council", "S12000049", "Glasgow City"),
        ("Kingston Upon Hull, City of", "E06000010", "Kingston upon Hull, City of"),
        ("Bournemouth, Christchurch & Poole UA", "E06000058", "Bournemouth, Christchurch and Poole"),
        ("Dorset", "E06000059", "Dorset"),
        ("Devon CC", "E10000008", "Devon"),
        ("City of London", "E09000001", "City of London"),
        ("London", "E12000007", "London"),
        ("Durham", "E06000047", "County Durham"),
    ],
)
def test_a_council_is_known_by_any_of_its_names(name: str, code: str, own: str) -> None:
    assert areas.code_of(name) == code
    assert areas.name_of(code) == own


def test_a_name_nobody_bears_is_nobody_and_the_nearest_is_said() -> None:
    assert areas.code_of("Stirlin") is None
    assert areas.code_of("") is None
    assert areas.nearest_name("Stirlin") == "; the nearest is Stirling"
    assert areas.nearest_name("Atlantis") == ""


def test_every_spelling_is_of_one_area() -> None:
    with areas.NAMES.open(encoding="utf-8", newline="") as file:
        spellings = [(row["name"], row["area"]) for row in csv.DictReader(file)]
    assert {name: areas.code_of(name) for name, _ in spellings} == dict(spellings)
    assert all(areas.type_of(area) != areas.OTHER for _, area in spellings)
