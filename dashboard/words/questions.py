"""Questions a scrutiny member could ask of a measure, each with the evidence for asking it.

Each rule is a function of the same facts that returns a question or None; RULES is their order of importance. The
same facts always give the same questions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.words.breakdown import breakdown_sentence, gap
from dashboard.words.measure import figure_clause, moved_sentence, observed, reason, telling_clause
from dashboard.words.outlook import next_chance, projection_sentence
from dashboard.words.position import of_group
from dashboard.words.prose import listed, rows, sentences, told, whole, yes
from dashboard.words.quality import quality_sentence, revision_sentence
from dashboard.words.status import observed_status
from dashboard.words.variation import assurance_sentence, signal_sentence

Facts = Mapping[str, Any]

AT_MOST = 5
FEW_CASES, SMALL_BASE = 20, 50
"""Events behind a rate, and people behind a share, below which one or two move the figure visibly."""
BIG_REVISION = 0.02
"""Share of the earlier figure from which a revision is a large one."""
WIDE_GAP = 0.2
"""Share of the higher group's figure from which a gap between groups is a wide one."""
_CHANGED = "the definition changed in between"
_POOR = {"Limited", "None"}


@dataclass(frozen=True)
class Question:
    """A question, and the sentences with figures that are the reason to ask it."""

    text: str
    evidence: str


@dataclass(frozen=True)
class _Known:
    """Everything the rules look at; what is not known is empty."""

    about: Facts
    facts: Facts
    variation: Facts
    outlook: Any
    quality: Facts
    position: Facts
    commentary: Facts | None
    revision: Facts
    breakdown: Any


def questions(
    about: Facts,
    facts: Facts,
    *,
    variation: Facts | None = None,
    outlook: Any = None,
    quality: Facts | None = None,
    position: Facts | None = None,
    commentary: Facts | None = None,
    revision: Facts | None = None,
    breakdown: Any = None,
) -> list[Question]:
    """At most five questions on one measure, the most important first.

    ``about`` is a row of dim_measure, ``facts`` of mart_scorecard (with label and group_name, and numerator and
    denominator where known), ``variation`` of mart_variation, ``quality`` of mart_quality, ``position`` of
    mart_position (with group_name, label, and better: names of the councils that do best); ``outlook`` the rows of
    mart_outlook; ``commentary`` the row of fact_commentary for the period, {} where there is none and None where that
    is not known; ``revision`` as for ``revision_sentence``; ``breakdown`` as for ``breakdown_sentence``.
    """
    known = _Known(
        about,
        facts,
        variation or {},
        outlook,
        quality or {},
        position or facts,
        commentary,
        revision or facts,
        breakdown,
    )
    asked = (rule(known) for rule in RULES)
    return [question for question in asked if question is not None][:AT_MOST]


def _no_exception_report(known: _Known) -> Question | None:
    given = told(known.facts, "exception_report")
    if not given and known.commentary is not None and told(known.facts, "status") == "red":
        given = "given" if told(known.commentary, "exception") else "missing"
    if given != "missing" or not _has_figure(known):
        return None
    return Question("Why is there no exception report, and when will there be one?", _figure(known))


def _red_again(known: _Known) -> Question | None:
    run = whole(known.facts.get("red_run"))
    if told(known.facts, "status") != "red" or run < 2 or not _has_figure(known):
        return None
    evidence = sentences(f"Off target for {run:,} reporting periods in a row", _figure(known), _action(known))
    return Question("What has been tried so far, why has it not worked, and what will be different now?", evidence)


def _red_once(known: _Known) -> Question | None:
    run = whole(known.facts.get("red_run"))
    if told(known.facts, "status") != "red" or run > 1 or not _has_figure(known):
        return None
    return Question("What will bring it back to target, and by when?", sentences(_figure(known), _action(known)))


def _at_risk(known: _Known) -> Question | None:
    if not yes(known.facts.get("at_risk")):
        return None
    steps = [row for row in rows(known.outlook) if whole(row.get("step")) == 1]
    chance = next_chance(known.about, steps[0] if steps else known.facts)
    if chance:
        return Question("What is being done now so that the next target is not missed?", chance)
    if formats.is_missing(known.facts.get("projection")):
        return None
    method = {"method": known.facts.get("projection_method")}
    evidence = projection_sentence(known.about, {**known.facts, **method})
    return Question("What is being done now so that the target of the year is not missed?", evidence)


