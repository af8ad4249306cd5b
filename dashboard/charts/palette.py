"""Colours and shapes, the same as in assets/tokens.css (a test compares them): Plotly knows no CSS variables."""

COLOURS = {
    "ink": "#0B0C0C",
    "muted": "#505A5F",
    "line": "#D5D8DA",
    "wash": "#F3F4F6",
    "surface": "#FFFFFF",
    "accent": "#12436D",
    "focus": "#FFDD00",
    "green": "#00703C",
    "amber": "#FFBF00",
    "red": "#D4351C",
    "blue": "#12436D",
    "others": "#7A8A94",
    "series-1": "#12436D",
    "series-2": "#28A197",
    "series-3": "#801650",
    "series-4": "#F46A25",
    "series-5": "#3D3D3D",
    "series-6": "#A285D1",
    "shade-1": "#DCE9F5",
    "shade-2": "#B3D2EE",
    "shade-3": "#6BACE6",
    "shade-4": "#2073BC",
    "shade-5": "#12436D",
    "spc-improvement": "#12436D",
    "spc-concern": "#C2410C",
    "spc-neutral": "#6B21A8",
    "spc-common": "#6B7280",
}
"""Token to colour; only what a chart draws. Charts are on a white card in every mode."""

GLYPHS = {
    "star": "★",
    "circle": "●",
    "triangle": "▲",
    "diamond": "◆",
    "outline": "○",
    "tick": "✔",
    "dash": "–",
}
"""Shape of dim_status to the character that draws it in text, pill and chart."""

SPC_SHAPES = {"improvement": "square", "concern": "diamond", "neutral": "x", "common": "circle"}
"""Judgement of mart_spc to Plotly's symbol for its points; components/icons.py draws the same shapes."""

STATUS_SHAPES = {"blue": "star", "green": "circle", "amber": "triangle", "red": "diamond"}
TEXT_ON = {"blue": "#FFFFFF", "green": "#FFFFFF", "amber": "#0B0C0C", "red": "#FFFFFF"}


def glyph(status: str, shape: str = "") -> str:
    """The character of a status: by its shape if given, else the house's; an outline where nothing is judged."""
    return GLYPHS.get(shape or STATUS_SHAPES.get(status, ""), GLYPHS["outline"])
