import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html

from dashboard import lean


@pytest.fixture(autouse=True)
def slim():
    lean.slim()


@pytest.mark.parametrize("kind", lean.LEAN, ids=lambda kind: kind.__name__)
def test_attributes_that_a_component_does_not_know_are_refused_as_dash_does(kind):
    with pytest.raises(TypeError, match="unexpected keyword argument: `klass`"):
        kind(*(() if kind in lean.CHILDLESS else ("said",)), klass="a", **({"href": "/"} if kind is dcc.Link else {}))


def test_every_component_keeps_what_it_was_given():
    one, other = html.Span("a", title="one", **{"aria-hidden": "true"}), html.Span("b", title="other")
    assert one.to_plotly_json()["props"] == {"children": "a", "title": "one", "aria-hidden": "true"}
    assert other.to_plotly_json()["props"] == {"children": "b", "title": "other"}
    assert html.Span().to_plotly_json() == {
        "props": {"children": None},
        "type": "Span",
        "namespace": "dash_html_components",
    }
    assert dbc.Select(id="a", value="b").to_plotly_json()["props"] == {"id": "a", "value": "b"}
    assert dcc.Link("there", href="/").available_properties[:2] == ["children", "href"]
