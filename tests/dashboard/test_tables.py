"""Tables: what a phone and a screen reader are told of a row."""

import pytest
from dash import html

from dashboard import components
from tests.dashboard.test_components import of_type

WORDS = (("who", "Who"), ("what", "What"), ("many", "How many", "number"))
ROWS = [{"who": "Ada", "what": "engine", "many": "2"}, {"who": "Grace", "what": "compiler", "many": None}]


def table(columns, rows=ROWS):
    return of_type(components.data_table(columns, rows, caption="Who made what"), html.Table)[0]


def test_every_cell_carries_the_name_of_its_column():
    rows = of_type(table(WORDS), html.Tr)[1:]
    assert [[getattr(cell, "data-label") for cell in of_type(row, html.Td)] for row in rows] == [
        ["What", "How many"]
    ] * 2


def test_a_table_stays_a_table_to_a_screen_reader_when_its_rows_are_laid_out_as_blocks():
    one = table(WORDS)
    assert one.role == "table"
    assert {part.role for part in of_type(one, (html.Thead, html.Tbody))} == {"rowgroup"}
    assert {part.role for part in of_type(one, html.Tr)} == {"row"}
    assert {(part.role, part.scope) for part in of_type(one, html.Th)} == {
        ("columnheader", "col"),
        ("rowheader", "row"),
    }
    assert {part.role for part in of_type(one, html.Td)} == {"cell"}


@pytest.mark.parametrize(
    ("columns", "blocks"),
    [
        ((("who", "Who"), ("what", "What")), False),
        ((("who", "Who"), ("many", "Then", "number"), ("many", "Now", "number")), False),
        (WORDS, True),
        ((("who", "Who"), *((("many", "Then", "number"),) * 3)), True),
    ],
)
def test_only_a_table_too_wide_for_a_phone_turns_its_rows_into_blocks(columns, blocks):
    assert ("gt-table--stack" in table(columns).className) is blocks


@pytest.mark.parametrize("nothing", [None, "", float("nan")])
def test_what_is_not_known_is_an_empty_cell_which_a_phone_leaves_out(nothing):
    last = of_type(table(WORDS, [{"who": "Grace", "what": "compiler", "many": nothing}]), html.Td)[-1]
    assert last.children is None
