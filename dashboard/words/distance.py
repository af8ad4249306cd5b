"""What would change a status: the smallest change of the figure shown that does (DR-02 to DR-06, DR-09).

Everything is exact decimal arithmetic on figures rounded to the published decimals, so that the distance said, added
to the figure on screen, gives the figure at which the status on screen would change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from dashboard import formats
from dashboard.words.status import status_label

Facts = Mapping[str, Any]

# How each scheme decides, as in pipelines/framework/schemes.csv: what makes a missed target amber, whether better by
# more than the tolerance is a status of its own, whether short by no more than the tolerance is still green.
_SCHEMES = {
    "intervention": ("intervention", False, False),
    "tolerance": ("tolerance", False, False),
    "brag": ("tolerance", True, False),
    "direction": ("improved", False, True),
    "two_state": ("none", False, False),
    "band": ("margin", False, False),
}
_BEST_FIRST = ("blue", "green", "amber", "red")


@dataclass(frozen=True)
class Change:
    """The smallest change of a figure that gives it another status."""

    status: str
    by: Decimal
    """Signed; added to the figure as shown."""
    to: Decimal
    """The first figure with the other status."""
    better: bool
    edge: Decimal
    """The last figure with the better of the two statuses; the change must pass or reach it."""


def what_would_change(about: Facts, facts: Facts, labels: Mapping[str, str] | None = None) -> list[str]:
    """What would change a measure's status, a sentence for each other status, in the measure's unit.

    ``about`` is a row of dim_measure (with the columns amber, ahead and green_within of its dim_scheme where the
    council has a scheme of its own); ``facts`` a row of mart_scorecard or mart_status; ``labels`` of statuses.
    """
    if formats.is_missing(facts.get("value")):
        return ["There is no figure, so nothing can be said of what would change its status."]
    found = changes(about, facts)
    if not found:
        return [_unchanging(about, facts)]
    return [_said(about, facts, change, labels) for change in found]


def changes(about: Facts, facts: Facts) -> list[Change]:
    """The smallest changes that lead to each other status, the better statuses first; none where it is not judged."""
    now = judged_status(facts)
    if not now or formats.is_missing(facts.get("value")):
        return []
    places = formats.style(about)["decimals"]
    at = formats.rounded(facts["value"], places)
    if about.get("polarity") == "band":
        found = _band_changes(about, at, places, now)
    elif about.get("polarity") in ("higher", "lower"):
        found = _edge_changes(about, facts, at, places, now)
    else:
        return []
    return [change for change in found if _possible(about, at, change.to)]


def judged_status(facts: Facts) -> str:
    """The status a figure is judged by, though the period asked for may itself be not due; empty if it is not."""
    return next(
        (status for key in ("status", "observed_status") if (status := formats.text(facts.get(key))) in _BEST_FIRST), ""
    )


def _edge_changes(about: Facts, facts: Facts, at: Decimal, places: int, now: str) -> list[Change]:
    sign = 1 if about["polarity"] == "higher" else -1
    step = Decimal(1).scaleb(-places)
    edges = _edges(about, facts, places, sign, step)
    found = []
    for status, edge in edges:
        if _BEST_FIRST.index(status) < _BEST_FIRST.index(now):
            found.append(Change(status, edge - at, edge, True, edge))
    worse = [(status, edge) for status, edge in edges if _BEST_FIRST.index(status) >= _BEST_FIRST.index(now)]
    names = [status for status, _ in worse[1:]] + ["red"]
    for (_, edge), status in zip(worse, names, strict=True) if worse else ():
        to = edge - sign * step
        found.append(Change(status, to - at, to, False, edge))
    return found


def _edges(about: Facts, facts: Facts, places: int, sign: int, step: Decimal) -> list[tuple[str, Decimal]]:
    """The worst figure still blue, green and amber, as far as there are such figures; anything worse is red."""
    amber, ahead, green_within = scheme_rule(about)
    target, level, last_year = (_figure(facts.get(key), places) for key in ("target", "intervention", "year_value"))
    if target is None:
        # A level alone judges only what is beyond it (DR-02): there is nothing better than "not red" to reach.
        return []
    allowed = _allowed(about, target)
    within = None if allowed is None else _on_grid(target - sign * allowed, step, up=sign > 0)
    edges = []
    if ahead and allowed is not None:
        beyond = _on_grid(target + sign * allowed, step, up=sign < 0) + sign * step
        edges.append(("blue", beyond))
    green = within if green_within and within is not None else target
    edges.append(("green", green))
    edge = {"tolerance": within, "intervention": level, "improved": last_year}.get(amber)
    if edge is not None and sign * (green - edge) > 0:
        edges.append(("amber", edge))
    return edges


def _band_changes(about: Facts, at: Decimal, places: int, now: str) -> list[Change]:
    step = Decimal(1).scaleb(-places)
    low, high, margin = (_exact(about.get(key)) for key in ("band_low", "band_high", "band_margin"))
    if low is None or high is None:
        return []
    margin = margin or Decimal(0)
    inside = _on_grid(low, step, up=True), _on_grid(high, step, up=False)
    near = _on_grid(low - margin, step, up=True), _on_grid(high + margin, step, up=False)
    zones = [("green", inside), ("amber", near)]
    found = []
    for status, (bottom, top) in zones:
        if _BEST_FIRST.index(status) < _BEST_FIRST.index(now) and bottom <= top:
            to = bottom if at < bottom else top
            if status == "green" or _leads(to, inside):
                found.append(Change(status, to - at, to, True, to))
    for (status, (bottom, top)), worse in zip(zones, ("amber", "red"), strict=True):
        if _BEST_FIRST.index(status) < _BEST_FIRST.index(now):
            continue
        for edge, way in ((bottom, -1), (top, 1)):
            to = edge + way * step
            if now == "amber" and way * (at - inside[0 if way < 0 else 1]) <= 0:
                continue
            name = "red" if worse == "amber" and near == inside else worse
            if status == "amber" and near == inside:
                continue
            found.append(Change(name, to - at, to, False, edge))
    return found


def _leads(to: Decimal, inside: tuple[Decimal, Decimal]) -> bool:
    """True where a figure in the margin is outside the range itself, so that the margin is not empty there."""
    return not inside[0] <= to <= inside[1]


def scheme_rule(about: Facts) -> tuple[str, bool, bool]:
    """How a measure's scheme decides: what makes amber, whether there is blue, whether short is still green."""
    if formats.text(about.get("amber")):
        return (
            formats.text(about["amber"]),
            _true(about.get("ahead")),
            _true(about.get("green_within")),
        )
    return _SCHEMES.get(formats.text(about.get("scheme")), ("none", False, False))


