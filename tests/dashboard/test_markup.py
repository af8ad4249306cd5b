from html.parser import HTMLParser

import orjson
import pytest
from dash import dcc, html

from dashboard.encoding import encoded
from dashboard.markup import WRITTEN, as_text, written
from tests.layouts import page, texts, walk


def sent(layout):
    """Return the layout as a browser gets it."""
    return orjson.loads(orjson.dumps(encoded(layout)))


def test_a_table_goes_out_as_text_inside_its_own_element():
    table = html.Table(html.Tbody(html.Tr([html.Th("A & <b>"), html.Td(1.5)])), className="gt-table", role="table")
    assert sent(html.Div(table))["props"]["children"] == {
        "props": {
            "children": None,
            "className": "gt-table",
            "role": "table",
            "data-text": "<tbody><tr><th>A &amp; &lt;b&gt;</th><td>1.5</td></tr></tbody>",
        },
        "type": "Table",
        "namespace": "dash_html_components",
    }


def test_attributes_are_named_as_in_html():
    cell = html.Td(
        [
            dcc.Link(["to ", html.Br()], href='/a?b="c"&d=1', className="x"),
            html.Label("l", htmlFor="f"),
            None,
            [2, ["3"]],
        ],
        colSpan=2,
        hidden=True,
        title=None,
        style={"paddingLeft": "1rem", "width": "2%"},
        **{"aria-label": "said", "data-label": "Value"},
    )
    assert written(html.Table(cell)) == (
        '<td aria-label="said" colspan="2" data-label="Value" hidden style="padding-left:1rem;width:2%">'
        '<a class="x" href="/a?b=&#34;c&#34;&amp;d=1">to <br></a><label for="f">l</label>23</td>'
    )


@pytest.mark.parametrize(
    "moving",
    [dcc.Graph(), dcc.Dropdown(), html.Span(id={"type": "filter", "name": "kind"}), html.Td(html.P(dcc.Input()))],
)
def test_what_dash_must_know_stays_a_component_and_the_lists_inside_go_out_as_text(moving):
    outer = html.Ul([html.Li(moving), html.Li(html.Ul(html.Li("still")))])
    assert written(outer) is None
    props = sent(outer)["props"]
    assert "data-text" not in props
    assert props["children"][1]["props"]["children"]["props"]["data-text"] == "<li>still</li>"


def test_a_part_alone_is_text_with_its_own_tag_and_one_that_moves_is_refused():
    assert as_text(html.Span("a & b", className="x")) == '<span class="x">a &amp; b</span>'
    with pytest.raises(TypeError, match="moves"):
        as_text(html.P(dcc.Input()))


def test_only_tables_and_lists_are_written():
    assert written(html.Div("said")) is None


@pytest.mark.parametrize("name", ["coverage", "overview", "programmes", "thread"])
def test_text_says_what_the_components_say(demo, name):
    parts = [part for part in walk(page(name)()) if isinstance(part, WRITTEN)]
    assert len(parts) > 1
    for part in parts:
        read = []
        parser = HTMLParser()
        parser.handle_data = read.append
        parser.feed(written(part))
        assert "".join(read) == "".join(texts(part))
