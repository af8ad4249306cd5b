"""What a request asks for: parameters checked by a model made from the resource's row; what is wrong, in sentences."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema, create_model
from werkzeug.datastructures import MIMEAccept, MultiDict

from dashboard import queries
from dashboard.api.formats import FORMATS, Format
from dashboard.api.problems import Problem, Wrong, shown
from dashboard.api.resources import Filter, Resource

USUAL, MOST = 1_000, 10_000
"""Rows of a page if nothing is said, and at most."""
SHARED = ("limit", "after", "format")
"""Parameters every resource takes besides its filters."""
FEW = 12
"""So many possible values are named in a sentence."""


def _day(given: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        raise ValueError
    return date.fromisoformat(given)


def _number(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise ValueError
    return int(given)


def _flag(given: str) -> bool:
    if given not in ("true", "false"):
        raise ValueError
    return given == "true"


Code = Annotated[str, Field(min_length=1)]
TYPES: dict[str, Any] = {
    "codes": Annotated[
        list[Code] | None, WithJsonSchema({"type": "array", "items": {"type": "string", "minLength": 1}})
    ],
    "day": Annotated[date | None, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})],
    "flag": Annotated[bool | None, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})],
}
EXPECTED = {
    "codes": "a code, repeated for several",
    "day": "a day such as 2025-03-31",
    "flag": "true or false",
    "limit": f"a whole number from 1 to {MOST:,}",
    "format": f"one of {', '.join(FORMATS)}",
}
Limit = Annotated[
    int,
    BeforeValidator(_number),
    Field(ge=1, le=MOST),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
]


@dataclass(frozen=True)
class Asked:
    """One page of a resource: the block's parameters, how many rows, in which form."""

    parameters: dict[str, Any]
    limit: int
    format: Format


@cache
def model(resource: Resource) -> type[BaseModel]:
    """Return the model of a resource's parameters: what validates them, and what the OpenAPI document says of them."""
    fields: dict[str, Any] = {
        one.name: (TYPES[one.kind], Field(None, description=one.says)) for one in resource.filters
    } | {
        "limit": (Limit, Field(USUAL, description=f"Rows of a page, at most {MOST:,}.")),
        "after": (
            Annotated[
                str | None,
                Field(pattern=resource.after),
                WithJsonSchema({"type": "string", "pattern": resource.after}),
            ],
            Field(
                None,
                description="Only rows after this key, its parts joined by bars; the link to the next page holds it.",
            ),
        ),
        "format": (
            Annotated[Format | None, WithJsonSchema({"type": "string", "enum": list(FORMATS)})],
            Field(None, description="Form of the answer; stands before what the header Accept says."),
        ),
    }
    return create_model(f"{resource.name.title()}Parameters", __config__=ConfigDict(extra="forbid"), **fields)


def asked(resource: Resource, given: MultiDict[str, str], accepted: MIMEAccept) -> Asked:
    """Return what the parameters and the header Accept ask of a resource. Raises Problem, naming every wrong one."""
    filters = {one.name: one for one in resource.filters}
    many = {name for name, one in filters.items() if one.kind == "codes"}
    wrong = [
        Wrong(name, f"{name} is given {len(values)} times; it may be given once.")
        for name, values in given.lists()
        if len(values) > 1 and name not in many
    ]
    plain = {name: values if name in many else values[-1] for name, values in given.lists()}
    try:
        found = model(resource).model_validate(plain)
    except ValidationError as error:
        wrong += _said(resource, error, plain)
        raise Problem.of(HTTPStatus.BAD_REQUEST, wrong) from error
    if wrong:
        raise Problem.of(HTTPStatus.BAD_REQUEST, wrong)
    parameters = found.model_dump()
    _know(filters.values(), parameters)
    limit, after, form = (parameters.pop(name) for name in SHARED)
    if after is not None:
        places = after.split("|")
        after = places + [""] * (len(resource.key) - len(places))
    return Asked(parameters | {"after": after}, limit, form or _negotiated(accepted))


def _said(resource: Resource, error: ValidationError, given: dict[str, Any]) -> list[Wrong]:
    kinds = {one.name: one.kind for one in resource.filters}
    said = {}
    for one in error.errors():
        name = str(one["loc"][0])
        if one["type"] == "extra_forbidden":
            said[name] = surplus(resource.path, name, list(model(resource).model_fields))
        else:
            value = given[name][one["loc"][1]] if kinds.get(name) == "codes" else given[name]
            place = f"at most {len(resource.key)} codes joined by |, as in the link to the next page"
            expected = place if name == "after" else EXPECTED[kinds.get(name, name)]
            said[name] = Wrong(name, f"{name} must be {expected}; it is {shown(value)}.")
    return list(said.values())


def surplus(path: str, name: str, names: Iterable[str] = ()) -> Wrong:
    """Return what is wrong with a parameter that ``path`` does not have; ``names`` are those it has."""
    nearest = difflib.get_close_matches(name, names, 1)
    meant = f" Did you mean {nearest[0]}?" if nearest else f" It has {', '.join(names) or 'none'}."
    return Wrong(name, f"{path} has no parameter {shown(name)}.{meant}")


def _know(filters: Iterable[Filter], parameters: dict[str, Any]) -> None:
    """Raise Problem for codes that nothing has: an empty answer would hide a slip of the pen."""
    wrong = []
    for one in filters:
        if one.kind != "codes" or not parameters[one.name]:
            continue
        known = [row["code"] for row in queries.api.known.rows(kind=one.of)]
        unknown = sorted(set(parameters[one.name]) - set(known))
        if unknown:
            wrong.append(Wrong(one.name, _unknown(one.of, unknown[0], known)))
    if wrong:
        raise Problem.of(HTTPStatus.NOT_FOUND, wrong)


def _unknown(kind: str, code: str, known: list[str]) -> str:
    nearest = known if len(known) <= FEW else difflib.get_close_matches(code[:FEW], known, 3)
    named = f" There {'are' if len(nearest) > 1 else 'is'} {', '.join(nearest)}." if nearest else ""
    return f"There is no {kind} {shown(code)}.{named}"


def _negotiated(accepted: MIMEAccept) -> Format:
    media = {form.media: name for name, form in FORMATS.items()}
    best = accepted.best_match(media) if accepted else FORMATS["json"].media
    if best is None:
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE, f"This is to be had as {', '.join(media)}, none of which Accept names."
        )
    return media[best]
