"""Small pieces of page. Pure: plain rows in, Dash components out, no data access."""

from dashboard.components.delivery import commitment_pill, delivery_strip, recommendation_pill, risk_matrix
from dashboard.components.emblems import EMBLEMS, emblem
from dashboard.components.figure import figure, no_figure
from dashboard.components.finder import finder
from dashboard.components.grid import Rows, Sort, grid, in_place
from dashboard.components.icons import spc_icons, spc_key
from dashboard.components.page import (
    card,
    cards,
    commentary,
    definition_list,
    filter_box,
    filter_id,
    filters,
    headline_figure,
    nothing,
    notice,
    page_bar,
    page_title,
    period_selector,
    section,
    split,
    stat,
    statement,
)
from dashboard.components.parts import headed, hidden, link
from dashboard.components.snippet import snippet
from dashboard.components.status import mark, status_bar, status_pill, status_strip, status_words, travel
from dashboard.components.tables import Column, data_table, measure_lines, measure_rows, milestones
from dashboard.components.term import term, told
from dashboard.components.thread import breadcrumb, node_card, node_lines, tree
from dashboard.components.views import Panel, copy_link, downloads, panels, tabs

__all__ = [
    "EMBLEMS",
    "Column",
    "Panel",
    "Rows",
    "Sort",
    "breadcrumb",
    "card",
    "cards",
    "commentary",
    "commitment_pill",
    "copy_link",
    "data_table",
    "definition_list",
    "delivery_strip",
    "downloads",
    "emblem",
    "figure",
    "filter_box",
    "filter_id",
    "filters",
    "finder",
    "grid",
    "headed",
    "headline_figure",
    "hidden",
    "in_place",
    "link",
    "mark",
    "measure_lines",
    "measure_rows",
    "milestones",
    "no_figure",
    "node_card",
    "node_lines",
    "nothing",
    "notice",
    "page_bar",
    "page_title",
    "panels",
    "period_selector",
    "recommendation_pill",
    "risk_matrix",
    "section",
    "snippet",
    "spc_icons",
    "spc_key",
    "split",
    "stat",
    "statement",
    "status_bar",
    "status_pill",
    "status_strip",
    "status_words",
    "tabs",
    "term",
    "told",
    "travel",
    "tree",
]
