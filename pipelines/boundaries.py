"""The shapes a map is drawn of: projected, simplified with borders still shared, one set a tier of councils.

Projected is the transverse Mercator about 2° west, the projection of the National Grid, on a sphere: within a pixel of
it on any screen, without its tables. Units are 100 metres east of 2° west and north of 49° north.
"""

from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import shapely

from pipelines import dimensions
from pipelines.areas import OTHER, type_of
from pipelines.checks import nearest
from pipelines.dimensions import Readings
from pipelines.inbox import Arrival
from pipelines.problems import Problem

RADIUS = 63_710
"""Of the Earth, in units."""

TOLERANCE = 8
"""What may be cut from a border: triangles of up to 0.8 by 0.8 km, less than a pixel of a map of England."""

ISLET = 400
"""4 km²: a smaller part of a council is left out, unless it is the largest."""

OVERLAP = 0.2
"""Share of the smaller area from which two councils cannot both have been there."""

UPPER, LOWER = "upper", "lower"


@dataclass(frozen=True)
class Layer:
    """Councils of one tier, as one file has them."""

    arrival: Arrival
    shapes: pd.DataFrame


def found(
    readings: Readings, all_areas: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem], dict[Arrival, list[Problem]]]:
    """Return dim_boundary, problems of files that cannot be right, and what is left out of each file that can.

    A tier is drawn from one file: the newest, and of those as new the one with most councils.
    """
    authority = dict(zip(all_areas["area"], all_areas["authority"], strict=True))
    kinds = dict(zip(all_areas["area"], all_areas["type"], strict=True))
    problems: list[Problem] = []
    left_out: dict[Arrival, list[Problem]] = {}
    sets: dict[str, list[Layer]] = {}
    for arrival, reading in readings.items():
        if reading is None or reading.boundaries is None:
            continue
        frame = reading.boundaries
        unknown = sorted(set(frame["area"]) - set(authority))
        problems += [_unknown(arrival, code, authority) for code in unknown if type_of(code) == OTHER]
        if unknown:
            left_out[arrival] = [_nobody(arrival, unknown, int(frame["area"].isin(unknown).sum()))]
        known = frame[frame["area"].isin(authority)]
        for _, shapes in known.groupby("layer", sort=False):
            tier = LOWER if "district" in set(shapes["area"].map(kinds)) else UPPER
            sets.setdefault(tier, []).append(Layer(arrival, shapes))
    tables = []
    for tier, given in sets.items():
        *others, chosen = sorted(given, key=lambda one: (one.arrival.vintage, len(one.shapes), one.arrival.name))
        for other in others:
            left_out.setdefault(other.arrival, []).append(_not_drawn(other, tier, chosen.arrival))
        drawn = _projected(chosen.shapes)
        problems += _overlapping(chosen.arrival.name, drawn)
        if not problems:
            tables.append(_table(_simplified(drawn), authority).assign(tier=tier, file=chosen.arrival.name))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(), problems, left_out


def fill(db: duckdb.DuckDBPyConnection, table: pd.DataFrame) -> None:
    """Insert dim_boundary."""
    dimensions.insert(db, "dim_boundary", table)


def project(degrees: np.ndarray) -> np.ndarray:
    """Return points (longitude, latitude) on the plane, in units."""
    east, north = np.radians(degrees[:, 0] + 2), np.radians(degrees[:, 1])
    x = np.arctanh(np.cos(north) * np.sin(east))
    y = np.arctan2(np.tan(north), np.cos(east)) - np.radians(49)
    return np.column_stack((x, y)) * RADIUS


def _projected(shapes: pd.DataFrame) -> pd.DataFrame:
    flat = _without_islets(shapely.transform(shapes["shape"].to_numpy(), project))
    # Nearly all are valid; to tell so takes a sixth of what making them so does.
    broken = ~shapely.is_valid(flat)
    flat[broken] = shapely.make_valid(flat[broken], method="structure")
    return shapes.assign(shape=flat)


def _without_islets(shapes: np.ndarray) -> np.ndarray:
    """Return shapes without the parts whose rectangle alone is smaller than an islet: three in four.

    The area of a part that is not valid yet may be nothing; the rectangle around it never lies.
    """
    parts, of = shapely.get_parts(shapes, return_index=True)
    left, low, right, high = shapely.bounds(parts).T
    around = (right - left) * (high - low)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, of, around)
    kept = (around >= ISLET) | (around == largest[of])
    return shapely.multipolygons(parts[kept], indices=of[kept])


