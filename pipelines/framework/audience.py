"""What of a framework pack one audience may see: each tier's warehouse is made from what is left, and holds no more."""

from dataclasses import replace
from typing import Any, get_args

from pipelines.framework import Pack
from pipelines.framework.columns import Audience
from pipelines.framework.sheets import SHEETS

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From the widest audience to the narrowest: each sees what those before it see."""
CURATORS: Audience = "officer"
"""Who may see a plan nobody has approved yet (BCC-42)."""


def withheld(pack: Pack, audience: Audience) -> set[str]:
    """Return the measures an audience may not see."""
    default = "public" if pack.settings.council.public_by_default else "officer"
    seen = AUDIENCES[: AUDIENCES.index(audience) + 1]
    return {m.measure for m in pack.rows["measures"] if (m.visibility or default) not in seen}


def drafts(pack: Pack, audience: Audience) -> set[str]:
    """Return the plan nodes an audience may not see: those nobody has approved, and all that stands below them."""
    if audience == CURATORS:
        return set()
    nodes = pack.rows["plan"]
    hidden = {node.node for node in nodes if node.state == "draft"}
    while more := {n.node for n in nodes if n.parent in hidden or n.plan in hidden} - hidden:
        hidden |= more
    return hidden


def seen(pack: Pack, audience: Audience) -> Pack:
    """Return a pack without the drafts an audience may not see, and without whatever speaks of nothing else.

    What also speaks of something approved loses only its mention of the draft. Withheld measures are left in, as
    figures of theirs in the inboxes are known by them; ``tables.load`` leaves them out.
    """
    hidden, measures = drafts(pack, audience), withheld(pack, audience)
    rows = {
        sheet: [kept for item in items if (kept := _without(item, sheet, hidden)) is not None]
        for sheet, items in pack.rows.items()
    }
    rows["measures"] = [
        measure.model_copy(update={"replaced_by": None}) if measure.replaced_by in measures else measure
        for measure in rows["measures"]
    ]
    return replace(pack, rows=rows)


def _without(item: Any, sheet: str, hidden: set[str]) -> Any:
    """Return a row without its mentions of hidden nodes; None where it is one of them, or about nothing else."""
    model = SHEETS[sheet]
    about = {"plan": ("node",), "changes": ("code",)}.get(sheet, ())
    if any(getattr(item, column) in hidden for column in about):
        return None
    changed: dict[str, Any] = {}
    for column, kind in model.references().items():
        cell = getattr(item, column)
        if kind not in ("node", "plan") or hidden.isdisjoint(cell if isinstance(cell, tuple) else (cell,)):
            continue
        field = model.model_fields[column]
        if isinstance(cell, tuple):
            changed[column] = tuple(code for code in cell if code not in hidden)
            needed = field.is_required() or bool(
                field.metadata and any(hasattr(m, "min_length") for m in field.metadata)
            )
            if needed and not changed[column]:
                return None
        elif column in model.key or field.is_required():
            return None
        else:
            changed[column] = None
    return item.model_copy(update=changed) if changed else item
