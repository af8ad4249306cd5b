"""A measure on the map: areas filled by class, our own outlined, nothing fetched from anywhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard import formats, words
from dashboard.charts.classes import Class
from dashboard.charts.frame import SMALL, Drawing, amount, axis, layout, note
from dashboard.charts.palette import COLOURS
from dashboard.charts.tiles import UNIT

_HEIGHT = 700
_TILE = 48
_EDGE = 0.5
_HATCH = {".": 6, "/": 7, "x": 9, "-": 6}
_LABEL = (110, 24)
_AROUND = (
    (-130, -20),
    (130, -20),
    (-120, 60),
    (120, 60),
    (-110, -80),
    (110, -80),
    (0, -90),
    (0, 90),
    (-230, 0),
    (230, 0),
)
"""Where a name may stand beside its area, in pixels to the right and down, the best first."""

_ROOM = 0.14
"""Share of the width that half a name takes on a phone."""

_LEGEND = {"traceorder": "reversed", "x": 0.02, "y": 1, "itemsizing": "trace"}
"""The key inside a picture that is taken away; on the page it is words in HTML beside the map."""

_LONDON, _BOROUGHS, _TIMES = "London borough", 10, (4, 3)
_BAND = 200

Row = dict[str, Any]
Outline = tuple[list[float | None], list[float | None]]


def area_map(
    areas: Sequence[Row],
    found: Sequence[Class],
    measure: Row,
    *,
    captions: Sequence[Row] = (),
    group_name: str = "",
) -> Drawing:
    """Draw areas: name, value, marker, own, member (bool), type, x and y (rings), middle_x, middle_y, letters if tiles.

    Those without a value are hatched, members of the group compared have a dark edge and our own a heavy one.
    ``captions`` are names of blocks of tiles. London is drawn again, larger, where the sea leaves
    room for it.
    """
    inset = [] if captions else _london(areas)
    every = [*areas, *inset]
    own = [row for row in every if row["own"]]
    traces = [_filled([row for row in every if amount(row["value"]) is None], None)]
    traces += [_filled([row for row in every if _in(row, one)], one) for one in found]
    traces += [
        _edges([row for row in every if row["member"] and not row["own"]], 1.4, name=group_name),
        _edges(own, 6, colour=COLOURS["surface"]),
        _edges(own, 3, name=own[0]["name"] if own else ""),
        *_letters(every, found),
        _points(every, measure),
    ]
    low_x, high_x, low_y, high_y = _box(every)
    room = (high_y - low_y) * 0.02
    tall = min(_HEIGHT, round((high_y - low_y) / UNIT * _TILE)) if captions else _HEIGHT
    return {
        "data": [trace for trace in traces if trace["x"]],
        "layout": layout(
            tall,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            hovermode="closest",
            hoverdistance=30,
            legend=_LEGEND,
            xaxis=axis(visible=False, range=[low_x - room, high_x + room], constrain="domain"),
            yaxis=axis(
                visible=False,
                range=[low_y - room, high_y + (room + 1.1 * UNIT if captions else room)],
                scaleanchor="x",
                scaleratio=1,
                constrain="domain",
            ),
            annotations=[
                *_names(captions),
                *_inset_name(inset),
                *([] if captions else _own_name(every, (high_y - low_y) / tall)),
            ],
        ),
    }


def _in(row: Row, one: Class) -> bool:
    value = amount(row["value"])
    return value is not None and one.holds(value)


def _outline(rows: Iterable[Row]) -> Outline:
    """Every ring of every area in one line, each closed and apart from the next."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in rows:
        for x, y in _rings(row):
            xs += [*x, x[0], None]
            ys += [*y, y[0], None]
    return xs[:-1], ys[:-1]


def _rings(row: Row) -> Iterable[tuple[list[float], list[float]]]:
    return zip(row["x"], row["y"], strict=True)


def _filled(rows: Sequence[Row], one: Class | None) -> Row:
    x, y = _outline(rows)
    pattern = "-" if one is None else one.pattern
    colour = COLOURS["surface"] if one is None else one.colour
    trace: Row = {
        "type": "scatter",
        "mode": "lines",
        "name": words.prose.capital("no figure" if one is None else one.label),
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour,
        "hoverinfo": "skip",
        "line": {"color": COLOURS["others"] if one is None else COLOURS["surface"], "width": _EDGE},
    }
    if pattern:
        ink = COLOURS["others"] if one is None else one.ink
        trace["fillpattern"] = {
            "shape": pattern,
            "size": _HATCH[pattern],
            "solidity": 0.2,
            "fillmode": "replace",
            "fgcolor": ink,
            "fgopacity": 0.35,
            "bgcolor": colour,
        }
    return trace


def _edges(rows: Sequence[Row], width: float, *, name: str = "", colour: str = COLOURS["ink"]) -> Row:
    x, y = _outline(rows)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": words.prose.capital(name),
        "showlegend": bool(name),
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "line": {"color": colour, "width": width},
    }


def _letters(rows: Sequence[Row], found: Sequence[Class]) -> list[Row]:
    """The letters of tiles, light on dark classes."""
    named = [row for row in rows if "letters" in row]
    inks = [next((one.ink for one in found if _in(row, one)), COLOURS["ink"]) for row in named]
    return [
        {
            "type": "scatter",
            "mode": "text",
            "showlegend": False,
            "x": [row["middle_x"] for row in named],
            "y": [row["middle_y"] for row in named],
            "text": [f"<b>{row['letters']}</b>" if row["own"] else row["letters"] for row in named],
            "textfont": {"size": 11, "color": inks},
            "hoverinfo": "skip",
        }
    ]


