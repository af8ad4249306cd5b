"""The OpenAPI 3.1 document, made from the table of resources, the models of parameters and the schema's comments."""

from functools import lru_cache
from typing import Any

from dashboard import links, warehouse
from dashboard.api import asking
from dashboard.api.formats import FORMATS
from dashboard.api.problems import MEDIA as PROBLEM
from dashboard.api.resources import FILES, RESOURCES, ROOT, Resource, comments

VERSION = "1.0.0"
TYPES: dict[str, dict[str, Any]] = {
    "VARCHAR": {"type": "string"},
    "DOUBLE": {"type": "number"},
    "BIGINT": {"type": "integer"},
    "INTEGER": {"type": "integer"},
    "BOOLEAN": {"type": "boolean"},
    "DATE": {"type": "string", "format": "date"},
}
"""The database's type to JSON Schema's."""

STATED: dict[str, dict[str, Any]] = {
    "snapshot": {"type": "string"},
    "as_at": {"type": "string", "format": "date"},
    "demonstration": {"type": "boolean"},
}
"""What every page of JSON says of the warehouse it is from."""

FAULTS = {
    "400": "A parameter is not one the resource has, or not what it must be.",
    "404": "A code names nothing there is.",
    "406": "The header Accept names no form there is.",
    "503": "The file is being made; ask again after the seconds of the header Retry-After.",
}


def contents() -> dict[str, Any]:
    """Return what there is, as a program finds it at the root."""
    facts = warehouse.current().facts
    said = {name: facts[name] for name in ("council", "tier", *STATED)}
    return said | {
        "resources": {one.name: one.path for one in RESOURCES},
        "files": [f"{ROOT}/files/{file}" for file in FILES],
        "openapi": f"{ROOT}/openapi.json",
        "documentation": links.api(),
    }


def openapi() -> dict[str, Any]:
    """Return the document of the snapshot this request reads."""
    facts = warehouse.current().facts
    return _openapi(facts["snapshot"], str(facts["built_at"]), facts["council"])


def columns(one: Resource) -> list[tuple[str, str, str]]:
    """Return name, database type and description of each column of a resource."""
    said = one.described(comments())
    return [(name, kind, said.get(name, "")) for name, kind in _types(one).items()]


def sentences() -> list[str]:
    """Return the statements that say in a database of the resources what each table and column is."""
    said = []
    for one in RESOURCES:
        said.append(f'comment on table "{one.name}" is {_quoted(one.query.doc)}')
        said += [
            f'comment on column "{one.name}"."{name}" is {_quoted(text)}' for name, _, text in columns(one) if text
        ]
    return said


def _types(one: Resource) -> dict[str, str]:
    facts = warehouse.current().facts
    return _typed(one, facts["snapshot"], str(facts["built_at"]))


@lru_cache(maxsize=4 * len(RESOURCES))
def _typed(one: Resource, *_: str) -> dict[str, str]:
    with warehouse.current().held(one.query.sql, **dict.fromkeys(one.query.parameters) | {"limit": 0}) as held:
        return held.columns()


@lru_cache(maxsize=4)
def _openapi(snapshot: str, built_at: str, council: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Performance of {council}",
            "version": VERSION,
            "description": (
                "Measures, plans, areas, periods and figures, as the dashboard shows them. Read-only. "
                f"Every answer carries an ETag that changes when the data do. The same in words: {links.api()}."
            ),
        },
        "servers": [{"url": "/"}],
        "paths": {
            ROOT: {"get": _whole("contents", "What there is", _json({"type": "object"}))},
            f"{ROOT}/openapi.json": {"get": _whole("openapi", "This document", _json({"type": "object"}))},
            f"{ROOT}/files/{{file}}": {"get": _file()},
            **{one.path: {"get": _operation(one)} for one in RESOURCES},
        },
        "components": {"schemas": {"Problem": _problem()} | {one.name: _row(one) for one in RESOURCES}},
    }


def _operation(one: Resource) -> dict[str, Any]:
    schemas = asking.model(one).model_json_schema()["properties"]
    parameters = []
    for name, schema in schemas.items():
        kept = {key: value for key, value in schema.items() if key not in ("title", "description", "default")}
        parameters.append({"name": name, "in": "query", "description": schema["description"], "schema": kept})
        if kept.get("type") == "array":
            parameters[-1] |= {"style": "form", "explode": True}
        if schema.get("default") is not None:
            kept["default"] = schema["default"]
    said = comments()
    page = {
        "type": "object",
        "required": [*STATED, "next", "data"],
        "properties": {
            **{name: schema | {"description": said["warehouse", name]} for name, schema in STATED.items()},
            "next": {"type": ["string", "null"], "description": "Address of the next page, or null on the last."},
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{one.name}"}},
        },
    }
    content = {
        form.media: {"schema": page if name == "json" else {"description": form.says}} for name, form in FORMATS.items()
    }
    headers = {
        "ETag": {"description": "Changes when the data do.", "schema": {"type": "string"}},
        "Link": {"description": 'The next page, rel="next"; not on the last.', "schema": {"type": "string"}},
    }
    return {
        "operationId": one.name,
        "summary": one.title,
        "description": one.query.doc,
        "x-key": list(one.key),
        "parameters": parameters,
        "responses": {
            "200": {"description": f"A page of rows, ordered by {', '.join(one.key)}.", "headers": headers}
            | {"content": content},
            "304": {"description": "The reader has this already (If-None-Match)."},
            **_faults("400", "404", "406"),
        },
    }


def _whole(identity: str, summary: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": identity,
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": content},
            "304": {"description": "The reader has this already (If-None-Match)."},
            **_faults("400"),
        },
    }


def _file() -> dict[str, Any]:
    operation = _whole("files", "The whole data set as a file", {"*/*": {}})
    operation["responses"] |= {
        "206": {"description": "The part that was asked for (Range); not of a CSV.", "content": {"*/*": {}}},
        "416": {"description": "The file has no such part.", "content": {"*/*": {}}},
        **_faults("404", "503"),
    }
    file = {"name": "file", "in": "path", "required": True, "schema": {"type": "string", "enum": list(FILES)}}
    return operation | {"parameters": [file]}


def _faults(*statuses: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": FAULTS[status], "content": {PROBLEM: {"schema": schema}}} for status in statuses}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _row(one: Resource) -> dict[str, Any]:
    properties = {}
    for name, kind, said in columns(one):
        schema = dict(TYPES[kind])
        if name not in one.key:
            schema["type"] = [schema["type"], "null"]
        properties[name] = schema | ({"description": said} if said else {})
    return {"type": "object", "description": one.query.doc, "required": list(properties), "properties": properties}


def _problem() -> dict[str, Any]:
    wrong = {"parameter": {"type": "string"}, "detail": {"type": "string"}}
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "instance")}
    return {
        "type": "object",
        "description": "What was wrong (RFC 9457), one entry under `errors` for each parameter.",
        "required": ["type", "title", "status", "detail", "errors"],
        "properties": texts
        | {
            "status": {"type": "integer"},
            "errors": {
                "type": "array",
                "items": {"type": "object", "required": ["parameter", "detail"], "properties": wrong},
            },
        },
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
