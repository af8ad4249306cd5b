"""Map: every council that has a figure, filled by class, the group compared with and our own outlined."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, ranks, words
from dashboard.explorer import Asked, Subject, ground
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "map", "Map", 80
LEAST, MOST = 1, 4

MANY = 60
"""Tiles whose letters no phone has room for."""

Row = dict[str, Any]


def draw(asked: Asked) -> list[Component]:
    """Return one map a measure, its classes in words, and the same figures as a table."""
    return [_one(asked, subject) for subject in asked.subjects[:MOST]]


def _one(asked: Asked, subject: Subject) -> Component:
    at = ground.compared_at(asked, subject)
    if at is None:
        return shared.nothing(asked, subject)
    about = subject.about
    where = ground.ground(asked, subject, at)
    rows = _outlined(where.rows)
    found = charts.classes([row["value"] for row in rows], about)
    own = next((row for row in rows if row["own"]), None)
    place = _place(own, found)
    top = [row for row in rows if found and row["value"] is not None and found[-1].holds(row["value"])]
    tiles = bool(where.captions)
    kind = ["gt-figure--map"] + ["gt-figure--tiles"] * tiles + ["gt-figure--many"] * (tiles and len(rows) > MANY)
    return components.figure(
        f"map-{subject.id}",
        charts.area_map(rows, found, about, captions=where.captions, group_name=asked.group["name"]),
        title=words.map.map_title(rows, about, council=asked.council, place=place, labels=[one.label for one in found]),
        subtitle=shared.subtitle(subject, at["label"]),
        sentence=words.map.map_sentence(rows, top, about, council=asked.council, when=formats.in_period(at["label"])),
        key=_key(asked, rows, found),
        table=_table(where, found, subject, at["label"]),
        notes=words.map.map_notes(
            tiles=tiles, tier=where.tier, day=where.day, others=where.others, strays=where.strays
        ),
        source=" ".join(part for part in (shared.source(asked, subject), words.map.map_source(where.file)) if part),
        kind=" ".join(kind),
    )


def _outlined(rows: list[Row]) -> list[Row]:
    """Return the councils, nobody but our own outlined where most are in the group: lines around all tell nothing."""
    if 2 * sum(row["member"] for row in rows) < len(rows):
        return rows
    return [row | {"member": False} for row in rows]


def _place(row: Row | None, found: Sequence[charts.Class]) -> int | None:
    if row is None or row["value"] is None:
        return None
    return next(place for place, one in enumerate(found) if one.holds(row["value"]))


def _key(asked: Asked, rows: Sequence[Row], found: Sequence[charts.Class]) -> Component:
    """Return what each fill means, the highest first, with how many councils it has; then the outlines."""
    without = sum(row["value"] is None for row in rows)
    said: list[tuple[str, str, int | None]] = [
        (charts.swatch(one.shade), one.label, one.councils) for one in reversed(found)
    ]
    said += [(charts.swatch(None), "no figure", without)] if without else []
    said += [(charts.outline(3), asked.council, None) for row in rows if row["own"]]
    members = sum(row["member"] and not row["own"] for row in rows)
    said += [(charts.outline(1.4), asked.group["name"], members)] if members else []
    return html.Ul(
        [
            html.Li(
                [
                    html.Img(src=picture, alt="", width=28, height=20),
                    html.Span(words.prose.capital(label)),
                    html.Span(formats.plural(count, "council"), className="gt-map__count") if count else None,
                ]
            )
            for picture, label, count in said
        ],
        className="gt-map__key",
        **{"aria-label": "Key"},
    )


def _table(where: ground.Ground, found: Sequence[charts.Class], subject: Subject, label: str) -> Component:
    about = subject.about
    rows, drawn = [], {row["area"] for row in where.rows}
    for row in ranks.best_first(sorted([*where.rows, *where.strays], key=itemgetter("name")), about["polarity"]):
        place = _place(row, found) if row["area"] in drawn else None
        rows.append(
            {
                "name": shared.named(row),
                "value": formats.measured(row["value"], about, marker=row["marker"]),
                "class": found[place].label.capitalize() if place is not None else "–",
                "region": formats.text(row["region"]) or "–",
            }
        )
    columns: list[components.Column] = [
        ("name", "Council"),
        ("value", words.prose.capital(about["unit"]), "number"),
    ]
    columns += [("class", "Class"), ("region", "Region")]
    return components.data_table(columns, rows, caption=shared.subtitle(subject, label), show_caption=False)
