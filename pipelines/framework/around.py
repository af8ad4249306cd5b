"""The sheets of what stands around measures, as rows of the star schema."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipelines.framework import Pack

WORDS = Path(__file__).with_name("words.csv")
"""Words every dashboard explains, whatever its council calls them."""

SMALL_BASE = 10
"""Answers of fewer people than this are withheld: somebody might be recognised (DR-35)."""

RELATED = {
    "programmes": ("programme", "programme"),
    "risks": ("risk", "risk"),
    "contracts": ("contract", "contract"),
    "documents": ("document", "document"),
    "surveys": ("survey", "survey"),
    "recommendations": ("recommendation", "recommendation"),
}
"""Sheet to the kind of thing it holds and the column of its code."""


def positioned(sheet: str, *joined: str, exclude: Iterable[str] = ()) -> Callable[[Pack], list[dict]]:
    """Return a filling that takes the rows as they stand, their order as ``position``, lists joined by |."""

    def fill(pack: Pack) -> list[dict]:
        return [
            item.model_dump(exclude={"nodes", "measures", *exclude})
            | {column: "|".join(getattr(item, column)) or None for column in joined}
            | {"position": position}
            for position, item in enumerate(pack.rows[sheet], start=1)
        ]

    return fill


def without_position(fill: Callable[[Pack], list[dict]]) -> Callable[[Pack], list[dict]]:
    """Return the same filling for a table whose rows have no order of their own."""
    return lambda pack: [{column: cell for column, cell in row.items() if column != "position"} for row in fill(pack)]


def _risks(pack: Pack) -> list[dict]:
    return [
        risk.model_dump(exclude={"measures", "nodes"}) | {"score": risk.likelihood * risk.impact}
        for risk in pack.rows["risks"]
    ]


def _surveys(pack: Pack) -> list[dict]:
    """Return the answers, those of too few people without their share and without how few they were."""
    rows = []
    for answer in pack.rows["surveys"]:
        withheld = answer.base < SMALL_BASE
        kept = {"percent": None, "base": SMALL_BASE, "invited": None} if withheld else {}
        rows.append(answer.model_dump(exclude={"measures", "nodes"}) | kept | {"withheld": withheld})
    return rows


def _related(pack: Pack) -> list[dict]:
    pairs: dict[tuple, None] = {}
    for sheet, (kind, column) in RELATED.items():
        for item in pack.rows[sheet]:
            code = getattr(item, column)
            pairs |= {(kind, code, measure, None): None for measure in getattr(item, "measures", ())}
            pairs |= {(kind, code, None, node): None for node in item.nodes}
    return [dict(zip(("kind", "code", "measure", "node"), pair, strict=True)) for pair in pairs]


def _words(_: Pack) -> list[dict]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return [row | {"also": row["also"] or None} for row in csv.DictReader(file)]


def _classes(pack: Pack) -> list[dict]:
    named = {item.classification: item.classification_name for item in pack.rows["classes"] if item.classification_name}
    return [
        {
            "classification": item.classification,
            "classification_name": named.get(item.classification) or _sentence(item.classification),
            "class": item.class_code,
            "name": item.name,
            "description": item.description,
            "position": position,
        }
        for position, item in enumerate(pack.rows["classes"], start=1)
    ]


def _sentence(code: str) -> str:
    """Return a code as words, for a classification nobody named."""
    words = code.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _classed(pack: Pack) -> list[dict]:
    pairs: dict[tuple[str, str | None, str | None], None] = {}
    for measure in pack.rows["measures"]:
        pairs |= {(code, measure.measure, None): None for code in measure.classes}
    for node in pack.rows["plan"]:
        pairs |= {(code, None, node.node): None for code in node.classes}
    rows: list[dict[str, Any]] = []
    for code, measure, node in pairs:
        classification, name = code.split(":", 1)
        rows.append({"classification": classification, "class": name, "measure": measure, "node": node})
    return rows


def _role_forums(pack: Pack) -> list[dict]:
    return [{"role": role.role, "forum": forum} for role in pack.rows["roles"] for forum in dict.fromkeys(role.forums)]


def _basket_changes(pack: Pack) -> list[dict]:
    """Return the measures each decision added to a basket or took out of it, one a row."""
    return [
        {"changed_on": change.changed_on, "basket": change.code, "measure": measure, "added": added}
        for change in pack.rows["changes"]
        for added, measures in ((True, change.added), (False, change.removed))
        for measure in dict.fromkeys(measures)
    ]


FILLS: dict[str, Callable[[Pack], list[dict]]] = {
    "dim_programme": positioned("programmes"),
    "fact_benefit": without_position(positioned("benefits")),
    "dim_recommendation": positioned("recommendations"),
    "fact_risk": _risks,
    "fact_contract": without_position(positioned("contracts")),
    "fact_survey": _surveys,
    "dim_document": without_position(positioned("documents")),
    "bridge_related": _related,
    "dim_class": _classes,
    "bridge_class": _classed,
    "dim_term": without_position(positioned("glossary", "also")),
    "dim_word": _words,
    "dim_role": positioned("roles", exclude=("forums",)),
    "bridge_role_forum": _role_forums,
    "dim_change": without_position(positioned("changes", exclude=("added", "removed"))),
    "bridge_basket_change": _basket_changes,
    "dim_calendar": without_position(positioned("calendar")),
    "dim_pair": positioned("pairs"),
}
