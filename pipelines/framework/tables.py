"""A framework pack as rows of the star schema."""

from collections.abc import Callable, Set
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.framework import Pack, around, clear_days
from pipelines.framework.columns import FOREVER, LONG_AGO

STATUSES = Path(__file__).with_name("status.csv")
SCHEMES = Path(__file__).with_name("schemes.csv")
PERIOD_TYPES = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half",
    "annual": "financial",
    "academic": "academic",
}
DUE_DAYS = {"monthly": 20, "quarterly": 30, "half-yearly": 45, "annual": 60, "academic": 90, "irregular": 90}
NAMING = ("measure", "cost", "outcome", "code")
"""Columns that name a measure: a row that names a withheld one is left out with it."""
DUE_DAYS_PUBLISHED = 550
"""A published statistic of a year comes out up to 18 months after it ends; a council cannot be late with it."""


def load(db: duckdb.DuckDBPyConnection, pack: Pack, hidden: Set[str] = frozenset()) -> None:
    """Insert what a pack says, without hidden measures; areas and groups are merged with published ones later."""
    for table, fill in FILLS.items():
        frame = pd.DataFrame([row for row in fill(pack) if hidden.isdisjoint(map(row.get, NAMING))])
        if not frame.empty:
            db.register("incoming", frame)
            db.execute(f"insert into {table} by name select * from incoming")
            db.unregister("incoming")


def takes(pack: Pack) -> dict[str, str]:
    """Return published indicator to the measure that takes it: ``{"els:Claimant Count": "PRO03"}``."""
    return {measure.takes: measure.measure for measure in pack.rows["measures"] if measure.takes}


def _levels(pack: Pack) -> list[dict]:
    return [
        {
            "level": level.code,
            "strand": level.strand,
            "depth": depth,
            "name": level.name,
            "name_plural": level.plural,
            "page": level.page,
        }
        for depth, level in enumerate(pack.settings.levels, start=1)
    ]


def _schemes(pack: Pack) -> list[dict]:
    built_in = {row["scheme"]: row for row in _csv(SCHEMES)}
    own = [built_in[scheme.like] | {"scheme": scheme.code, "name": scheme.name} for scheme in pack.settings.schemes]
    return [*built_in.values(), *own]


def _statuses(pack: Pack) -> list[dict]:
    """Return the statuses of every scheme; a scheme of the council's own has those of the one it is like."""
    like = {row["scheme"]: row["scheme"] for row in _csv(SCHEMES)}
    words = dict.fromkeys(like, pack.settings.status.words)
    for scheme in pack.settings.schemes:
        like[scheme.code] = scheme.like
        words[scheme.code] = pack.settings.status.words | scheme.words
    return [
        row | {"scheme": scheme, "label": words[scheme].get(row["status"], row["label"])}
        for scheme, model in like.items()
        for row in _csv(STATUSES)
        if row["scheme"] in ("*", model)
    ]


def _csv(path: Path) -> list[dict]:
    """Return the rows of a table of ours, with yes and no as booleans."""
    return pd.read_csv(path, true_values=["yes"], false_values=["no"]).to_dict("records")


def _tiers(pack: Pack) -> list[dict]:
    return [
        {
            "tier": tier.code,
            "name": tier.name,
            "description": tier.description,
            "depth": depth,
            "rated": tier.rated,
            "influence_rated": tier.influence_rated,
        }
        for depth, tier in enumerate(pack.settings.tiers, start=1)
    ]


def _components(pack: Pack) -> list[dict]:
    return [
        component.model_dump(exclude={"code"}) | {"component": component.code, "position": position}
        for position, component in enumerate(pack.settings.components, start=1)
    ]


def _plans(pack: Pack) -> list[dict]:
    plans = {node.node: node for node in pack.rows["plan"] if node.level is None}
    return [
        node.model_dump(exclude={"classes"})
        | {
            "supersedes": "|".join(node.supersedes) or None,
            # What stands in a draft is a draft, whatever its own row says.
            "state": "draft" if plans[node.plan].state == "draft" else node.state,
            "position": position,
            "short_title": node.short_title or node.title,
            "valid_from": node.valid_from or plans[node.plan].valid_from,
            "valid_to": node.valid_to or plans[node.plan].valid_to,
            "approved_by": node.approved_by or plans[node.plan].approved_by,
            "approved_on": node.approved_on or plans[node.plan].approved_on,
        }
        for position, node in enumerate(pack.rows["plan"], start=1)
    ]