def _cannot_meet(known: _Known) -> Question | None:
    evidence = assurance_sentence(known.about, known.variation)
    met = observed_status(known.facts) in ("blue", "green")
    settled = told(known.variation, "variation") in ("common", "concern", "")
    if told(known.variation, "assurance") != "fail" or met or not settled or not evidence:
        return None
    return Question("Can the target be met with the service as it is now, and what would have to change?", evidence)


def _no_figure(known: _Known) -> Question | None:
    status = told(known.facts, "status")
    if status not in ("overdue", "not_available"):
        return None
    late = "Why is there no figure yet, and who will supply it by when?"
    ask = late if status == "overdue" else "Why is there no figure, and how is this watched without one?"
    last = f"The last figure is {figure_clause(known.about, known.facts)}" if _has_figure(known) else ""
    return Question(ask, sentences(reason(status, known.facts, known.about), last))


def _provisional(known: _Known) -> Question | None:
    marker = told(known.facts, "marker")
    if marker not in ("p", "e") or not _has_figure(known):
        return None
    evidence = sentences(_figure(known), revision_sentence(known.about, known.revision))
    return Question("How far could this figure still change, and when will it be final?", evidence)


def _really_worse(known: _Known) -> Question | None:
    worse = told(known.facts, "year_judgement") == "declined"
    evidence = moved_sentence(known.about, known.facts, "year")
    if not worse or not yes(known.facts.get("year_significant")) or not evidence:
        return None
    return Question("What explains why it is worse than a year earlier?", evidence)


def _concern(known: _Known) -> Question | None:
    evidence = signal_sentence(known.about, known.variation)
    if told(known.variation, "variation") != "concern" or not evidence:
        return None
    return Question("What has changed in the service or in what people need from it?", evidence)


def _far_behind(known: _Known) -> Question | None:
    place = known.position
    if told(place, "quartile") != "D" or formats.is_missing(place.get("rank")):
        return None
    names = place.get("better")
    found = names.split("|") if isinstance(names, str) else list(names) if isinstance(names, list | tuple) else []
    better = listed(filter(None, map(formats.text, found[:3])))
    evidence = sentences(_standing(known), f"Among those doing better: {better}" if better else "")
    ask = "What do the councils that do better do differently, and what has been learnt from them?"
    return Question(ask, evidence)


def _large_revision(known: _Known) -> Question | None:
    evidence = revision_sentence(known.about, known.revision)
    old: Any = known.revision.get("revised_from")
    new: Any = known.revision.get("value")
    if not evidence:
        return None
    was, now = (told(known.revision, key) for key in ("status_from", "status"))
    other_status = bool(was and now and was != now)
    if not other_status and abs(new - old) < BIG_REVISION * abs(old):
        return None
    return Question("Why was the figure revised, and who has been told that the earlier one was wrong?", evidence)


def _easy_target(known: _Known) -> Question | None:
    evidence = assurance_sentence(known.about, known.variation)
    met = observed_status(known.facts) in ("blue", "green")
    worse = told(known.variation, "variation") == "concern"
    if told(known.variation, "assurance") != "pass" or not met or worse or not evidence:
        return None
    return Question("Is the target stretching enough?", evidence)


def _poor_quality(known: _Known) -> Question | None:
    if told(known.quality, "rating") not in _POOR:
        return None
    ask = "What is being done to make the figures more reliable, and how far can they be used until then?"
    return Question(ask, quality_sentence(known.quality))


def _small_numbers(known: _Known) -> Question | None:
    events, base = known.facts.get("numerator"), known.facts.get("denominator")
    kind = told(known.about, "value_type")
    if formats.is_missing(events) or formats.is_missing(base) or not _has_figure(known):
        return None
    if kind == "proportion" and whole(base) < SMALL_BASE:
        said = f"The figure rests on {formats.count(events, base)}"
    elif kind == "rate" and whole(events) < FEW_CASES:
        said = f"The figure rests on {formats.plural(whole(events), 'case')} among {whole(base):,}"
    else:
        return None
    changed = telling_clause(known.about, known.facts)
    if not changed.startswith(("Up", "Down")):
        return None
    evidence = sentences(f"{said} {_when(known)}", changed)
    return Question("Is the change real, when so few cases are behind it?", evidence)


