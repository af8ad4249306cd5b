"""What would change a status: the smallest change of the figure shown that does (DR-02 to DR-06, DR-09).

Exact decimal arithmetic on figures rounded to the published decimals: the distance said, added to the figure on
screen, is the first figure at which the status on screen is another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from dashboard import formats
from dashboard.words.prose import told, yes
from dashboard.words.status import RATED, observed_status, status_label

Facts = Mapping[str, Any]


class Rule(NamedTuple):
    """How a scheme decides, as dim_scheme says it."""

    amber: str = "intervention"
    ahead: bool = False
    green_within: bool = False


# The schemes every warehouse knows; a council's own comes with the columns of dim_scheme beside the measure.
_SCHEMES = {
    "tolerance": Rule("tolerance"),
    "brag": Rule("tolerance", ahead=True),
    "direction": Rule("improved", green_within=True),
    "two_state": Rule("none"),
    "band": Rule("margin"),
}
# Best first. A figure with an intervention level and no target is judged only when it is beyond the level (DR-02).
_ORDER = ("blue", "green", "no_target", "amber", "red")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Change:
    """The smallest change of the figure shown, in one direction, that gives it another status."""

    status: str
    by: Decimal
    """Signed."""
    to: Decimal
    """The figure shown plus the change."""
    better: bool


def what_would_change(about: Facts, facts: Facts, labels: Mapping[str, str] | None = None) -> list[str]:
    """What would change a measure's status: a sentence for each other status, in the measure's unit.

    ``about`` is a row of dim_measure (with amber, ahead and green_within of dim_scheme where the council has a scheme
    of its own); ``facts`` a row of mart_scorecard or mart_status; ``labels`` the council's words for statuses.
    """
    if formats.is_missing(facts.get("value")):
        return ["There is no figure, so there is no saying what would change its status."]
    found = changes(about, facts)
    if not found:
        return [_unchanging(about, facts)]
    return [_said(about, facts, change, found, labels) for change in found]


def changes(about: Facts, facts: Facts) -> list[Change]:
    """The smallest changes that give another status: better ones first, the nearest first; none if not judged."""
    bounds = _bounds(about, facts)
    now = _now(about, facts)
    if not now or formats.is_missing(facts.get("value")) or status_at(about, facts, facts["value"]) != now:
        return []
    step = Decimal(1).scaleb(-formats.style(about)["decimals"])
    at = formats.rounded(facts["value"], formats.style(about)["decimals"])
    nearest: dict[tuple[str, bool], Decimal] = {}
    for to in sorted(_beside(bounds, step), key=lambda to: abs(to - at)):
        status = status_at(about, facts, to)
        if status != now and _reachable(about, at, to) and not _through_better(about, facts, at, to, now):
            nearest.setdefault((status, to > at), to)
    found = [
        Change(status, to - at, to, _ORDER.index(status) < _ORDER.index(now)) for (status, _), to in nearest.items()
    ]
    return sorted(found, key=lambda change: (not change.better, abs(change.by), change.by))


def status_at(about: Facts, facts: Facts, figure: Any) -> str:
    """The status a figure would have with a measure's target, level, tolerance, band and last year's value.

    The rules of DR-02 to DR-06 as mart_status has them; empty where nothing judges the measure.
    """
    places = formats.style(about)["decimals"]
    at = formats.rounded(figure, places)
    if told(about, "polarity") == "band":
        return _banded(about, at)
    sign = _sign(about)
    target, level = (_figure(facts.get(key), places) for key in ("target", "intervention"))
    if sign == 0 or (target is None and level is None):
        return ""
    if target is None:
        return "red" if level is not None and sign * (at - level) < 0 else "no_target"
    rule, allowed = scheme_rule(about, facts), _allowed(about, target)
    over = sign * (at - target)
    if rule.ahead and allowed is not None and over > allowed:
        return "blue"
    if over >= 0 or (rule.green_within and allowed is not None and over >= -allowed):
        return "green"
    return "amber" if _near(rule, at, sign, over, allowed, level, _last_year(facts, places)) else "red"


def scheme_rule(about: Facts, facts: Facts | None = None) -> Rule:
    """How a measure's scheme decides; one this house does not know is taken for target and intervention level."""
    amber = told(about, "amber")
    if amber:
        return Rule(amber, yes(about.get("ahead")) is True, yes(about.get("green_within")) is True)
    return _SCHEMES.get(told(about, "scheme") or formats.text((facts or {}).get("scheme")), Rule())


