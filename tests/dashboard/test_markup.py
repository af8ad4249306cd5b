from html.parser import HTMLParser

import orjson
import pytest
from dash import dcc, html

from dashboard.encoding import encoded
from dashboard.markup import Writing, as_text, still
from tests.layouts import page, texts, walk


def sent(layout):
    """Return the layout as a browser gets it."""
    return orjson.loads(orjson.dumps(encoded(layout)))


def written(part):
    """Return what stands inside a part as text, None where it stays as it is."""
    return Writing().inside(part)


def test_a_table_goes_out_as_text_inside_its_own_element():
    table = html.Table(html.Tbody(html.Tr([html.Th("A & <b>"), html.Td(1.5)])), className="gt-table", role="table")
    assert sent(html.Div([table, dcc.Graph()]))["props"]["children"][0] == {
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
        '<a class="x" href="/a?b=&quot;c&quot;&amp;d=1">to <br></a><label for="f">l</label>23</td>'
    )


@pytest.mark.parametrize(
    "moving",
    [dcc.Graph(), dcc.Dropdown(), html.Span(id={"type": "filter", "name": "kind"}), html.Td(html.P(dcc.Input()))],
)
def test_what_dash_must_know_stays_a_component_and_what_stands_beside_it_goes_out_as_text(moving):
    outer = html.Ul([html.Li(moving), html.Li(html.Ul(html.Li("still")))])
    assert written(outer) is None
    props = sent(outer)["props"]
    assert "data-text" not in props
    assert props["children"][1]["props"]["data-text"] == "<ul><li>still</li></ul>"


def test_a_part_alone_is_text_with_its_own_tag_and_one_that_moves_is_refused():
    assert as_text(html.Span("a & b", className="x")) == '<span class="x">a &amp; b</span>'
    with pytest.raises(TypeError, match="moves"):
        as_text(html.P(dcc.Input()))


def test_words_alone_and_a_link_alone_stay_as_they_are():
    assert written(html.Div("said")) is None
    assert written(dcc.Link(html.B("to"), href="/")) is None


def test_a_part_of_the_frame_is_sent_with_its_inside_as_text():
    frame = still(html.Footer(html.P("a & b"), className="x"))
    assert frame.to_plotly_json()["props"] == {"children": None, "className": "x", "data-text": "<p>a &amp; b</p>"}
    with pytest.raises(TypeError, match="moves"):
        still(html.Div([dcc.Input()]))


@pytest.mark.parametrize("name", ["coverage", "overview", "programmes", "thread"])
def test_text_says_what_the_components_say(demo, name):
    writing = Writing()
    parts = [
        (part, text) for part in walk(page(name)()) if hasattr(part, "_namespace") and (text := writing.inside(part))
    ]
    assert len(parts) > 1
    for part, text in parts:
        read = []
        parser = HTMLParser()
        parser.handle_data = read.append
        parser.feed(text)
        assert "".join(read) == "".join(texts(part))
