"""Boundaries come as TopoJSON or GeoJSON, are refused where broken, and are drawn with shared borders."""

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import boundaries
from pipelines.inbox import arrival
from pipelines.problems import Refused
from pipelines.sources import boundaries as source
from tests.pipelines.conftest import PACK_AREAS, Load
from tests.pipelines.test_observations import sentences

THORNBY, ASHAM, BRACKMOOR = "X01000001", "X01000002", "X01000003"


def square(west: float, south: float, side: float = 0.5) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, *rings: list[list[float]], **facts: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"LAD26CD": code, "LAD26NM": "A place", **facts},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def send(inbox: Path, *features: dict[str, Any], name: str = "places.geojson") -> None:
    (inbox / name).write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def problems(path: Path) -> list[str]:
    """What is said of a file on its own, without a warehouse."""
    try:
        reading = source.read(path, duckdb.connect())
    except Refused as refused:
        return [str(problem) for problem in refused.problems]
    known = PACK_AREAS.assign(authority=PACK_AREAS["area"])
    _, wrong, _ = boundaries.found({arrival(path.name, path): reading}, known)
    return [str(problem) for problem in wrong]


def rings(db: duckdb.DuckDBPyConnection, area: str) -> list[list[tuple[int, int]]]:
    xs, ys = db.execute("select x, y from dim_boundary where area = ?", [area]).fetchone()
    return [list(zip(x, y, strict=True)) for x, y in zip(xs, ys, strict=True)]


def test_geojson_becomes_rings_on_the_plane_and_holes_run_the_other_way(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    hole = square(-1.9, 52.1, 0.2)
    send(inbox, feature(THORNBY, square(-2, 52), hole), feature(ASHAM, hole))
    load()
    query = "select area, tier, valid_from, valid_to, file from dim_boundary order by area"
    assert empty_db.execute(query).fetchall() == [
        (THORNBY, "upper", None, None, "inbox/places.geojson"),
        (ASHAM, "upper", None, None, "inbox/places.geojson"),
    ]
    around, inner = rings(empty_db, THORNBY)
    (filling,) = rings(empty_db, ASHAM)
    assert set(inner) == set(filling)
    assert shapely.LinearRing(around).is_ccw != shapely.LinearRing(inner).is_ccw
    west, south = min(around)
    assert (west, south) == (0, 3336)  # three degrees north of 49°, in units of 100 metres
    east = max(x for x, _ in around)
    assert abs(east / (max(y for _, y in around) - south) - np.cos(np.radians(52))) < 0.01  # as wide as it is there


def test_a_middle_lies_inside(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    horseshoe = [[-2, 52], [-1, 52], [-1, 53], [-1.2, 53], [-1.2, 52.2], [-1.8, 52.2], [-1.8, 53], [-2, 53], [-2, 52]]
    send(inbox, feature(THORNBY, horseshoe))
    load()
    middle = shapely.Point(empty_db.execute("select middle_x, middle_y from dim_boundary").fetchone())
    assert shapely.Polygon(rings(empty_db, THORNBY)[0]).contains(middle)


def test_topojson_is_read_with_its_arcs_and_borders_stay_shared(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    wavy = [[0, 0], *([3 if n % 2 else -3, 10] for n in range(10))]  # deltas: a border that swings
    document = {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [-2, 52]},
        "arcs": [
            wavy,
            [[0, 100], [50, 0], [0, -100], [-50, 0]],
            [[0, 0], [-50, 0], [0, 100], [50, 0]],
        ],
        "objects": {
            "ctry": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "arcs": [[0, 1]], "properties": {"areacd": "E92000001"}}],
            },
            "utla": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": {"areacd": THORNBY}},
                    {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"areacd": ASHAM}},
                ],
            },
        },
    }
    (inbox / "topo.json").write_text(json.dumps(document), "utf-8")
    load()
    one, other = (set(rings(empty_db, area)[0]) for area in (THORNBY, ASHAM))
    assert len(one & other) >= 9
    assert all(x >= max(x for x, _ in other & one) - 300 for x, _ in one)
    assert empty_db.execute("select count(*) from dim_boundary").fetchone() == (2,)
    assert empty_db.execute("select source, outcome, rows_read from load_file").fetchall() == [
        ("boundaries", "loaded", 2)
    ]


