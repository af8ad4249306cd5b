"""Boundaries of councils as TopoJSON or GeoJSON, in degrees, as the ONS publishes them; any file of the same form."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import shapely

from pipelines import readers
from pipelines.areas import OTHER, type_of
from pipelines.problems import Problem, Refused
from pipelines.sources import Reading

SUFFIXES = (".json", ".geojson", ".topojson")
KIND = re.compile(rb'"type"\s*:\s*"(Topology|FeatureCollection)"')
CODE = re.compile(r"areacd|area|code|[A-Z]{2,6}[0-9]{2}CD", re.IGNORECASE)
"""What the property with an area's code is called: areacd, area, code, or the ONS's LAD24CD and CTYUA23CD."""

LOWEST, HIGHEST = (-30, 35), (30, 75)
"""Longitude and latitude a council of these islands can lie at; whoever swaps the two is outside both."""

COUNCILS = {
    "unitary authority",
    "district",
    "metropolitan district",
    "London borough",
    "county",
    "Northern Ireland district",
    "Scottish council area",
    "Welsh unitary authority",
    OTHER,
}
"""Kinds of area a map is drawn of; a code that is no GSS code may be a council of the pack's own."""

Facts = dict[str, Any]
Polygons = list[list[np.ndarray]]
"""Each polygon its rings, the outer one first."""


def read(path: Path, db: duckdb.DuckDBPyConnection) -> Reading | None:
    """Return the boundaries of a file, one row a council and layer: some hundred shapes, so ``db`` is not needed.

    Raises Refused with every shape that is broken, each by its code.
    """
    if path.suffix.lower() not in SUFFIXES or not _is_map(path):
        return None
    document = readers.document(path)
    for part in ("arcs", "objects") if document["type"] == "Topology" else ("features",):
        if part not in document:
            raise Refused([_problem(path, "broken map file", f"no {part}", f"a {document['type']} with its {part}")])
    try:
        rows, problems = _read(document, path)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        expected = f"a {document['type']} as its standard has it"
        raise Refused([_problem(path, "broken map file", f"a part of another form ({error})", expected)]) from error
    frame = pd.DataFrame(rows, columns=["layer", "area", "first", "last", "shape"])
    frame[["first", "last"]] = frame[["first", "last"]].apply(pd.to_datetime)
    problems += [
        _problem(path, "ends before it begins", code, "a last year no earlier than the first")
        for code in frame.loc[frame["first"] > frame["last"], "area"].unique()
    ]
    for (layer, code), times in frame.groupby(["layer", "area"], sort=False).size().items():
        if times > 1:
            where = f" in {layer}" if layer else ""
            problems.append(_problem(path, "area twice", f"{code} {times} times{where}", "each area once"))
    if problems:
        raise Refused(problems)
    return Reading(source="boundaries", rows=len(frame), boundaries=frame)


def _read(document: Facts, path: Path) -> tuple[list[Facts], list[Problem]]:
    """Return a row for each council of each layer that has codes, and every problem of their shapes."""
    layers = _topology(document, path) if document["type"] == "Topology" else {"": _collection(document)}
    keys = {layer: _key([facts for facts, _ in shapes]) for layer, shapes in layers.items()}
    if not any(keys.values()):
        named = sorted({name for shapes in layers.values() for facts, _ in shapes for name in facts})
        found = f"the properties {', '.join(named[:10])}" if named else "no properties"
        return [], [_problem(path, "no area codes", found, "areacd with every shape, or a code as LAD24CD")]
    rows, problems = [], []
    for layer, shapes in layers.items():
        coded = [(str(facts[keys[layer]]).strip(), facts, polygons) for facts, polygons in shapes if keys[layer]]
        councils = [one for one in coded if type_of(one[0]) in COUNCILS]
        found, wrong = _checked([polygons for *_, polygons in councils], [code for code, *_ in councils], path)
        problems += wrong
        rows += [
            {"layer": layer, "area": code, **_life(facts), "shape": shape}
            for (code, facts, _), shape in zip(councils, found, strict=True)
        ]
    if not rows:
        problems.append(_problem(path, "no council", "no shape with a council's code", "boundaries of councils"))
    return rows, problems