def _now(about: Facts, facts: Facts) -> str:
    """The status to be changed: a judgement, or none yet where only an intervention level is set."""
    alone = formats.is_missing(facts.get("target")) and not formats.is_missing(facts.get("intervention"))
    judged = yes(about.get("tier_rated")) is not False and told(facts, "status") == "no_target" and alone
    return "no_target" if judged else observed_status(facts)


def _near(
    rule: Rule,
    at: Decimal,
    sign: int,
    over: Decimal,
    allowed: Decimal | None,
    level: Decimal | None,
    last_year: Decimal | None,
) -> bool:
    """True for a missed target that is amber by its scheme."""
    if rule.amber == "tolerance":
        return allowed is not None and over >= -allowed
    if rule.amber == "intervention":
        return level is not None and sign * (at - level) >= 0
    return rule.amber == "improved" and last_year is not None and sign * (at - last_year) >= 0


def _banded(about: Facts, at: Decimal) -> str:
    low, high, margin = (_exact(about.get(key)) for key in ("band_low", "band_high", "band_margin"))
    if low is None or high is None:
        return ""
    off = max(low - at, _NOTHING, at - high)
    return "green" if off == 0 else "amber" if off <= (margin or _NOTHING) else "red"


def _bounds(about: Facts, facts: Facts) -> list[Decimal]:
    """Every figure at which a status may change."""
    places = formats.style(about)["decimals"]
    if told(about, "polarity") == "band":
        low, high, margin = (_exact(about.get(key)) or _NOTHING for key in ("band_low", "band_high", "band_margin"))
        return [low - margin, low, high, high + margin]
    target, level = (_figure(facts.get(key), places) for key in ("target", "intervention"))
    year = _last_year(facts, places)
    allowed = None if target is None else _allowed(about, target)
    edges = [target - allowed, target + allowed] if target is not None and allowed is not None else []
    return [bound for bound in (target, level, year, *edges) if bound is not None]


def _beside(bounds: list[Decimal], step: Decimal) -> set[Decimal]:
    """The figures that can be shown at and on both sides of each bound."""
    found = set()
    for bound in bounds:
        below, above = ((bound / step).to_integral_value(way) * step for way in (ROUND_FLOOR, ROUND_CEILING))
        found |= {below - step, below, above, above + step}
    return found


def _through_better(about: Facts, facts: Facts, at: Decimal, to: Decimal, now: str) -> bool:
    """True where a band would be crossed: nobody asks how far a figure is from missing it on the other side."""
    if told(about, "polarity") != "band" or now == "green":
        return False
    low, high = (_exact(about.get(key)) or _NOTHING for key in ("band_low", "band_high"))
    return (at < low and to > high) or (at > high and to < low) or (status_at(about, facts, to) == now)


def _reachable(about: Facts, at: Decimal, to: Decimal) -> bool:
    """False for a figure there cannot be, a share above 100% or a count below 0, where the present one is not."""
    outside = [formats.bounded(float(figure), about) != float(figure) for figure in (at, to)]
    return outside[0] or not outside[1]


def _said(about: Facts, facts: Facts, change: Change, every: list[Change], labels: Mapping[str, str] | None) -> str:
    way = "rise" if change.by > 0 else "fall"
    meaning = _meaning(about, facts, change, every)
    shown = f" ({status_label(change.status, labels)})" if change.status in RATED else ""
    if change.better:
        amount = formats.distance(change.by, about, exact=True)
        # Where the meaning names the very figure to be reached, it is not said twice.
        to = "" if meaning.startswith(("meet", "bring it back to the int")) else ", to "
        to = f"{to}{formats.measured(change.to, about, exact=True)}," if to else ""
        return f"A {way} of at least {amount}{to} would {meaning}{shown}."
    beyond = abs(change.by) - Decimal(1).scaleb(-formats.style(about)["decimals"])
    if beyond == 0:
        return f"Any {way} would {meaning}{shown}."
    return f"A {way} of more than {formats.distance(beyond, about, exact=True)} would {meaning}{shown}."


