"""Each publisher's format, on small files as they write them."""

import csv
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import sources
from pipelines.problems import Refused
from pipelines.sources import Reading, els, geography, ons_similar, tidy

NEW = "areacd,areanm,geography,indicator,period,observation,measure,unit,lci_95,uci_95,status,notes"
LOWER = (
    "indicator,areacd,areanm,geography,observation,unit,measure,period,"
    "lower_confidence_interval_95,upper_confidence_interval_95,observation_status"
)
UPPER = (
    "AREACD,AREANM,Geography,Variable Name,Indicator,Period,Observation,Measure,Unit,"
    "Lower Confidence Interval (95%),Upper Confidence Interval (95%),Observation Status,Polarity,Notes"
)
MISSION = UPPER.replace("Indicator,", "Indicator,Mission,Category,")

GENERATIONS = {
    "new": f"{NEW}\nE08000025,Birmingham,District,Obesity,2022-01-01/P1Y,41.5,Percentage,%,40,43,x,seen\n",
    "lower": f"{LOWER}\nObesity,E08000025,Birmingham,District,41.5,%,Percentage,2022-01-01/P1Y,40,43,x\n",
    "upper": f"{UPPER}\nE08000025,Birmingham,District,Fat,Obesity,2022,41.5,Percentage,%,40,43,x,1,seen\n",
    "mission": f"{MISSION}\nE08000025,Birmingham,District,Fat,Obesity,M5,Well,2022,41.5,Percent,%,40,43,x,-1,seen\n",
}


@pytest.fixture
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def staged(db: duckdb.DuckDBPyConnection, reading: Reading | None) -> list[dict]:
    assert reading is not None
    assert reading.observations is not None
    relation = db.sql(reading.observations)
    assert tuple(relation.columns) == sources.STAGED
    assert relation.types == ["VARCHAR"] * (len(sources.STAGED) - 1) + ["BIGINT"]
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def test_every_source_is_found_and_says_in_a_line_what_it_reads() -> None:
    found = dict(sources.readers())
    assert {"els", "geography", "ons_similar", "tidy"} <= set(found)
    for name, read in found.items():
        assert __import__(read.__module__, fromlist=["__doc__"]).__doc__, name


@pytest.mark.parametrize("text", GENERATIONS.values(), ids=GENERATIONS)
@pytest.mark.parametrize("dialect", ["lf", "crlf", "bom"])
def test_els_reads_four_generations_of_its_header_alike(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, dialect: str
) -> None:
    text = {"lf": text, "crlf": text.replace("\n", "\r\n"), "bom": f"\ufeff{text}"}[dialect]
    (row,) = staged(db, els.read(write(tmp_path / "obesity.csv", text), db))
    note = row.pop("note")
    assert note in ("seen", None)
    assert els.periods.from_iso_interval(row.pop("period")).code == "2022"
    assert row == {
        "indicator": "Obesity",
        "area": "E08000025",
        "area_name": "Birmingham",
        "area_type": "District",
        "breakdown": "total",
        "value": "41.5",
        "numerator": None,
        "denominator": None,
        "lower": "40",
        "upper": "43",
        "marker": "x",
        "row": 2,
    }


@pytest.mark.parametrize(
    ("status", "notes", "marker", "note"),
    [
        ("x", "", "x", None),
        ("C", "why", "c", "why"),
        ("", "", None, None),
        ("Value for Hackney and City of London combined", "", None, "Value for Hackney and City of London combined"),
        ("Value for both combined", "more", None, "Value for both combined; more"),
        ("q", "", "q", None),
    ],
)
def test_a_status_is_a_marker_or_a_sentence_for_the_note(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, status: str, notes: str, marker: str | None, note: str | None
) -> None:
    text = f"{NEW}\nE67000001,Both,District,Deaths,2022-01-01/P3Y,30.1,Rate,Rate,,,{status},{notes}\n"
    (row,) = staged(db, els.read(write(tmp_path / "deaths.csv", text), db))
    assert (row["value"], row["marker"], row["note"]) == ("30.1", marker, note)


def described(reading: Reading | None) -> dict[str, dict]:
    assert reading is not None
    assert reading.indicators is not None
    return {row["indicator"]: row for row in reading.indicators.to_dict("records")}


