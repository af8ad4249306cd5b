"""What must hold between the sheets of a framework pack. Each check returns every problem it finds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from pipelines.framework.columns import FOREVER, LONG_AGO
from pipelines.framework.settings import Settings
from pipelines.framework.sheets import SHEETS
from pipelines.problems import Problem

Rows = dict[str, list[Any]]
Names = dict[str, str]

CONTRAST = 4.5
BUILT_IN = ("intervention", "tolerance", "brag", "direction", "two_state", "band")
NEEDS_TOLERANCE = ("tolerance", "brag", "direction")


def everything(settings: Settings, rows: Rows, names: Names) -> list[Problem]:
    """Return all problems between the sheets."""
    return [
        *_accent(settings),
        *_schemes(settings),
        *_duplicates(rows, names),
        *_references(settings, rows, names),
        *_tree(settings, rows, names),
        *_dates(rows, names),
        *_ratings(settings, rows, names),
        *_targets(rows, names),
        *_takes(rows, names),
        *_baselines(rows, names),
        *_reach(rows, names),
        *_suppression(rows, names),
    ]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what was probably meant, else the first few words known."""
    known = list(known)
    close = get_close_matches(word, known, n=1)
    if close:
        return f"{close[0]}?"
    return "one of " + ", ".join(known[:12]) + ("…" if len(known) > 12 else "") if known else "none is defined"