def test_a_council_that_ended_and_its_successor_share_their_place_in_their_own_time(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, feature(THORNBY, square(-2, 52), end=2018), feature(ASHAM, square(-2, 52), start=2019))
    load()
    query = "select area, valid_from::varchar, valid_to::varchar from dim_boundary order by area"
    assert empty_db.execute(query).fetchall() == [(THORNBY, None, "2019-03-31"), (ASHAM, "2019-04-01", None)]


def test_districts_are_the_lower_tier(empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load) -> None:
    send(inbox, feature(THORNBY, square(-2, 52)), feature(BRACKMOOR, square(-1, 52)))
    load()
    assert empty_db.execute("select distinct tier from dim_boundary").fetchall() == [("lower",)]


def test_the_newest_file_is_drawn_and_the_other_says_so(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, feature(THORNBY, square(-2, 52)), feature(ASHAM, square(-1, 52)), name="places_2024-12-01.geojson")
    send(inbox, feature(THORNBY, square(-2, 52, 1)), name="places_2025-12-01.geojson")
    said = load().notes
    assert empty_db.execute("select distinct file from dim_boundary").fetchall() == [
        ("inbox/places_2025-12-01.geojson",)
    ]
    assert "inbox/places_2024-12-01.geojson: not drawn: found 2 councils of the upper tier" in said[0]
    assert empty_db.execute("select sum(rows_refused) from load_file").fetchone() == (2,)


def test_a_real_code_that_nothing_names_is_left_out_and_counted(
    empty_db: duckdb.DuckDBPyConnection, inbox: Path, load: Load
) -> None:
    send(inbox, feature(THORNBY, square(-2, 52)), feature("E06000099", square(-1, 52)))
    assert "boundaries of areas nobody names are left out: found E06000099" in load().notes[0]
    assert empty_db.execute("select rows_loaded, rows_refused from load_file").fetchall() == [(1, 1)]


OPEN = square(-2, 52)[:-1]
METRES = [[400000, 300000], [410000, 300000], [410000, 310000], [400000, 300000]]
SWAPPED = [[52, -2], [52.5, -2], [52.5, -1.5], [52, -2]]


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        (
            [feature(THORNBY, OPEN)],
            "ring not closed: found a ring of X01000001 that begins at -2, 52 and ends elsewhere",
        ),
        ([feature(THORNBY, METRES)], "found 400000, 300000 for X01000001; expected degrees, longitude first"),
        ([feature(THORNBY, METRES)], "metres of the National Grid are to be exported as EPSG:4326"),
        ([feature(THORNBY, SWAPPED)], "coordinates out of range: found 52, -2 for X01000001"),
        ([feature(THORNBY, [[-2, 52], [-1, 52]])], "broken ring: found 2 points for X01000001"),
        ([feature(THORNBY, [])], "broken ring: found 0 points for X01000001"),
        ([feature(THORNBY, square(-2, 52)) | {"geometry": None}], "no boundary: found no shape for X01000001"),
        (
            [feature(THORNBY, square(-2, 52)) | {"geometry": {"type": "Point", "coordinates": [-2, 52]}}],
            "no boundary: found Point for X01000001",
        ),
        ([feature("X01000009", square(-2, 52))], "unknown area: found X01000009; expected the code of an area"),
        ([feature(THORNBY, [[-2, 52], [-1, 52], [-2, 52]])], "a shape without an area for X01000001"),
        (
            [feature(THORNBY, [[-2, 52], [-1, 52], [float("nan"), 53], [-2, 52]])],
            "not readable as JSON: found unexpected character, expected a JSON value",
        ),
        ([feature(THORNBY, square(-2, 52)), feature(THORNBY, square(-1, 52))], "area twice: found X01000001 2 times"),
        (
            [feature(THORNBY, square(-2, 52)), feature(ASHAM, square(-2, 52))],
            "areas overlap: found X01000001 and X01000002; expected each place in one council",
        ),
        ([feature(THORNBY, square(-2, 52), start=2020, end=2018)], "ends before it begins: found X01000001"),
        ([feature("E92000001", square(-2, 52))], "no council: found no shape with a council's code"),
        (
            [feature(THORNBY, square(-2, 52)) | {"properties": {"name": "Thornby"}}],
            "no area codes: found the properties name",
        ),
        ([], "no area codes"),
    ],
)
def test_what_is_broken_is_refused_with_its_code(tmp_path: Path, features: list[dict[str, Any]], sentence: str) -> None:
    send(tmp_path, *features)
    said = problems(tmp_path / "places.geojson")
    assert any(one.startswith("places.geojson: ") and sentence in one for one in said), said