def test_an_indicator_is_described_by_the_json_beside_its_file(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sidecar = {
        "label": "Obesity in adults",
        "prefix": None,
        "suffix": "%",
        "subText": None,
        "decimalPlaces": 0,
        "subtitle": "Percentage of adults who are obese",
        "experimentalStatistic": "T",
        "sourceURL": "https://example.org/obesity|https://example.org/ireland",
        "sourceOrg": "OHID|NISRA",
        "longDescription": "This indicator shows …",
        "caveats": "Self-reported.",
    }
    text = "\ufeff" + json.dumps({"_note": "…", "ess-beta-metadata": sidecar})
    file = write(tmp_path / "obesity" / "obesity.json", text)
    current = els.read(write(tmp_path / "obesity" / "obesity.csv", GENERATIONS["new"]), db)
    vintage = els.read(write(tmp_path / "vintages" / "obesity_2024-11-15.csv", GENERATIONS["upper"]), db)
    for reading in (current, vintage):
        about = described(reading)["Obesity"]
        assert (about["title"], about["plain"]) == ("Obesity in adults", "Percentage of adults who are obese")
        assert (about["unit"], about["prefix"], about["suffix"], about["decimals"]) == ("per cent", "", "%", 0)
        assert (about["source_name"], about["source_url"]) == ("OHID and NISRA", "https://example.org/obesity")
        assert (about["caveats"], about["quality"]) == ("Self-reported.", "official statistics in development")
        assert about["licence"] == "Open Government Licence v3.0"
        assert reading is not None
        assert reading.companions == (file,)


def test_several_indicators_share_what_they_share(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = "E08000025,Birmingham,District,{},2022-01-01/P1Y,41.5,Percentage,%,,,,\n"
    text = f"{NEW}\n{row.format('Births')}{row.format('Active')}{row.format('Unheard of')}"
    blocks = {
        "shared": {"sourceOrg": "ONS", "prefix": None, "suffix": "%", "decimalPlaces": 1},
        "Births": {"label": "Business births"},
        "Active": {
            "label": "Active businesses",
            "suffix": None,
            "subText": "number of enterprises",
            "decimalPlaces": 0,
        },
    }
    write(tmp_path / "business.json", json.dumps({"ess-beta-metadata": blocks}))
    found = described(els.read(write(tmp_path / "business.csv", text), db))
    assert {name: (about["title"], about["unit"], about["decimals"]) for name, about in found.items()} == {
        "Births": ("Business births", "per cent", 1),
        "Active": ("Active businesses", "number of enterprises", 0),
        "Unheard of": ("Unheard of", "per cent", 1),
    }


def test_the_catalogue_tells_how_often_an_indicator_comes(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    item = {"label": "Gigabit", "extension": {"code": "Obesity", "frequency": "quarterly", "suffix": "%"}}
    write(tmp_path / "metadata" / els.CATALOGUE, json.dumps({"link": {"item": [item]}}))
    reading = els.read(write(tmp_path / "obesity" / "obesity.csv", GENERATIONS["new"]), db)
    assert described(reading)["Obesity"]["frequency"] == "quarterly"


@pytest.mark.parametrize(
    ("measure", "unit", "about", "expected"),
    [
        ("Percentage", "%", {}, ("per cent", "", "%")),
        ("Pounds", "£", {}, ("pounds", "£", "")),
        ("Years", "yrs", {}, ("years", "", "")),
        ("Rate per 100,000 population", "Rate per 100,000 population", {}, ("rate per 100,000 population", "", "")),
        ("Percentage", "%", {"subText": "affordability ratio"}, ("affordability ratio", "", "")),
        ("Pounds", "£", {"prefix": "£"}, ("pounds", "£", "")),
        ("Pounds", "£", {"prefix": "GBPSign"}, ("pounds", "£", "")),
        ("£ million", "£ million", {"prefix": "£", "subText": "in £ millions"}, ("million pounds", "£", "")),
        ("tCO2e", "t", {"subText": "tCO2e per capita"}, ("tCO2e per capita", "", "")),
        ("", "", {}, ("number", "", "")),
    ],
)
def test_units_are_words(measure: str, unit: str, about: dict, expected: tuple) -> None:
    found = els.describe("any", measure, unit, about, {})
    assert (found["unit"], found["prefix"], found["suffix"]) == expected


def test_a_broken_json_is_named(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write(tmp_path / "obesity.json", '{"ess-beta-metadata": ')
    with pytest.raises(Refused, match=r"obesity\.json: not readable as JSON"):
        els.read(write(tmp_path / "obesity.csv", GENERATIONS["new"]), db)


def test_neighbours_are_groups_of_their_area_in_order(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = "\ufeffAREACD,1,2,3\nE08000025,E08000012,E08000003,\nE10000008,E10000027,E06000052,E06000054\n"
    reading = ons_similar.read(write(tmp_path / "global-neighbours_2025-05-01.csv", text), db)
    assert reading is not None
    assert reading.groups is not None
    assert reading.rows == 2
    birmingham = reading.groups[reading.groups["of_area"] == "E08000025"]
    assert list(birmingham[["group", "area", "rank"]].itertuples(index=False, name=None)) == [
        ("ons-global:E08000025", "E08000012", 1),
        ("ons-global:E08000025", "E08000003", 2),
    ]
    assert set(birmingham["name"]) == {"similar councils (ONS)"}
    assert set(birmingham["family"]) == {"ONS similar"}
    assert set(birmingham["version"]) == {"2025-05-01"}
    reading = ons_similar.read(write(tmp_path / "economic-neighbours.csv", text), db)
    assert reading is not None
    assert reading.groups is not None
    assert set(reading.groups["name"]) == {"economically similar councils (ONS)"}


def test_neighbours_of_an_unknown_model_are_refused(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="a name beginning with global, economic, demographic"):
        ons_similar.read(write(tmp_path / "neighbours.csv", "AREACD,1,2\nE08000025,E08000012,E08000003\n"), db)


def test_clusters_are_groups_without_order(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write(tmp_path / "cluster-descriptions.json", json.dumps({"global": {"b": "Urban."}}))
    text = "AREACD,AREANM,Global,Economic,Demographic\nE08000025,Birmingham,B,A,C\nE06000058,BCP,A,A,[x]\n"
    reading = ons_similar.read(write(tmp_path / "cluster-allocation.csv", text), db)
    assert reading is not None
    assert reading.groups is not None
    found = reading.groups.set_index(["group", "area"])
    assert list(found.index) == [
        ("ons-cluster-demographic:C", "E08000025"),
        ("ons-cluster-economic:A", "E06000058"),
        ("ons-cluster-economic:A", "E08000025"),
        ("ons-cluster-global:A", "E06000058"),
        ("ons-cluster-global:B", "E08000025"),
    ]
    assert found.loc[("ons-cluster-global:B", "E08000025"), "method"] == "Urban."
    assert found["rank"].isna().all()


REGISTER = (
    "local-authority-code,nice-name,gss-code,start-date,end-date,replaced-by,nation,region,former-gss-codes\n"
    "BMH,Bournemouth,E06000028,2005-06-19,2019-03-31,BPC,England,South West,\n"
    "BPC,BCP,E06000058,2019-04-01,,,England,South West,\n"
    'CMA,Cumbria,E10000006,,2023-04-01,"CBD,WAF",England,North West,\n'
    "CBD,Cumberland,E06000063,2023-04-01,,,England,North West,\n"
    "WAF,Westmorland and Furness,E06000064,2023-04-01,,,England,North West,\n"
    'GLG,Glasgow City,S12000049,,,,Scotland,Scotland,"S12000046,S12000043"\n'
    "NIR-A,Derry,,,2015-03-31,,Northern Ireland,Northern Ireland,\n"
)


def test_the_register_tells_who_was_replaced_by_whom(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reading = geography.read(write(tmp_path / "uk_local_authorities_future.csv", REGISTER), db)
    assert reading is not None
    assert reading.areas is not None
    assert reading.successions is not None
    assert reading.rows == 7
    assert list(reading.successions.itertuples(index=False, name=None)) == [
        ("S12000046", "S12000049", True),
        ("S12000043", "S12000049", True),
        ("E06000028", "E06000058", False),
        ("E10000006", "E06000063", False),
        ("E10000006", "E06000064", False),
    ]
    last = dict(zip(reading.areas["area"], reading.areas["valid_to"], strict=True))
    assert last["E06000028"].date() == date(2019, 3, 31)
    assert last["E10000006"].date() == date(2023, 3, 31)
    (problem,) = reading.problems
    assert (problem.found, problem.row, problem.rows) == ("Derry", 8, 1)


def test_code_changes_are_recodings_or_mergers(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = (
        "oldcd,oldnm,newcd,newnm,type,start\n"
        "E08000016,Barnsley,E08000038,Barnsley,new_code,2025\n"
        "S12000046,Glasgow City,S12000049,Glasgow City,new_geo,2019\n"
        "E10000008,Devon,E47000015,Devon and Torbay,new_geo,2025\n"
        "E06000029,Poole,E06000058,BCP,merger,2019\n"
        "E10000009,Dorset,,,termination,2019\n"
    )
    reading = geography.read(write(tmp_path / "la-code-changes.csv", text), db)
    assert reading is not None
    assert reading.areas is not None
    assert reading.successions is not None
    assert list(reading.successions.itertuples(index=False, name=None)) == [
        ("E08000016", "E08000038", True),
        ("S12000046", "S12000049", True),
        ("E06000029", "E06000058", False),
    ]
    ended = reading.areas.dropna(subset="valid_to").set_index("area")["valid_to"].dt.date.to_dict()
    assert ended == {
        "E08000016": date(2025, 3, 31),
        "S12000046": date(2019, 3, 31),
        "E06000029": date(2019, 3, 31),
        "E10000009": date(2019, 3, 31),
    }


def test_the_hierarchy_tells_region_and_nation(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    areas = {
        "K02000001": {"areanm": "United Kingdom", "parents": []},
        "E92000001": {"areanm": "England", "parents": ["K02000001"]},
        "S92000003": {"areanm": "Scotland", "parents": ["K02000001"]},
        "E12000005": {"areanm": "West Midlands", "parents": ["E92000001", "K02000001"]},
        "E08000025": {"areanm": "Birmingham", "parents": ["E47000007", "E12000005", "E92000001", "K02000001"]},
        "E47000007": {"areanm": "West Midlands", "parents": ["E12000005", "E92000001"]},
        "S12000049": {"areanm": "Glasgow City", "parents": ["S92000003", "K02000001"]},
    }
    reading = geography.read(write(tmp_path / "geo-metadata.json", json.dumps(areas)), db)
    assert reading is not None
    assert reading.areas is not None
    found = reading.areas.set_index("area")[["region", "nation"]].fillna("")
    assert {code: tuple(row) for code, row in found.iterrows()} == {
        "K02000001": ("", ""),
        "E92000001": ("", "England"),
        "S92000003": ("", "Scotland"),
        "E12000005": ("West Midlands", "England"),
        "E08000025": ("West Midlands", "England"),
        "E47000007": ("West Midlands", "England"),
        "S12000049": ("Scotland", "Scotland"),
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lookup_gss_to_registry.csv", "gss-code,local-authority-code\nE08000025,BIR\n"),
        ("lookup_name_to_registry.csv", "la-name,local-authority-code\nBirmingham,BIR\n"),
        ("LTLA-UTLA.csv", "LTLA23CD,LTLA23NM,LTLA23NMW,UTLA23CD,UTLA23NM,UTLA23NMW,ObjectId\n"),
        ("areas-list.json", "{}"),
        ("geo-start-years.json", "{}"),
    ],
)
def test_look_ups_and_lists_are_known_and_hold_nothing(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, text: str
) -> None:
    assert geography.read(write(tmp_path / name, text), db) == Reading(source="geography", rows=0)


def test_a_tidy_file_takes_its_columns_in_any_order(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = (
        "note,value,period,area,measure,marker\nwhy,,2025-M07,E08000025,ENV01,c\n,1,2025-M08,E08000025,ENV01,\n,,,,,\n"
    )
    reading = tidy.read(write(tmp_path / "returns.csv", text), db)
    assert reading is not None
    assert reading.rows == 2
    first, second = staged(db, reading)
    assert (first["value"], first["marker"], first["note"], first["row"]) == (None, "c", "why", 2)
    assert (second["value"], second["marker"], second["note"], second["row"]) == ("1", None, None, 3)
    assert {first["breakdown"], second["breakdown"]} == {"total"}
    assert reading.period is not None
    assert reading.period("2025-M07").type == "month"


def test_a_tidy_file_may_be_parquet(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "returns [final].parquet"
    db.sql(
        "select 'ENV01' as measure, 'E08000025' as area, '2025-M07' as period, 41.25 as value, 'sex:f' as breakdown"
    ).write_parquet(str(path))
    reading = tidy.read(path, db)
    assert reading is not None
    (row,) = staged(db, reading)
    assert (row["value"], row["breakdown"], row["row"], reading.rows) == ("41.25", "sex:f", 2, 1)


@pytest.mark.parametrize(
    "header", ["measure,area,period", "measure,area,period,value,colour", "Measure,Area,Period,Value"]
)
def test_another_header_is_not_tidy(db: duckdb.DuckDBPyConnection, tmp_path: Path, header: str) -> None:
    assert tidy.read(write(tmp_path / "returns.csv", f"{header}\n"), db) is None


@pytest.mark.parametrize("name", ["a [1].csv", "what?.csv", "all*.csv", "it's.csv", "year=2025.csv"])
def test_a_files_name_is_not_a_pattern(db: duckdb.DuckDBPyConnection, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "area=1"
    write(folder / "a 1.csv", "measure,area,period,value\nWRONG,X,2025,1\n")
    reading = tidy.read(write(folder / name, "measure,area,period,value\nENV01,E08000025,2025,1\n"), db)
    assert [row["indicator"] for row in staged(db, reading)] == ["ENV01"]


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ("measure,area,period,value\nA,B,2025\nA,B,2025,1\nA,B,2025,1,2\n", ["row 2: ragged row", "row 4: ragged row"]),
        ('measure,area,period,value\nA,B,2025,"1', ["row 2: broken quotation"]),
        ("measure,area,period,value\nA,B,2025,1\nA,B,20", ["row 3: ragged row", "cut off"]),
        ("measure,area,period,value\nA,B,2025,\udca31\n", ["row 2: not UTF-8 text: found byte 0xA3"]),
    ],
)
def test_a_file_duckdb_cannot_read_is_said_row_by_row(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, content: str, sentences: list[str]
) -> None:
    path = tmp_path / "returns.csv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Refused) as refused:
        tidy.read(path, db)
    for sentence in sentences:
        assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        'measure,area,period,value,note\r\nA,B,2025,1,"two\nlines, ""quoted"""\r\nA,C,2025,2,\r\n',
        'measure,area,period,value,note\nA,B,2025,1,"two\nlines, ""quoted"""\r\nA,C,2025,2,\n',
        '\ufeffmeasure,area,period,value,note\nA,B,2025,1,"two\nlines, ""quoted"""\nA,C,2025,2,',
    ],
    ids=["crlf", "mixed", "bom, no last newline"],
)
def test_notes_may_have_lines_and_quotes(db: duckdb.DuckDBPyConnection, tmp_path: Path, text: str) -> None:
    first, second = staged(db, tidy.read(write(tmp_path / "returns.csv", text), db))
    assert first["note"].replace("\r", "") == 'two\nlines, "quoted"'
    assert (second["area"], second["value"], second["note"]) == ("C", "2", None)


WHOLE = (
    'measure,area,period,value,note\nENV01,E08000025,2025-M07,41.5,"two\nlines, ""quoted"""\nENV02,É,2024,,\n'.encode()
)


@given(
    place=st.integers(0, len(WHOLE)),
    removed=st.integers(0, 3),
    inserted=st.sampled_from([b"", b'"', b",", b"\n", b"\r", b"\r\n", b"\xa3", b"\x00", b"\xef\xbb\xbf", b"x"]),
    cut=st.booleans(),
)
@settings(max_examples=2 * settings().max_examples)
def test_a_damaged_file_is_read_as_any_program_would_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, removed: int, inserted: bytes, cut: bool
) -> None:
    content = WHOLE[:place] + inserted + (b"" if cut else WHOLE[place + removed :])
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(content)
    with duckdb.connect() as db:
        try:
            reading = tidy.read(path, db)
        except Refused:
            return
        if reading is None:
            return
        found = [
            tuple(row[name] or "" for name in ("indicator", "area", "period", "value", "note"))
            for row in staged(db, reading)
        ]
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [row for row in csv.reader(file, strict=True) if any(row)]
    names = [name.strip() for name in header]
    order = [names.index(name) if name in names else None for name in ("measure", "area", "period", "value", "note")]
    assert found == [tuple("" if i is None else row[i] for i in order) for row in rows]