def _measures(pack: Pack) -> list[dict]:
    default = "public" if pack.settings.council.public_by_default else "officer"
    return [
        measure.model_dump(exclude={"takes", "baskets", "classes"})
        | {
            "contributors": "|".join(measure.contributors) or None,
            "also_in": "|".join(measure.also_in) or None,
            "short_title": measure.short_title or measure.title,
            "component": "|".join(measure.component) or None,
            "period_type": measure.period_type or PERIOD_TYPES.get(measure.frequency),
            "due_days": _due_days(measure),
            **_scheme(measure, pack),
            "per": measure.per or (100.0 if measure.suffix == "%" else 1.0),
            "visibility": measure.visibility or default,
            "in_plan": True,
        }
        for measure in pack.rows["measures"]
    ]


def _scheme(measure: Any, pack: Pack) -> dict:
    """Return the scheme that rates a measure, with the scheme's tolerance where the measure has none of its own."""
    code = measure.scheme or ("band" if measure.polarity == "band" else pack.settings.status.scheme)
    own = next((scheme for scheme in pack.settings.schemes if scheme.code == code), None)
    if measure.tolerance is not None or own is None:
        return {"scheme": code}
    return {"scheme": code, "tolerance": own.tolerance, "tolerance_kind": own.tolerance_kind}


def _due_days(measure: Any) -> int:
    if measure.due_days is not None:
        return measure.due_days
    return DUE_DAYS_PUBLISHED if measure.takes else DUE_DAYS[measure.frequency]


def _links(pack: Pack) -> list[dict]:
    """Return the links of links.csv, and one to the service (or else the directorate) each measure belongs to."""
    stated = [
        link.model_dump() | {"valid_from": link.valid_from or LONG_AGO, "valid_to": link.valid_to or FOREVER}
        for link in pack.rows["links"]
    ]
    pairs = {(link["measure"], link["node"]) for link in stated}
    owners = {(m.measure, m.service or m.directorate) for m in pack.rows["measures"] if m.service or m.directorate}
    return stated + [
        {
            "measure": measure,
            "node": node,
            "strength": "direct",
            "headline": False,
            "valid_from": LONG_AGO,
            "valid_to": FOREVER,
        }
        for measure, node in sorted(owners - pairs)
    ]


def _milestone_links(pack: Pack) -> list[dict]:
    pairs = {(m.milestone, node): m.strength for m in pack.rows["milestones"] for node in m.nodes}
    return [
        {"milestone": milestone, "node": node, "strength": strength} for (milestone, node), strength in pairs.items()
    ]


def _baskets(pack: Pack) -> list[dict]:
    return [basket.model_dump() | {"position": i} for i, basket in enumerate(pack.rows["baskets"], start=1)]


def _basket_measures(pack: Pack) -> list[dict]:
    pairs = dict.fromkeys((basket, m.measure) for m in pack.rows["measures"] for basket in m.baskets)
    return [{"basket": basket, "measure": measure} for basket, measure in pairs]


def _forums(pack: Pack) -> list[dict]:
    return [
        forum.model_dump(exclude={"baskets"}) | {"position": i} for i, forum in enumerate(pack.rows["forums"], start=1)
    ]


def _forum_baskets(pack: Pack) -> list[dict]:
    return [
        {"forum": forum.forum, "basket": basket}
        for forum in pack.rows["forums"]
        for basket in dict.fromkeys(forum.baskets)
    ]


def _meetings(pack: Pack) -> list[dict]:
    return [
        meeting.model_dump() | {"publish_by": clear_days.publish_by(meeting.held_on)}
        for meeting in pack.rows["meetings"]
    ]


def _targets(pack: Pack) -> list[dict]:
    return [target.model_dump(exclude={"set_on"}) | {"vintage": target.set_on} for target in pack.rows["targets"]]


def _plain(sheet: str) -> Callable[[Pack], list[dict]]:
    return lambda pack: [item.model_dump() for item in pack.rows[sheet]]


def _milestones(pack: Pack) -> list[dict]:
    return [
        milestone.model_dump(exclude={"nodes", "strength"}) | {"evidence": "|".join(milestone.evidence) or None}
        for milestone in pack.rows["milestones"]
    ]


FILLS: dict[str, Callable[[Pack], list[dict]]] = {
    "dim_level": _levels,
    "dim_scheme": _schemes,
    "dim_status": _statuses,
    "dim_tier": _tiers,
    "dim_component": _components,
    "dim_plan": _plans,
    "dim_measure": _measures,
    "bridge_plan_measure": _links,
    "bridge_plan_milestone": _milestone_links,
    "dim_basket": _baskets,
    "bridge_basket_measure": _basket_measures,
    "dim_forum": _forums,
    "bridge_forum_basket": _forum_baskets,
    "dim_meeting": _meetings,
    "dim_event": _plain("events"),
    "fact_target": _targets,
    "fact_commentary": _plain("commentary"),
    "fact_milestone": _milestones,
    "fact_quality": _plain("quality"),
    "fact_budget": _plain("budgets"),
    **around.FILLS,
}