def _meaning(about: Facts, facts: Facts, change: Change, every: list[Change]) -> str:
    """What a change amounts to, in the terms of the scheme."""
    if told(about, "polarity") == "band":
        return _band_meaning(about, change)
    rule, side = scheme_rule(about, facts), "above" if change.by > 0 else "below"
    target, level = (
        "" if formats.is_missing(facts.get(key)) else formats.measured(facts[key], about, trim=True, exact=True)
        for key in ("target", "intervention")
    )
    if change.better:
        green = "bring it within the tolerance" if rule.green_within else f"meet the target of {target}"
        near = {
            "tolerance": "bring it within the tolerance",
            "improved": "bring it back to where it was a year earlier",
        }
        amber = near.get(rule.amber, f"bring it back to the intervention level of {level}")
        ahead = f"put it ahead of the target of {target} by more than the tolerance"
        return {"blue": ahead, "green": green}.get(change.status, amber)
    if change.status == "green":
        return "leave it on target, but no longer ahead of it by more than the tolerance"
    past_level = f"take it {side} the intervention level of {level}"
    past = {
        "intervention": past_level,
        "tolerance": "take it outside the tolerance",
        "improved": "make it worse than a year earlier",
    }.get(rule.amber, "")
    now_amber = observed_status(facts) == "amber"
    if change.status == "red" and target and past and (now_amber or any(other.status == "amber" for other in every)):
        return past
    if not target:
        return past_level
    return "take it outside the tolerance" if rule.green_within else f"put it {side} the target of {target}"


def _band_meaning(about: Facts, change: Change) -> str:
    low, high = (formats.measured(about[key], about, trim=True) for key in ("band_low", "band_high"))
    margin = _exact(about.get("band_margin")) or _NOTHING
    near = formats.distance(margin, about, unit=formats.is_percentage(about), exact=True)
    side = "above" if change.by > 0 else "below"
    if change.better:
        into = f"bring it into the planned range of {low} to {high}"
        return into if change.status == "green" else f"bring it to within {near} of the planned range"
    if change.status == "red" and margin:
        return f"take it more than {near} {side} the planned range of {low} to {high}"
    return f"take it {side} the planned range of {low} to {high}"


def _unchanging(about: Facts, facts: Facts) -> str:
    if observed_status(facts):
        return "What would change its status cannot be worked out from the present definition and targets."
    if told(about, "polarity") == "none":
        return "It is not judged, so no change of the figure would change its status."
    if yes(about.get("tier_rated")) is False:
        return "It is shown as context and not judged, so no change of the figure would change its status."
    if told(facts, "status") == "not_comparable":
        return "Its definition changed after the target was set: only a new target would change its status."
    if formats.is_missing(facts.get("target")) and told(about, "polarity") != "band":
        return "No target is set, so no change of the figure would change its status."
    return "It is not judged in this period, so no change of the figure would change its status."


def _sign(about: Facts) -> int:
    return {"higher": 1, "lower": -1}.get(told(about, "polarity"), 0)


def _allowed(about: Facts, target: Decimal) -> Decimal | None:
    tolerance = _exact(about.get("tolerance"))
    if tolerance is None:
        return None
    return tolerance * abs(target) if told(about, "tolerance_kind") == "relative" else tolerance


def _figure(amount: Any, places: int) -> Decimal | None:
    return None if formats.is_missing(amount) else formats.rounded(amount, places)


def _last_year(facts: Facts, places: int) -> Decimal | None:
    """Last year's figure, unless the two cannot be compared (DR-34)."""
    return None if told(facts, "year_judgement") == "none" else _figure(facts.get("year_value"), places)


def _exact(amount: Any) -> Decimal | None:
    return None if formats.is_missing(amount) else Decimal(repr(float(amount)))
