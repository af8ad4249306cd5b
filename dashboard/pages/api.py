"""/api: what the API takes and gives, drawn from the document that describes it to machines."""

from typing import Any

from dash import html, register_page

from dashboard import components, links, words
from dashboard.api import asking, document

Facts = dict[str, Any]


def layout(**_: Any) -> html.Div:
    """Draw how to ask, and every resource with its parameters and columns."""
    described = document.openapi()
    schemas = described["components"]["schemas"]
    resources = {
        path: path_item["get"]
        for path, path_item in described["paths"].items()
        if path_item["get"]["operationId"] in schemas
    }
    openapi = html.A("the OpenAPI document", href=links.resource("openapi.json"), rel="external")
    connect = components.link("Power BI, Excel and Python", links.connect())
    return html.Div(
        [
            components.page_title("The API", lead=words.connect.API_LEAD),
            html.P(
                ["For machines: ", openapi, ". For ", connect, ": ready-made lines and files of the whole data set."]
            ),
            _contents(resources),
            components.section(
                "How to ask", [components.definition_list(words.connect.API_ASKING), _shared(resources)], id="asking"
            ),
            *(_resource(path, get, schemas[get["operationId"]]) for path, get in resources.items()),
        ],
        className="gt-connect",
    )


def _contents(resources: dict[str, Facts]) -> html.Nav:
    items = [
        html.Li(components.link(html.Code(path), links.api(get["operationId"]))) for path, get in resources.items()
    ]
    return html.Nav(html.Ul(items, className="gt-connect__contents"), **{"aria-label": "Resources"})


def _shared(resources: dict[str, Facts]) -> Any:
    """Return what every resource takes; ``after`` differs in the key alone."""
    first = next(iter(resources.values()))
    return _parameters(
        [one for one in first["parameters"] if one["name"] in asking.SHARED], "every resource", shown=True
    )


def _parameters(parameters: list[Facts], whose: str, *, shown: bool = False) -> Any:
    rows = [
        {"name": html.Code(one["name"]), "takes": words.connect.kind_of(one["schema"]), "says": one["description"]}
        for one in parameters
    ]
    columns = [("name", "Parameter"), ("takes", "Takes"), ("says", "What it does")]
    return components.data_table(columns, rows, caption=f"Parameters of {whose}", show_caption=shown)


def _resource(path: str, get: Facts, row: Facts) -> html.Section:
    columns = [
        {"name": html.Code(name), "kind": words.connect.kind_of(schema), "says": schema.get("description", "")}
        for name, schema in row["properties"].items()
    ]
    example = links.resource(get["operationId"], limit="5")
    taken = _parameters([one for one in get["parameters"] if one["name"] not in asking.SHARED], path)
    given = components.data_table(
        [("name", "Column"), ("kind", "Kind"), ("says", "What it is")],
        columns,
        caption=f"Columns of {path}",
        show_caption=False,
    )
    return components.section(
        get["summary"],
        [
            html.P(get["description"]),
            html.P(
                [
                    "For example: ",
                    html.A(html.Code(example), href=example, rel="external"),
                    f". Its key: {', '.join(get['x-key'])}.",
                ]
            ),
            taken,
            html.Details([html.Summary(f"{len(columns)} columns", id=f"columns-{get['operationId']}"), given]),
        ],
        id=get["operationId"],
    )


register_page(__name__, path="/api", title="The API", name="The API")
