"""Small pieces of page. Pure: plain rows in, Dash components out, no data access."""

from dashboard.components.figure import figure, no_figure
from dashboard.components.page import (
    card,
    cards,
    commentary,
    definition_list,
    filter_box,
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
from dashboard.components.status import mark, status_bar, status_pill, status_strip, status_words, travel
from dashboard.components.tables import Column, data_table, measure_lines, measure_rows, milestones
from dashboard.components.thread import breadcrumb, node_card, node_lines, tree

__all__ = [
    "Column",
    "breadcrumb",
    "card",
    "cards",
    "commentary",
    "data_table",
    "definition_list",
    "figure",
    "filter_box",
    "filters",
    "headed",
    "headline_figure",
    "hidden",
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
    "period_selector",
    "section",
    "split",
    "stat",
    "statement",
    "status_bar",
    "status_pill",
    "status_strip",
    "status_words",
    "travel",
    "tree",
]
