"""Charts: a tidy frame in, a plain dictionary in Plotly's JSON form out. Pure; plotly itself is met only in tests."""

from dashboard.charts.mix import status_mix
from dashboard.charts.palette import COLOURS, GLYPHS, SPC_SHAPES, STATUS_SHAPES, glyph
from dashboard.charts.ranked import ranked_bars
from dashboard.charts.spark import sparkline
from dashboard.charts.thread import icicle
from dashboard.charts.trend import trend

__all__ = [
    "COLOURS",
    "GLYPHS",
    "SPC_SHAPES",
    "STATUS_SHAPES",
    "glyph",
    "icicle",
    "ranked_bars",
    "sparkline",
    "status_mix",
    "trend",
]
