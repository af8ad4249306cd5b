"""Charts: a tidy frame in, a plain dictionary in Plotly's JSON form out. Pure; plotly itself is met only in tests."""

from dashboard.charts.budget import forecast_line, variance_bars
from dashboard.charts.change import change
from dashboard.charts.classes import Class, classes, outline, swatch
from dashboard.charts.funnel import funnel
from dashboard.charts.group_trend import group_trend
from dashboard.charts.heat import quartile_heat
from dashboard.charts.map import area_map
from dashboard.charts.milestones import milestone_timeline
from dashboard.charts.mix import status_mix
from dashboard.charts.multiples import MOST, panel, scale
from dashboard.charts.outlook import outlook, projection
from dashboard.charts.palette import COLOURS, GLYPHS, SPC_SHAPES, STATUS_SHAPES, glyph
from dashboard.charts.quadrant import quadrant
from dashboard.charts.ranked import ranked_bars
from dashboard.charts.scatter import scatter
from dashboard.charts.spark import sparkline
from dashboard.charts.spc import spc
from dashboard.charts.spine import spine
from dashboard.charts.strip import strip
from dashboard.charts.survey import survey_dots
from dashboard.charts.thread import icicle
from dashboard.charts.tiles import tiles
from dashboard.charts.trend import trend

__all__ = [
    "COLOURS",
    "GLYPHS",
    "MOST",
    "SPC_SHAPES",
    "STATUS_SHAPES",
    "Class",
    "area_map",
    "change",
    "classes",
    "forecast_line",
    "funnel",
    "glyph",
    "group_trend",
    "icicle",
    "milestone_timeline",
    "outline",
    "outlook",
    "panel",
    "projection",
    "quadrant",
    "quartile_heat",
    "ranked_bars",
    "scale",
    "scatter",
    "sparkline",
    "spc",
    "spine",
    "status_mix",
    "strip",
    "survey_dots",
    "swatch",
    "tiles",
    "trend",
    "variance_bars",
]