def _true(cell: Any) -> bool:
    return not formats.is_missing(cell) and bool(cell)


def _allowed(about: Facts, target: Decimal) -> Decimal | None:
    tolerance = _exact(about.get("tolerance"))
    if tolerance is None:
        return None
    return tolerance * abs(target) if formats.text(about.get("tolerance_kind")) == "relative" else tolerance


def _figure(amount: Any, places: int) -> Decimal | None:
    return None if formats.is_missing(amount) else formats.rounded(amount, places)


def _exact(amount: Any) -> Decimal | None:
    return None if formats.is_missing(amount) else Decimal(repr(float(amount)))


def _on_grid(figure: Decimal, step: Decimal, *, up: bool) -> Decimal:
    return (figure / step).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR) * step


def _possible(about: Facts, at: Decimal, to: Decimal) -> bool:
    """False for a figure no council can reach: a share above 100% or a count below 0, where the present one is not."""
    if formats.bounded(float(at), about) != float(at):
        return True
    return bool(formats.bounded(float(to), about) == float(to))


def _said(about: Facts, facts: Facts, change: Change, labels: Mapping[str, str] | None) -> str:
    places = formats.style(about)["decimals"]
    way = "rise" if change.by > 0 else "fall"
    shown = status_label(change.status, labels)
    if change.better:
        amount = formats.distance(change.by, about, exact=True)
        to = formats.measured(change.to, about, exact=True)
        return f"A {way} of at least {amount}, to {to}, would make it {shown}."
    beyond = abs(change.by) - Decimal(1).scaleb(-places)
    edge = formats.measured(change.edge, about, exact=True)
    if beyond == 0:
        return f"Any {way} from {edge} would make it {shown}."
    amount = formats.distance(beyond, about, exact=True)
    return f"A {way} of more than {amount}, past {edge}, would make it {shown}."


def _unchanging(about: Facts, facts: Facts) -> str:
    if about.get("polarity") == "none":
        return "It is not judged, so no change of the figure would change its status."
    if formats.text(facts.get("status")) == "not_comparable":
        return "Its definition changed after the target was set: only a new target would change its status."
    if formats.is_missing(facts.get("target")):
        return "No target is set, so no change of the figure would change its status."
    return "It is not judged in this period, so no change of the figure would change its status."