def _points(rows: Sequence[Row], measure: Row) -> Row:
    """A point nobody sees inside each area, which says its name and value."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Councils",
        "showlegend": False,
        "x": [row["middle_x"] for row in rows],
        "y": [row["middle_y"] for row in rows],
        "customdata": [f"<b>{row['name']}</b><br>{_said(row, measure)}" for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 16, "opacity": 0},
    }


def _said(row: Row, measure: Row) -> str:
    if amount(row["value"]) is None and formats.text(row["marker"]) not in formats.MISSING:
        return "no figure"
    return formats.measured(row["value"], measure, marker=row["marker"], unit=True)


def _box(rows: Iterable[Row]) -> tuple[float, float, float, float]:
    xs = [x for row in rows for ring in row["x"] for x in ring]
    ys = [y for row in rows for ring in row["y"] for y in ring]
    return min(xs), max(xs), min(ys), max(ys)


def _london(areas: Sequence[Row]) -> list[Row]:
    """The boroughs again, larger, on the sea to the east; nothing where they are all there is."""
    boroughs = [row for row in areas if row["type"] == _LONDON]
    if len(boroughs) < _BOROUGHS or len(boroughs) == len(areas):
        return []
    west, east, south, north = _box(boroughs)
    times, left, bottom = _at_sea(areas, east - west, north - south)

    def x(number: float) -> int:
        return round(left + (number - west) * times)

    def y(number: float) -> int:
        return round(bottom + (number - south) * times)

    return [
        row
        | {
            "x": [[x(number) for number in ring] for ring in row["x"]],
            "y": [[y(number) for number in ring] for ring in row["y"]],
            "middle_x": x(row["middle_x"]),
            "middle_y": y(row["middle_y"]),
            "times": times,
        }
        for row in boroughs
    ]


def _at_sea(areas: Sequence[Row], wide: float, high: float) -> tuple[int, float, float]:
    """Return how much larger an inset is drawn, its left and lower end: the first place from the south with room."""
    coast: dict[int, float] = {}
    for row in areas:
        for xs, ys in _rings(row):
            for x, y in zip(xs, ys, strict=True):
                band = int(y // _BAND)
                coast[band] = max(coast.get(band, x), x)
    _, right, low, top = _box(areas)
    for times in _TIMES:
        left = right - wide * times
        for step in reversed(range(max(0, int((top - low - high * times) // _BAND)) + 1)):
            bottom = top - high * times - step * _BAND
            bands = range(int(bottom // _BAND), int((bottom + high * times) // _BAND) + 1)
            if all(coast.get(band, left - _BAND) < left - _BAND / 4 for band in bands):
                return times, left, bottom
    return _TIMES[-1], right + _BAND, top - high * _TIMES[-1]


def _inset_name(inset: Sequence[Row]) -> list[Row]:
    if not inset:
        return []
    _, east, south, _ = _box(inset)
    font = {"size": SMALL, "color": COLOURS["muted"]}
    return [
        note(f"London, × {inset[0]['times']}", x=east, xanchor="right", y=south, yanchor="top", yshift=-4, font=font)
    ]


def _names(captions: Sequence[Row]) -> list[Row]:
    return [
        note(f"<b>{row['text']}</b>", x=row["x"], y=row["y"], xanchor="left", yanchor="bottom", yshift=1)
        for row in captions
    ]


def _own_name(areas: Sequence[Row], scale: float) -> list[Row]:
    """The name of our own council, where it covers least of the land; ``scale`` is units a pixel."""
    own = next((row for row in areas if row["own"]), None)
    if own is None:
        return []
    at = _beside(own, areas, scale)
    return [
        note(
            f"<b>{own['name']}</b>",
            x=own["middle_x"],
            y=own["middle_y"],
            showarrow=True,
            arrowhead=0,
            arrowwidth=1.5,
            arrowcolor=COLOURS["ink"],
            axref="x",
            ayref="y",
            ax=at[0],
            ay=at[1],
            bgcolor="rgba(255,255,255,0.9)",
            borderpad=3,
            font={"size": 14, "color": COLOURS["ink"]},
        )
    ]


def _beside(own: Row, areas: Sequence[Row], scale: float) -> tuple[float, float]:
    """Return the place for a name, of those around an area, that has fewest points of any border in it."""
    low, high, _, _ = _box(areas)
    edge = (high - low) * _ROOM
    wide, tall = (size * scale / 2 for size in _LABEL)
    places = [
        (min(max(own["middle_x"] + right * scale, low + edge), high - edge), own["middle_y"] - down * scale)
        for right, down in _AROUND
    ]
    furthest = max(abs(down) for _, down in _AROUND) * scale + tall
    near = [
        (x, y)
        for row in areas
        for xs, ys in _rings(row)
        for x, y in zip(xs, ys, strict=True)
        if abs(y - own["middle_y"]) < furthest
    ]
    return min(places, key=lambda at: sum(abs(x - at[0]) < wide and abs(y - at[1]) < tall for x, y in near))