def _is_map(path: Path) -> bool:
    with path.open("rb") as file:
        return KIND.search(file.read(4000)) is not None


def _key(every: list[Facts]) -> str | None:
    """Return the property that holds the code of each shape of a layer, if every one has it."""
    common = set.intersection(*(set(facts) for facts in every)) if every else set()
    return next((name for name in every[0] if name in common and CODE.fullmatch(name)), None) if every else None


def _life(facts: Facts) -> Facts:
    """Return first and last day, from the years ``start`` and ``end``: councils begin and end with a financial year."""
    start, end = facts.get("start"), facts.get("end")
    return {
        "first": date(int(start), 4, 1) if start else None,
        "last": date(int(end) + 1, 3, 31) if end else None,
    }


def _collection(document: Facts) -> list[tuple[Facts, Polygons | str]]:
    """Return properties and polygons of each feature of a GeoJSON file, each polygon a list of rings."""
    return [(one.get("properties") or {}, _polygons(one.get("geometry"), _points)) for one in document["features"]]


def _points(ring: Any) -> np.ndarray:
    return np.asarray(ring, dtype=float)


def _topology(document: Facts, path: Path) -> dict[str, list[tuple[Facts, Polygons | str]]]:
    """Return properties and polygons of each shape of each object of a TopoJSON file."""
    arcs = [_points(arc) for arc in document["arcs"]]
    if "transform" in document:
        scale, start = (_points(document["transform"][name]) for name in ("scale", "translate"))
        arcs = [arc.cumsum(axis=0) * scale + start for arc in arcs]

    def ring(numbers: list[int]) -> np.ndarray:
        """Join arcs end to end; ~n is arc n backwards. The first point of an arc repeats the last one before it."""
        lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])

    try:
        return {
            name: [(one.get("properties") or {}, _polygons(one, ring)) for one in layer.get("geometries", [])]
            for name, layer in document["objects"].items()
        }
    except IndexError as error:
        expected = "numbers of arcs that the file has"
        raise Refused(
            [_problem(path, "broken TopoJSON", f"an arc beyond the {len(arcs)} there are", expected)]
        ) from error


def _polygons(geometry: Facts | None, ring: Any) -> Polygons | str:
    """Return the rings of each polygon of a shape, or what kind of shape it is instead."""
    kind = (geometry or {}).get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        return str(kind or "no shape")
    parts = geometry.get("arcs", geometry.get("coordinates"))
    return [[ring(one) for one in polygon] for polygon in ([parts] if kind == "Polygon" else parts)]


def _checked(given: list[Polygons | str], codes: list[str], path: Path) -> tuple[np.ndarray, list[Problem]]:
    """Return the shapes of a layer, empty where one is broken, and the first problem of each that is.

    All at once: a layer has some hundred shapes of some thousand rings, and each call takes longer than its work.
    """
    wrong = {
        place: _problem(path, "no boundary", f"{polygons} for {codes[place]}", "a Polygon or MultiPolygon")
        for place, polygons in enumerate(given)
        if isinstance(polygons, str)
    }
    drawn = [[] if isinstance(polygons, str) else polygons for polygons in given]
    if not _sound([ring for polygons in drawn for polygon in polygons for ring in polygon]):
        for place, polygons in enumerate(drawn):
            faults = (fault for polygon in polygons for ring in polygon for fault in _wrong(ring, codes[place], path))
            if fault := next(faults, None):
                wrong[place] = fault
    shapes = _whole([[] if place in wrong else polygons for place, polygons in enumerate(drawn)])
    for place in np.flatnonzero(~_have_areas(shapes)).tolist():
        found = f"a shape without an area for {codes[place]}"
        wrong.setdefault(place, _problem(path, "no boundary", found, "a shape around a place"))
    return shapes, [wrong[place] for place in sorted(wrong)]