def _overlapping(name: str, shapes: pd.DataFrame) -> list[Problem]:
    """Return a problem for each two councils that cannot have been there on the same day."""
    codes, every = shapes["area"].tolist(), shapes["shape"].to_numpy()
    first, last = shapes["first"].to_numpy(), shapes["last"].to_numpy()
    one, other = shapely.STRtree(every).query(every)
    there = (one < other) & ~(last[one] < first[other]) & ~(last[other] < first[one])
    one, other = one[there], other[there]
    # Nearly all are neighbours that share a border alone: to lay each two over one another takes four times as long.
    over = shapely.relate_pattern(every[one], every[other], "T********")
    one, other = one[over], other[over]
    most = OVERLAP * shapely.area(every)
    shared = shapely.area(shapely.intersection(every[one], every[other]))
    over = shared > np.minimum(most[one], most[other])
    expected = "each place in one council: the years start and end say when one ended and one began"
    return [
        Problem(name, None, None, "areas overlap", f"{codes[a]} and {codes[b]}", expected)
        for a, b in zip(one[over], other[over], strict=True)
    ]


def _simplified(shapes: pd.DataFrame) -> pd.DataFrame:
    """Return the shapes simplified, neighbours of one day together so that their borders stay shared.

    Councils change, so this is done for each day on which some did, newest first; a council keeps its newest shape.
    """
    days = sorted(set(shapes["first"].dropna()), reverse=True)
    done: dict[object, object] = {}
    for day in [*days, pd.Timestamp.min]:
        there = shapes[
            (shapes["first"].isna() | (shapes["first"] <= day)) & (shapes["last"].isna() | (shapes["last"] >= day))
        ]
        every = there["shape"].to_numpy()
        new = every[[index not in done for index in there.index]]
        # On the first of these days all are new.
        near = np.unique(shapely.STRtree(every).query(new, predicate="intersects")[1]) if done else slice(None)
        drawn = shapely.coverage_simplify(every[near], TOLERANCE)
        for index, shape in zip(there.index[near], drawn, strict=True):
            done.setdefault(index, shape)
    return shapes.assign(shape=[done[index] for index in shapes.index])


def _table(shapes: pd.DataFrame, authority: dict[str, str]) -> pd.DataFrame:
    """Return one row a council under today's code, which a council recoded keeps: its newest shape, its whole life."""
    rows: dict[str, dict] = {}
    newest = shapes.sort_values("last", na_position="first", kind="stable", ascending=False)
    for area, first, last, shape in newest[["area", "first", "last", "shape"]].itertuples(index=False):
        code = authority[area]
        if code in rows:
            rows[code]["valid_from"] = first if pd.notna(first) else None
        else:
            rows[code] = {
                "area": code,
                "valid_from": first if pd.notna(first) else None,
                "valid_to": last if pd.notna(last) else None,
                **_drawn(shape),
            }
    return pd.DataFrame([rows[code] for code in sorted(rows)])


def _drawn(shape: shapely.Geometry) -> dict:
    """Return a shape's rings as whole units, and a point well inside it; holes run the other way round."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    rings = [
        ring
        for part in parts
        if part is largest or part.area >= ISLET
        for polygon in [shapely.orient_polygons(part)]
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    xs, ys = zip(*(_whole_units(ring) for ring in rings), strict=True)
    middle = shapely.maximum_inscribed_circle(largest, tolerance=10).coords[0]
    return {"x": list(xs), "y": list(ys), "middle_x": round(middle[0]), "middle_y": round(middle[1])}


def _whole_units(ring: shapely.LinearRing) -> tuple[list[int], list[int]]:
    """Return the points of a ring in whole units, none of them twice in a row, without the last that closes it."""
    points = [tuple(point) for point in np.rint(shapely.get_coordinates(ring)).astype(int).tolist()]
    kept = [one for one, after in pairwise(points) if one != after] or points[:1]
    return [x for x, _ in kept], [y for _, y in kept]


def _unknown(arrival: Arrival, code: str, known: dict[str, str]) -> Problem:
    expected = "the code of an area the pack, the published geography or a file of figures names"
    return Problem(arrival.name, None, None, "unknown area", code, expected + nearest(code, known))


def _not_drawn(layer: Layer, tier: str, chosen: Arrival) -> Problem:
    count = len(layer.shapes)
    expected = f"one set of boundaries a tier, which is in {chosen.name}: newer, or of more councils"
    return Problem(layer.arrival.name, None, None, "not drawn", f"{count} councils of the {tier} tier", expected, count)


def _nobody(arrival: Arrival, codes: list[str], rows: int) -> Problem:
    found = ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
    expected = "areas that figures or the published geography name"
    return Problem(arrival.name, None, None, "boundaries of areas nobody names are left out", found, expected, rows)