def contrast(colour: str) -> float:
    """Return the contrast of ``#RRGGBB`` on white (WCAG 2.2, 1.4.3)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _accent(settings: Settings) -> list[Problem]:
    found = contrast(settings.council.accent)
    if found >= CONTRAST:
        return []
    said = f"{settings.council.accent}, {found:.1f}:1 on white"
    return [Problem("framework.toml", None, "council.accent", "too pale to read", said, f"at least {CONTRAST}:1")]


def _schemes(settings: Settings) -> list[Problem]:
    """Return a problem for a scheme that is defined twice, or that nobody defines."""
    problems = []
    own = [scheme.code for scheme in settings.schemes]
    for code, times in Counter([*BUILT_IN, *own]).items():
        if times > 1:
            problems.append(
                Problem("framework.toml", None, "schemes.code", "duplicate", code, "a code no other scheme has")
            )
    if settings.status.scheme not in (*BUILT_IN, *own):
        expected = nearest(settings.status.scheme, sorted([*BUILT_IN, *own]))
        problems.append(
            Problem("framework.toml", None, "status.scheme", "unknown scheme", settings.status.scheme, expected)
        )
    return problems


def _duplicates(rows: Rows, names: Names) -> list[Problem]:
    problems = []
    for sheet, model in SHEETS.items():
        seen: dict[tuple, int] = {}
        for item in rows[sheet]:
            values = tuple(getattr(item, column) for column in model.key)
            if values in seen:
                found = " ".join(
                    str(value) for value in values if value is not None and value not in (LONG_AGO, FOREVER)
                )
                problems.append(
                    Problem(
                        names[sheet],
                        item.row,
                        model.key[0],
                        "duplicate",
                        found,
                        f"it once; it stands in row {seen[values]} already",
                    )
                )
            seen.setdefault(values, item.row)
    spans = defaultdict(list)
    for measure in rows["measures"]:
        spans[measure.measure].append(measure)
    for several in spans.values():
        several.sort(key=lambda m: m.valid_from)
        for before, after in pairwise(several):
            if before.valid_from < after.valid_from <= before.valid_to:
                expected = f"a day after {before.valid_to}, where the definition in row {before.row} ends"
                problems.append(
                    Problem(names["measures"], after.row, "valid_from", "overlap", str(after.valid_from), expected)
                )
    return problems


def _references(settings: Settings, rows: Rows, names: Names) -> list[Problem]:
    nodes = {plan.node for plan in rows["plan"]}
    measures = {measure.measure for measure in rows["measures"]}
    known: dict[str, set[str]] = {
        "plan": {plan.node for plan in rows["plan"] if plan.level is None},
        "node": nodes,
        "level": {level.code for level in settings.levels},
        "measure": measures,
        "tier": {tier.code for tier in settings.tiers},
        "component": {component.code for component in settings.components},
        "basket": {basket.basket for basket in rows["baskets"]},
        "forum": {forum.forum for forum in rows["forums"]},
        "document": {document.document for document in rows["documents"]},
        "evidence": {item.document for item in rows["documents"]} | {item.survey for item in rows["surveys"]},
        "programme": {programme.programme for programme in rows["programmes"]},
        "recommendation": {item.recommendation for item in rows["recommendations"]},
        "class": {f"{item.classification}:{item.class_code}" for item in rows["classes"]},
        "scheme": {*BUILT_IN, *(scheme.code for scheme in settings.schemes)},
    }
    columns = [(sheet, *pair) for sheet, model in SHEETS.items() for pair in model.references().items()]
    problems = []
    for sheet, column, kind in columns:
        for item in rows[sheet]:
            cell = getattr(item, column)
            for code in cell if isinstance(cell, tuple) else (cell,):
                if code is not None and code not in known[kind]:
                    rule = "unknown parent" if column == "parent" else f"unknown {kind}"
                    problems.append(
                        Problem(names[sheet], item.row, column, rule, code, nearest(code, sorted(known[kind])))
                    )
    return problems


def _tree(settings: Settings, rows: Rows, names: Names) -> list[Problem]:
    nodes = {plan.node: plan for plan in rows["plan"]}
    depth = {level.code: position for position, level in enumerate(settings.levels)}
    problems = []
    for node in rows["plan"]:
        if node.level is None:
            if node.node != node.plan or node.parent:
                problems.append(
                    Problem(
                        names["plan"],
                        node.row,
                        "level",
                        "missing",
                        "nothing",
                        "a level; only a plan's own row has none",
                    )
                )
            for column in ("valid_from", "valid_to"):
                if getattr(node, column) is None:
                    problems.append(
                        Problem(names["plan"], node.row, column, "missing", "nothing", "the plan's first and last day")
                    )
            continue
        if node.parent is None:
            problems.append(
                Problem(names["plan"], node.row, "parent", "missing", "nothing", "the node above, or the plan itself")
            )
            continue
        parent = nodes.get(node.parent)
        if (
            parent is not None
            and parent.level in depth
            and node.level in depth
            and depth[parent.level] >= depth[node.level]
        ):
            expected = f"a level below {parent.level}, the level of its parent {parent.node}"
            problems.append(Problem(names["plan"], node.row, "level", "wrong order of levels", node.level, expected))
        if parent is not None and parent.plan != node.plan:
            problems.append(
                Problem(names["plan"], node.row, "plan", "another plan than its parent", node.plan, parent.plan)
            )
        walk, at = [node.node], parent
        while at is not None and at.node not in walk:
            walk.append(at.node)
            at = nodes.get(at.parent) if at.parent else None
        if at is not None and at.node == node.node:
            found = " under ".join([*walk, node.node])
            problems.append(
                Problem(names["plan"], node.row, "parent", "cycle", found, "a parent that is not below the node itself")
            )
    return problems


def _dates(rows: Rows, names: Names) -> list[Problem]:
    plans = {plan.node: plan for plan in rows["plan"] if plan.level is None and plan.valid_from and plan.valid_to}
    plan_of = {node.node: plans[node.plan] for node in rows["plan"] if node.plan in plans}
    problems = []

    def inside(sheet: str, item: Any, column: str, plan: Any) -> None:
        day = getattr(item, column)
        if day is not None and not plan.valid_from <= day <= plan.valid_to:
            expected = f"a day of {plan.node}, {plan.valid_from} to {plan.valid_to}"
            problems.append(Problem(names[sheet], item.row, column, "date outside the plan", str(day), expected))

    for sheet, columns, node in (
        ("plan", ("valid_from", "valid_to"), lambda item: [item.node]),
        ("links", ("valid_from", "valid_to"), lambda item: [item.node]),
        ("milestones", ("baseline",), lambda item: item.nodes[:1]),
    ):
        for item in rows[sheet]:
            for code in node(item):
                if code in plan_of and plan_of[code] is not item:
                    for column in columns:
                        inside(sheet, item, column, plan_of[code])
    for sheet, first, last in (
        ("plan", "valid_from", "valid_to"),
        ("links", "valid_from", "valid_to"),
        ("measures", "valid_from", "valid_to"),
        ("documents", "published_on", "review_on"),
    ):
        for item in rows[sheet]:
            start, end = getattr(item, first), getattr(item, last)
            if start and end and end < start:
                problems.append(
                    Problem(names[sheet], item.row, last, "ends before it starts", str(end), f"a day after {start}")
                )
    return problems


def _ratings(settings: Settings, rows: Rows, names: Names) -> list[Problem]:
    rated = {tier.code for tier in settings.tiers if tier.rated}
    like = {scheme.code: scheme.like for scheme in settings.schemes}
    tolerant = {scheme.code for scheme in settings.schemes if scheme.tolerance is not None and scheme.tolerance_kind}
    problems = []

    def refuse(item: Any, column: str, rule: str, found: object, expected: str) -> None:
        problems.append(
            Problem(names["measures"], item.row, column, rule, str(found) if found is not None else "nothing", expected)
        )

    for measure in rows["measures"]:
        if measure.tier not in rated:
            continue
        code = measure.scheme or ("band" if measure.polarity == "band" else settings.status.scheme)
        scheme = like.get(code, code)
        if measure.polarity == "band" or scheme == "band":
            if measure.polarity != "band":
                refuse(measure, "polarity", "scheme needs a band", measure.polarity, "band, or another scheme")
            if measure.band_low is None or measure.band_high is None:
                refuse(measure, "band_low", "band missing", measure.band_low, "band_low and band_high (DR-06)")
            elif measure.band_low > measure.band_high:
                refuse(
                    measure,
                    "band_low",
                    "band upside down",
                    measure.band_low,
                    f"no more than band_high, {measure.band_high:g}",
                )
        elif scheme in NEEDS_TOLERANCE and code not in tolerant and measure.polarity != "none":
            if measure.tolerance is None:
                refuse(measure, "tolerance", "tolerance missing", None, f"the tolerance of the scheme {scheme}")
            if measure.tolerance_kind is None:
                refuse(measure, "tolerance_kind", "tolerance without a kind", None, "relative or absolute (DR-01)")
    return problems


def _targets(rows: Rows, names: Names) -> list[Problem]:
    polarity = {measure.measure: measure.polarity for measure in rows["measures"]}
    sign = {"higher": 1, "lower": -1}
    problems = []
    for target in rows["targets"]:
        s = sign.get(polarity.get(target.measure, ""))
        if target.measure in polarity and s is None:
            found = f"a target for {target.measure}, whose polarity is {polarity[target.measure]}"
            problems.append(
                Problem(names["targets"], target.row, "target", "target without a direction", found, "higher or lower")
            )
        if s is None or target.target is None or target.intervention is None:
            continue
        if s * (target.target - target.intervention) < 0:
            side = "no more" if s == 1 else "no less"
            problems.append(
                Problem(
                    names["targets"],
                    target.row,
                    "intervention",
                    "target on the wrong side of its intervention level",
                    f"intervention {target.intervention:g} with target {target.target:g}",
                    f"{side} than the target, as {polarity[target.measure]} is better (DR-02)",
                )
            )
    return problems


def _takes(rows: Rows, names: Names) -> list[Problem]:

    measures = {m.measure: m for m in rows["measures"] if m.takes}.values()
    count = Counter(measure.takes for measure in measures)
    return [
        Problem(
            names["measures"],
            m.row,
            "takes",
            "indicator taken twice",
            m.takes,
            "one measure for each published indicator",
        )
        for m in measures
        if count[m.takes] > 1
    ]


def _baselines(rows: Rows, names: Names) -> list[Problem]:
    """Return a problem for each report that moves its milestone's baseline and does not say why (DR-40)."""
    reports = defaultdict(list)
    for milestone in rows["milestones"]:
        reports[milestone.milestone].append(milestone)
    problems = []
    for several in reports.values():
        several.sort(key=lambda report: report.as_at)
        for before, after in pairwise(several):
            if before.baseline and after.baseline != before.baseline and not after.note:
                found = f"baseline {after.baseline} after {before.baseline}, and no note"
                expected = f"the reason in the column note, or the baseline of row {before.row}"
                problems.append(
                    Problem(
                        names["milestones"], after.row, "baseline", "re-baselined without a reason", found, expected
                    )
                )
    return problems


def _reach(rows: Rows, names: Names) -> list[Problem]:
    """Return a problem for each measure local to its service that a corporate basket holds (SMBC-45)."""
    corporate = {basket.basket for basket in rows["baskets"] if basket.reach == "corporate"}
    return [
        Problem(
            names["measures"],
            measure.row,
            "baskets",
            "local measure in a corporate basket",
            basket,
            "a basket whose reach is local, or the measure's reach corporate",
        )
        for measure in rows["measures"]
        if measure.reach == "local"
        for basket in measure.baskets
        if basket in corporate
    ]


def _suppression(rows: Rows, names: Names) -> list[Problem]:
    """Return a problem for each measure that withholds small numbers but does not say what its numbers are (DR-35)."""
    expected = "count, proportion, rate, …: what is too small depends on it"
    return [
        Problem(names["measures"], m.row, "value_type", "suppress_below without a kind of value", "nothing", expected)
        for m in rows["measures"]
        if m.suppress_below is not None and m.value_type is None
    ]