def _have_areas(shapes: np.ndarray) -> np.ndarray:
    """Return which shapes made valid have an area: any part that is valid tells, and the smallest tells soonest."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    wide = shapely.area(parts) > 0
    parts, of = parts[wide], of[wide]
    order = np.lexsort((shapely.get_num_coordinates(parts), of))
    told, first = np.unique(of[order], return_index=True)
    have = np.zeros(len(shapes), dtype=bool)
    have[told] = shapely.is_valid(parts[order][first])
    have[~have] = shapely.area(shapely.make_valid(shapes[~have], method="structure")) > 0
    return have


def _sound(rings: list[np.ndarray]) -> bool:
    """Return whether nothing is wrong with any ring of a layer; false also where only ``_wrong`` can tell."""
    if not rings or any(ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 3 for ring in rings):
        return False
    points, end = np.concatenate(rings), np.cumsum([len(ring) for ring in rings])
    inside = (points >= LOWEST) & (points <= HIGHEST)
    return bool(inside.all() and (points[np.r_[0, end[:-1]]] == points[end - 1]).all())


def _wrong(ring: np.ndarray, code: str, path: Path) -> Iterator[Problem]:
    if ring.ndim != 2 or ring.shape[1] < 2 or len(ring) < 3:
        yield _problem(
            path, "broken ring", f"{len(ring)} points for {code}", "at least four points, each with two numbers"
        )
        return
    inside = ((ring[:, :2] >= LOWEST) & (ring[:, :2] <= HIGHEST)).all(axis=1)
    if not inside.all():
        x, y = ring[~inside][0][:2]
        metres = "; metres of the National Grid are to be exported as EPSG:4326" if max(abs(x), abs(y)) > 360 else ""
        expected = f"degrees, longitude first (-30 to 30), then latitude (35 to 75){metres}"
        yield _problem(path, "coordinates out of range", f"{x:g}, {y:g} for {code}", expected)
        return
    if (ring[0] != ring[-1]).any():
        found = f"a ring of {code} that begins at {ring[0][0]:g}, {ring[0][1]:g} and ends elsewhere"
        yield _problem(path, "ring not closed", found, "the first point again as the last")


def _whole(shapes: list[Polygons]) -> np.ndarray:
    """Return shapes of polygons without repeated points; what rounding has reduced to a line is none of them."""
    polygons = [polygon for shape in shapes for polygon in shape]
    shape_of = np.repeat(np.arange(len(shapes)), [len(shape) for shape in shapes])
    rings = [ring[:, :2] for polygon in polygons for ring in polygon]
    polygon_of = np.repeat(np.arange(len(polygons)), [len(polygon) for polygon in polygons])
    ring_of = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    points = np.concatenate([np.empty((0, 2)), *rings])
    new = np.ones(len(points), dtype=bool)
    new[1:] = (points[1:] != points[:-1]).any(axis=1) | (ring_of[1:] != ring_of[:-1])
    around = np.bincount(ring_of[new], minlength=len(rings)) > 3
    # Without its outer ring, the first, a polygon is none, whatever its holes.
    outer = np.searchsorted(polygon_of, polygon_of)
    kept = around & around[outer]
    chosen = new & kept[ring_of]
    lines = shapely.linearrings(points[chosen], indices=_numbered(ring_of[chosen]))
    filled = shapely.polygons(lines, indices=_numbered(polygon_of[kept]))
    whole = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(filled, indices=shape_of[np.unique(polygon_of[kept])], out=whole)
    return whole


def _numbered(groups: np.ndarray) -> np.ndarray:
    """Return sorted numbers of groups without a gap, from 0."""
    return np.unique(groups, return_inverse=True)[1]


def _problem(path: Path, rule: str, found: str, expected: str) -> Problem:
    return Problem(path.name, None, None, rule, found, expected)
