"""Pictures of variation and assurance (DR-26, DR-27), after the idea of the NHS's and drawn by us.

Each is an image of its own with its name as its text: a white disc with a ring, legible on a dark page, in forced
colours and on paper; letter and shape say what the colour says.
"""

from collections.abc import Mapping
from urllib.parse import quote

from dash import html

from dashboard.charts import COLOURS, SPC_SHAPES

SIZE = 48
_HIGH = {"above": "higher", "rising": "higher", "below": "lower", "falling": "lower"}
_VARIATION = {
    "improvement": "Improvement",
    "concern": "Cause for concern",
    "neutral": "A real change",
    "common": "Expected variation",
}
_VARIATION_MEANS = {
    "improvement": "More than chance would explain",
    "concern": "More than chance would explain",
    "neutral": "More than chance would explain, and neither better nor worse",
    "common": "Ups and downs that chance explains",
}
_ASSURANCE = {
    "pass": "Target met as a rule",
    "fail": "Target missed as a rule",
    "hit_or_miss": "Target hit or missed by chance",
}
_ASSURANCE_MEANS = {
    "pass": "The process as it runs meets it in nearly every period",
    "fail": "The process as it runs misses it in nearly every period",
    "hit_or_miss": "It lies within the expected range of values",
}
_TONE = {"pass": "improvement", "fail": "concern", "hit_or_miss": "common"}
_LETTERS = {
    "H": "M0 0V10M7 0V10M0 5H7",
    "L": "M0 0V10H6",
    "P": "M0 10V0H3.6A3 3 0 0 1 3.6 6H0",
    "F": "M0 10V0H6.4M0 5H5",
    "?": "M0 2.6A3 3 0 1 1 3.2 5.6V6.8M3.2 9.4V10",
}
_POINTS = {
    "square": "M-3-3H3V3H-3Z",
    "diamond": "M0-4.2L4.2 0L0 4.2L-4.2 0Z",
    "x": "M-3.2-3.2L3.2 3.2M3.2-3.2L-3.2 3.2",
    "circle": "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0-3 0Z",
}


def variation_icon(variation: str, side: str | None = None, *, size: int = SIZE) -> html.Img:
    """The picture of a variation (improvement, concern, neutral, common), with the side its values lie on."""
    return _image(_variation(variation, side), variation_name(variation, side), size)


def assurance_icon(assurance: str, *, size: int = SIZE) -> html.Img:
    """The picture of an assurance (pass, fail, hit_or_miss)."""
    return _image(_assurance(assurance), f"Assurance: {_lower(_ASSURANCE[assurance])}", size)


def variation_name(variation: str, side: str | None = None) -> str:
    """What a variation's picture says: "Variation: improvement, values higher"."""
    where = f", values {_HIGH[side]}" if side in _HIGH and variation != "common" else ""
    return f"Variation: {_lower(_VARIATION[variation])}{where}"


def spc_icons(variation: str | None, side: str | None, assurance: str | None) -> html.Ul | None:
    """Both pictures of a measure, each with its words beside it; one of them, or nothing, where there is no other."""
    items = []
    if variation:
        where = f" ({_HIGH[side]})" if side in _HIGH and variation != "common" else ""
        name, means = f"{_VARIATION[variation]}{where}", _VARIATION_MEANS[variation]
        items.append(_item(variation_icon(variation, side), name, means))
    if assurance:
        items.append(_item(assurance_icon(assurance), _ASSURANCE[assurance], _ASSURANCE_MEANS[assurance]))
    return html.Ul(items, className="gt-icons") if items else None


def point_icon(judgement: str, *, size: int = 16) -> html.Img:
    """The shape of a point of a control chart, for the key below it; its word stands beside it."""
    return html.Img(src=_uri(_point(judgement, 8, 8), 16), alt="", width=size, height=size, className="gt-icon")


def spc_key(named: Mapping[str, str]) -> html.Ul:
    """The shapes of a control chart's points with their words: judgement to words, those that occur."""
    items = [html.Li([point_icon(name), named[name]]) for name in SPC_SHAPES if name in named]
    return html.Ul(items, className="gt-key", **{"aria-label": "Key"})


def _item(picture: html.Img, name: str, means: str) -> html.Li:
    return html.Li([picture, html.Span([html.Strong(name), html.Span(means)], className="gt-icons__words")])


def _image(drawn: str, name: str, size: int) -> html.Img:
    return html.Img(src=_uri(drawn, 48), alt=name, title=name, width=size, height=size, className="gt-icon")


def _variation(variation: str, side: str | None) -> str:
    """Two limits and a run of points: within them, or its end beyond the one on that side, with H or L."""
    if variation == "common":
        run = [("common", x, y) for x, y in ((10, 26), (17, 21), (24, 28), (31, 22), (38, 26))]
        return _ring(variation) + _limits(16, 33) + "".join(_point(*point) for point in run)
    high = _HIGH.get(side or "above", "higher") == "higher"
    started = [("common", 10.5, 30), ("common", 18, 26)] if high else [("common", 10.5, 21), ("common", 18, 24)]
    ended = [(variation, 26.5, 14.5), (variation, 35, 15.5)] if high else [(variation, 26.5, 36), (variation, 34.5, 34)]
    letter = _letter("H", 12, 9, variation) if high else _letter("L", 27, 6.5, variation)
    limits = _limits(22, 36) if high else _limits(17.5, 29.5)
    return _ring(variation) + limits + letter + "".join(_point(*point) for point in (*started, *ended))


def _assurance(assurance: str) -> str:
    """The target as a dashed line, and a wave that stays on one side of it or crosses it."""
    tone = _TONE[assurance]
    letter = {"pass": "P", "fail": "F", "hit_or_miss": "?"}[assurance]
    target, wave, height = {"pass": (36, 27.5, 7), "fail": (25, 33, 7), "hit_or_miss": (31, 31, 13)}[assurance]
    curve = f"M9 {wave}q3.75-{height} 7.5 0t7.5 0t7.5 0t7.5 0"
    return (
        _ring(tone)
        + _line(f"M10 {target}H38", COLOURS["ink"], 2, "3.5 3.5")
        + _line(curve, COLOURS[f"spc-{tone}"], 3)
        + _letter(letter, 20.8, 7, tone)
    )


def _limits(upper: float, lower: float) -> str:
    return _line(f"M9 {upper}H39M9 {lower}H39", COLOURS["others"], 1.5, "2.5 3.5")


def _ring(tone: str) -> str:
    ink = f'stroke="{COLOURS[f"spc-{tone}"]}" stroke-width="3"'
    return f'<circle cx="24" cy="24" r="22" fill="{COLOURS["surface"]}" {ink}/>'


def _letter(letter: str, x: float, y: float, tone: str) -> str:
    return f'<g transform="translate({x} {y})">{_line(_LETTERS[letter], COLOURS[f"spc-{tone}"], 2.6)}</g>'


def _point(judgement: str, x: float, y: float) -> str:
    shape = SPC_SHAPES[judgement]
    colour = COLOURS[f"spc-{judgement}"]
    ink = f'fill="none" stroke="{colour}" stroke-width="2.6"' if shape == "x" else f'fill="{colour}"'
    return f'<path transform="translate({x} {y})" d="{_POINTS[shape]}" {ink}/>'


def _line(path: str, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"{dashed}/>'


def _uri(drawn: str, box: int) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box}" height="{box}" viewBox="0 0 {box} {box}">{drawn}</svg>'
    )
    return "data:image/svg+xml," + quote(svg, safe="/:=' ")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
