"""What a control chart says: variation, assurance and, where it may not be drawn, why (DR-25 to DR-28)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import listed, sentences, told, whole, yes

Facts = Mapping[str, Any]

_KINDS = ("improvement", "concern", "neutral", "common")
_REFUSALS = {
    "cumulative": "each figure is the year so far, so it rises within the year whatever happens",
    "overlapping periods": "neighbouring figures share months, so they move together",
    "annual": "one figure a year is too slow for control limits; the recent trend is shown instead",
    "fewer than eight points": "there are fewer than eight figures since the series began or last changed",
    "seasonal": "the figures follow the seasons, so one pair of limits would mislead",
    "no figures": "there are no figures yet",
}
# What set a point apart, by rule and side; the sentence and the cell of a table say it with the same words (DR-26).
_RULES = {
    (1, "above"): "above the upper control limit",
    (1, "below"): "below the lower control limit",
    (2, "rising"): "part of a run of seven figures that rise throughout",
    (2, "falling"): "part of a run of seven figures that fall throughout",
    (3, "above"): "one of two figures in three close to the upper control limit",
    (3, "below"): "one of two figures in three close to the lower control limit",
    (4, "above"): "part of a run of seven or more figures above the mean",
    (4, "below"): "part of a run of seven or more figures below the mean",
}
_TITLES = {
    "improvement": "Improving",
    "concern": "Worsening",
    "neutral": "Changing more than chance would explain",
    "common": "Within expected variation",
}
_TARGETS = {
    "pass": "the target is met consistently",
    "fail": "the target is missed consistently",
    "hit_or_miss": "the target is hit or miss",
}
# What a stable process will do, and one that moves further the way it already lies (DR-27). Of any other series that is
# changing, limits from its past say little: a target above them may well be met by now.
_SETTLED = {("pass", "improvement"), ("fail", "concern")}
_PROCESS = {
    "pass": "will be met in nearly every period unless something changes",
    "fail": "will be missed in nearly every period unless something changes",
    "hit_or_miss": "is met in some periods and missed in others by chance",
}


def rule_words(point: Facts) -> str:
    """What sets one point apart (a row of mart_spc), for a table or a hover: "Above the upper limit: concern"."""
    said = _rule(point)
    if not said:
        return "Within expected variation"
    judgement = told(point, "judgement")
    verdict = judgement if judgement in ("improvement", "concern") else ""
    return f"{said[0].upper()}{said[1:]}: {verdict}" if verdict else f"{said[0].upper()}{said[1:]}"


def spc_title(about: Facts, facts: Facts) -> str:
    """Title of a control chart: its variation and its assurance (``facts`` of mart_variation); no full stop."""
    variation = _TITLES.get(told(facts, "variation"))
    if _refused(facts) or not variation:
        return "No control chart"
    if told(about, "polarity") == "none":
        return variation
    target = _TARGETS.get(told(facts, "assurance"), "") if _settled(facts) else ""
    return f"{variation}; {target}" if target else variation


def spc_sentence(about: Facts, facts: Facts) -> str:
    """Sentences that stand for a control chart: limits, what the last point is, and what the process can do."""
    if _refused(facts) or told(facts, "variation") not in _KINDS:
        return spc_refusal(facts.get("reason"))
    return sentences(
        _limits(about, facts), _last(facts), assurance_sentence(about, facts, limits="these limits"), _trial(facts)
    )


def assurance_sentence(about: Facts, facts: Facts, *, limits: str = "") -> str:
    """What the limits say of the target (DR-27): "The target of 92% lies above the limits of expected variation, …".

    ``limits`` is what to call them where they have just been given.
    """
    assured = told(facts, "assurance")
    target: Any = facts.get("target")
    if _refused(facts) or assured not in _PROCESS or formats.is_missing(target):
        return ""
    goal = f"The target of {formats.measured(target, about, trim=True)}"
    ends = _range(about, facts)
    if not ends:
        return sentences(f"{goal} {_PROCESS[assured]}") if _settled(facts) else ""
    where = "within" if assured == "hit_or_miss" else "above" if target > facts["upper"] else "below"
    said = f"{goal} lies {where} {limits or 'the limits of expected variation, ' + ' to '.join(ends)}"
    if not _settled(facts):
        return sentences(said, "The series is changing, so the limits say little about the next figure")
    return sentences(f"{said}, so it {_PROCESS[assured]}")


def signal_sentence(about: Facts, facts: Facts) -> str:
    """What sets the last point apart (DR-26), with the mean it is measured against; empty for common cause."""
    if _refused(facts) or told(facts, "variation") not in ("improvement", "concern", "neutral"):
        return ""
    mean = facts.get("mean")
    against = "" if formats.is_missing(mean) else f"; the mean is {formats.measured(mean, about, unit=True)}"
    return sentences(f"{_last(facts)}{against}")


def spc_refusal(reason: Any) -> str:
    """Why a measure has no control chart (DR-28), in one sentence."""
    why = _REFUSALS.get(formats.text(reason))
    return f"No control chart: {why}." if why else "No control chart: control limits cannot be worked out."


def _refused(facts: Facts) -> bool:
    return told(facts, "reason") != ""


def _settled(facts: Facts) -> bool:
    variation = told(facts, "variation")
    return variation in ("common", "") or (told(facts, "assurance"), variation) in _SETTLED


def _rule(point: Facts) -> str:
    return _RULES.get((whole(point.get("rule")), told(point, "side")), "")


def _range(about: Facts, facts: Facts) -> list[str]:
    """Both limits as drawn, kept where values can lie (DR-25); none where one is not known."""
    ends = [facts.get(key) for key in ("lower", "upper")]
    if any(map(formats.is_missing, ends)):
        return []
    return [formats.measured(formats.bounded(end, about), about) for end in ends]


def _limits(about: Facts, facts: Facts) -> str:
    points = whole(facts.get("segment_points")) or whole(facts.get("points"))
    over = f"Over {formats.plural(points, 'figure')}" if points else "Over the figures shown"
    mean, ends = facts.get("mean"), _range(about, facts)
    average = "" if formats.is_missing(mean) else f"the mean is {formats.measured(mean, about, unit=True)}"
    usual = f"nearly every figure is expected to lie between {' and '.join(ends)}" if ends else ""
    said = listed([average, usual])
    return f"{over}, {said}" if said else ""


def _last(facts: Facts) -> str:
    label = told(facts, "label")
    latest = f"The latest, {formats.in_period(label)}," if label else "The latest"
    variation = told(facts, "variation")
    if variation == "common":
        return f"{latest} is within expected variation"
    verdict = {"improvement": ", an improvement", "concern": ", a cause for concern"}.get(variation, "")
    said = _rule(facts)
    return f"{latest} is {said}{verdict}" if said else f"{latest} differs by more than chance would explain{verdict}"


def _trial(facts: Facts) -> str:
    return "The limits are provisional, because there are fewer than 12 figures" if yes(facts.get("trial")) else ""