def _redefined(known: _Known) -> Question | None:
    reasons = (told(known.facts, key) for key in ("year_reason", "previous_reason"))
    incomparable = told(known.facts, "status") == "not_comparable"
    if (not incomparable and _CHANGED not in reasons) or not _has_figure(known):
        return None
    because = "The definition changed after the target was set" if incomparable else ""
    evidence = sentences(
        _figure(known), because or "There is no comparison with a year earlier: the definition changed"
    )
    return Question("How can progress be judged now that the definition has changed?", evidence)


def _unequal(known: _Known) -> Question | None:
    ends = gap(known.about, known.breakdown)
    if ends is None:
        return None
    low, high = (end["value"] for end in ends)
    if high - low < WIDE_GAP * max(abs(high), abs(low)):
        return None
    ask = "Why do the groups differ so much, and is the gap closing?"
    return Question(ask, breakdown_sentence(known.about, known.breakdown))


def _no_target(known: _Known) -> Question | None:
    judgeable = told(known.about, "polarity") in ("higher", "lower") and yes(known.about.get("tier_rated"))
    if told(known.facts, "status") != "no_target" or not judgeable or not _has_figure(known):
        return None
    return Question("What would good look like here, and should there be a target?", _figure(known))


def _doing_well(known: _Known) -> Question | None:
    best = told(known.position, "quartile") == "A" and not formats.is_missing(known.position.get("rank"))
    better = told(known.variation, "variation") == "improvement"
    if observed_status(known.facts) in ("amber", "red") or yes(known.facts.get("at_risk")):
        return None
    evidence = sentences(
        signal_sentence(known.about, known.variation) if better else "", _standing(known) if best else ""
    )
    if not evidence:
        return None
    return Question("What has worked here, and could other services learn from it?", evidence)


RULES: tuple[Callable[[_Known], Question | None], ...] = (
    _no_exception_report,
    _red_again,
    _red_once,
    _at_risk,
    _cannot_meet,
    _no_figure,
    _provisional,
    _really_worse,
    _concern,
    _far_behind,
    _large_revision,
    _easy_target,
    _poor_quality,
    _small_numbers,
    _redefined,
    _unequal,
    _no_target,
    _doing_well,
)


def _has_figure(known: _Known) -> bool:
    return not formats.is_missing(known.facts.get("value"))


def _figure(known: _Known) -> str:
    return sentences(figure_clause(known.about, known.facts))


def _when(known: _Known) -> str:
    return formats.in_period(observed(known.facts))


def _action(known: _Known) -> str:
    said = known.commentary or {}
    action, owner = (told(said, key).rstrip(".") for key in ("action", "action_owner"))
    due = formats.day(said.get("action_due"))
    who = [owner, f"by {due}" if due else ""]
    return ", ".join(part for part in (f"Action reported: {action}", *who) if part) if action else ""


def _standing(known: _Known) -> str:
    """Place among comparators with the mean of the others; the figure only where it is of the period compared at."""
    place, own_row = known.position, known.position is not known.facts
    label = told(place, "label" if own_row else "position_period")
    group = of_group(whole(place.get("of_n")), told(place, "group_name") or "comparators")
    when = f" {formats.in_period(label)}" if label else ""
    said = f"{formats.ordinal(whole(place.get('rank')))} of {group}{when}"
    mean, own = place.get("mean"), place.get("value") if own_row else None
    if formats.is_missing(mean):
        return sentences(said)
    n = whole(place.get("others"))
    others = formats.plural(n, "other") if n else "others"
    average = formats.measured(mean, known.about)
    if formats.is_missing(own):
        return sentences(f"{said}; the mean of the {others} is {average}")
    return sentences(
        f"{said}: {formats.measured(own, known.about, unit=True)}, against a mean of {average} for the {others}"
    )