def test_what_is_refused_is_refused_by_a_load(inbox: Path, load: Load) -> None:
    send(inbox, feature(THORNBY, square(-2, 52)), feature(ASHAM, square(-2, 52)))
    assert sentences(load)[0].startswith("inbox/places.geojson: areas overlap: found X01000001 and X01000002")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"type": "FeatureCollection", "features": [', "not readable as JSON"),
        ('{"type": "FeatureCollection"}', "broken map file: found no features"),
        ('{"type": "Topology", "objects": {}}', "broken map file: found no arcs"),
        (
            '{"type": "Topology", "arcs": [], "objects": {"a": {"geometries": '
            '[{"type": "Polygon", "arcs": [[3]], "properties": {"areacd": "X01000001"}}]}}}',
            "found an arc beyond the 0 there are",
        ),
    ],
)
def test_a_file_that_is_no_map_after_all_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "places.json"
    path.write_text(text, "utf-8")
    assert sentence in problems(path)[0]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-500, 500) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
PARTS = (
    "features",
    "type",
    "geometry",
    "coordinates",
    "properties",
    "arcs",
    "objects",
    "geometries",
    "start",
    "transform",
)


@given(kind=st.sampled_from(["Topology", "FeatureCollection"]), part=st.sampled_from(PARTS), put=ANYTHING)
@settings(max_examples=30)
def test_whatever_stands_in_a_map_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, part: str, put: Any
) -> None:
    ring = square(-2, 52)
    one: dict[str, Any] = {"type": "Polygon", "properties": {"areacd": THORNBY, "start": 2019}}
    if kind == "Topology":
        one |= {"arcs": [[0]]}
        whole = {"type": kind, "arcs": [ring], "objects": {"utla": {"geometries": [one]}}}
    else:
        one |= {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
        whole = {"type": kind, "features": [one]}
    path = tmp_path_factory.mktemp("map") / "places.json"
    text = json.dumps(replaced(whole, part, put))
    path.write_text(f'{{"type": "{kind}", "of": {text}}}' if part == "type" else text, "utf-8")
    assert isinstance(problems(path), list)


def replaced(document: Any, part: str, put: Any) -> Any:
    """Return a document with every part of one name replaced, but for the kind of the whole."""
    if isinstance(document, dict):
        return {key: put if key == part else replaced(value, part, put) for key, value in document.items()}
    return [replaced(value, part, put) for value in document] if isinstance(document, list) else document


def test_other_json_is_nobodys_map(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('{"areacd": ["E06000001"]}', "utf-8")
    assert source.read(path, duckdb.connect()) is None


def test_the_published_boundaries_cover_the_country_once_a_tier(shared_data: Path) -> None:
    path = shared_data / "uk-la-geography" / "topo.json"
    reading = source.read(path, duckdb.connect())
    frame = reading.boundaries
    upper = boundaries._simplified(boundaries._projected(frame[frame["layer"] == "utla"].reset_index(drop=True)))
    whole = dict(zip(upper["area"], upper["shape"], strict=True))
    # BCP took the place of Bournemouth and Poole, and of a district that is no upper-tier council.
    assert whole["E06000058"].intersection(whole["E06000028"]).area > 0.9 * whole["E06000028"].area
    today = upper[upper["last"].isna()]["shape"].to_numpy()
    one, other = np.transpose([pair for pair in np.transpose(shapely.STRtree(today).query(today)) if pair[0] < pair[1]])
    assert shapely.area(shapely.intersection(today[one], today[other])).max() < 100  # 1 km²
    assert sum(shapely.area(today)) == pytest.approx(24_400_000, rel=0.02)  # the United Kingdom in 1/100 km²
