"""What a series says: the finding, its subtitle, the sentence that stands for the chart, and its footnotes.

A history is a frame (or rows) with one row per period in any order: label, short_label, end_date, value and, where
known, marker, target and status. Events have event_date, kind (event or break), label, note.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import rows, sentences, told

Facts = Mapping[str, Any]
Rows = list[dict[str, Any]]

_STEPS = {
    "monthly": "months",
    "quarterly": "quarters",
    "half-yearly": "half-years",
    "annual": "years",
    "academic": "academic years",
}
_YEAR = datetime.timedelta(days=365)
_TRENDS = {"increasing": "Increasing", "decreasing": "Decreasing", "no_change": "No significant change"}
_NO_TREND = {
    "fewer than five points": "there are fewer than five figures",
    "periods overlap": "the periods overlap",
    "not annual": "the figures are not annual",
    "not a rate or proportion": "the figure is neither a rate nor a share",
    "break in the series": "the series is broken",
    "no interval": "there is no confidence interval",
}
_GETTING = {"better": " and getting better", "worse": " and getting worse"}
_MET = {"blue": True, "green": True, "amber": False, "red": False}


def runs(history: Any, events: Any = None) -> list[Rows]:
    """The unbroken runs of a series, oldest first (DR-34).

    A break starts a new run with the first period that ends on or after it; so does a value marked b.
    """
    breaks = [formats.as_date(event["event_date"]) for event in rows(events) if event["kind"] == "break"]
    parts: list[Rows] = []
    passed = -1
    for row in _in_order(history):
        begun = sum(moment is not None and row["end_date"] >= moment for moment in breaks)
        if not parts or (begun != passed or told(row, "marker") == "b"):
            parts.append([])
        passed = begun
        parts[-1].append(row)
    return parts


def trajectory(measure: Facts, targets: Any) -> list[str]:
    """The way to a target year: "Interim targets: 12,000 in 2027/28, 9,400 in 2028/29. Target year 2031/32: 0."."""
    found = rows(targets)
    if not found:
        return []
    said = [(formats.measured(row["target"], measure, trim=True), row["label"]) for row in found]
    interim = ", ".join(f"{amount} {formats.in_period(label)}" for amount, label in said[:-1])
    amount, label = said[-1]
    return [sentences(f"Interim targets: {interim}" if interim else "", f"Target year {label}: {amount}")]


def trend_finding(measure: Facts, history: Any, events: Any = None) -> str:
    """The title of a trend: where it went since the first comparable period, and how long the target was met."""
    known = _comparable(history, events)
    if not known:
        return "No figures yet"
    first, last = known[0], known[-1]
    if len(known) == 1:
        changed = " since the series changed" if _broken(history, events) else ""
        return f"{_at(measure, last)}: the first figure{changed}"
    decimals = formats.style(measure)["decimals"]
    amounts = [row["value"] for row in known]
    gap = float(formats.rounded(last["value"], decimals) - formats.rounded(first["value"], decimals))
    since = f"since {first['short_label']}"
    if max(amounts) - min(amounts) > 3 * abs(gap) and len({formats.rounded(n, decimals) for n in amounts}) > 1:
        low, high = (formats.measured(end(amounts), measure) for end in (min, max))
        moved = f"Between {low} and {high} {since}, with no steady direction"
    elif gap == 0:
        moved = f"Unchanged at {_figure(measure, last)} {since}"
    else:
        moved = f"{'Up' if gap > 0 else 'Down'} from {_figure(measure, first)} to {_figure(measure, last)} {since}"
    met = _target_run(measure, known)
    return f"{moved}; {met}" if met else moved


def trend_marker_words(facts: Facts) -> str:
    """The recent trend in the five labels of DR-12 and DR-14 (a row of mart_trend), or why there is none."""
    trend = told(facts, "trend")
    if trend not in _TRENDS:
        why = told(facts, "reason")
        because = f": {_NO_TREND.get(why, why)}" if why else ""
        return f"Recent trend cannot be calculated{because}"
    getting = _GETTING.get(told(facts, "judgement"), "") if trend != "no_change" else ""
    return f"{_TRENDS[trend]}{getting}"


def trend_subtitle(measure: Facts, history: Any, place: str) -> str:
    """Measure, unit, place and span of a trend, with what its open points mean."""
    said = ", ".join(part for part in (*_about(measure, place), _span(_in_order(history))) if part)
    qualifiers = {formats.qualifier(row.get("marker")) for row in _known(_in_order(history))}
    marks = sorted(qualifiers & {"provisional", "revised", "estimated"})
    return f"{said}. Open points are {' or '.join(marks)}" if marks else said


def trend_sentence(measure: Facts, history: Any, place: str, events: Any = None) -> str:
    """The sentence that stands for a trend chart: what is drawn, its finding, extremes, gaps and breaks."""
    every = _in_order(history)
    known = _known(every)
    about = ", ".join(part for part in _about(measure, place) if part)
    if not known:
        return sentences(f"{about}: no figures yet", _gaps(every))
    if len(known) == 1:
        return sentences(f"{about}: one figure, {_at(measure, known[0])}", _gaps(every))
    low = min(known, key=lambda row: row["value"])
    high = max(known, key=lambda row: row["value"])
    extremes = f"Lowest {_at(measure, low)}, highest {_at(measure, high)}, latest {_at(measure, known[-1])}"
    broken = "The line is broken where the series changed" if _broken(history, events) else ""
    finding = trend_finding(measure, history, events)
    return sentences(f"{about}: {finding[0].lower()}{finding[1:]}", extremes, _gaps(every), broken)


def event_notes(events: Any, history: Any = None) -> list[str]:
    """Footnotes to the numbered marks of a trend, in their order."""
    notes = []
    for mark, event in enumerate(events_shown(events, history), start=1):
        kind = "Break in the series: " if event["kind"] == "break" else ""
        said = sentences(f"{kind}{formats.text(event['label']).rstrip('.')}, {formats.day(event['event_date'])}")
        notes.append(f"{mark}. {said} {sentences(formats.text(event.get('note')))}".strip())
    return notes


def events_shown(events: Any, history: Any = None) -> Rows:
    """Events by date, those outside a history left out: the place in this list is the number on chart and footnote."""
    dated = [{**event, "event_date": formats.as_date(event["event_date"])} for event in rows(events)]
    dated = sorted((event for event in dated if event["event_date"]), key=lambda event: event["event_date"])
    every = _in_order(history)
    if not every:
        return dated
    begin = every[0]["end_date"] - (every[1]["end_date"] - every[0]["end_date"] if len(every) > 1 else _YEAR)
    return [event for event in dated if begin <= event["event_date"] <= every[-1]["end_date"]]


def _in_order(history: Any) -> Rows:
    return sorted(
        ({**row, "end_date": formats.as_date(row["end_date"])} for row in rows(history)),
        key=lambda row: row["end_date"],
    )


def _known(every: Rows) -> Rows:
    return [row for row in every if not formats.is_missing(row.get("value"))]


def _comparable(history: Any, events: Any) -> Rows:
    """Known values since the last break, oldest first."""
    parts = [known for known in map(_known, runs(history, events)) if known]
    return parts[-1] if parts else []


def _broken(history: Any, events: Any) -> bool:
    return sum(bool(_known(part)) for part in runs(history, events)) > 1


def _target_run(measure: Facts, known: Rows) -> str:
    """How long the target has now been met or missed."""
    answers = [_MET.get(told(row, "status")) for row in reversed(known)]
    if answers[0] is None:
        return ""
    verb = "met" if answers[0] else "missed"
    run = next((n for n, answer in enumerate(answers) if answer is not answers[0]), len(answers))
    if run == 1:
        return f"target {verb} in the latest period"
    return f"target {verb} in each of the last {run} {_STEPS.get(told(measure, 'frequency'), 'periods')}"


def _gaps(every: Rows) -> str:
    gaps = [row for row in every if formats.is_missing(row.get("value"))]
    if not gaps:
        return ""
    said = ", ".join(f"{row['label']} ({formats.value(None, marker=row.get('marker'))})" for row in gaps[:4])
    more = f" and {formats.plural(len(gaps) - 4, 'other period')}" if len(gaps) > 4 else ""
    return f"No figure for {said}{more}"


def _about(measure: Facts, place: str) -> tuple[str, str, str]:
    title = told(measure, "short_title") or told(measure, "title") or "This measure"
    return title, told(measure, "unit"), place


def _span(every: Rows) -> str:
    if not every:
        return ""
    first, last = formats.text(every[0]["label"]), formats.text(every[-1]["label"])
    return first if first == last else f"{first} to {last}"


def _at(measure: Facts, row: Facts) -> str:
    return f"{_figure(measure, row)} {formats.in_period(row['label'])}"


def _figure(measure: Facts, row: Facts) -> str:
    return formats.measured(row["value"], measure)
