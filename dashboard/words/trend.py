"""What a series says: the finding, its subtitle, the sentence that stands for the chart, and its footnotes.

A history has one row per period, oldest first or not: label, short_label, end_date, value and, where known, marker,
target and status. Events have event_date, kind (event or break), label, note.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.words.prose import sentences

Facts = Mapping[str, Any]

_STEPS = {"monthly": "months", "quarterly": "quarters", "half-yearly": "half-years", "annual": "years"}


def segments(history: pd.DataFrame, events: pd.DataFrame | None = None) -> pd.Series:
    """Number the unbroken runs of a series: a break starts a new one with the first period ending on or after it (DR-34)."""
    ends = pd.to_datetime(history["end_date"])
    begins = pd.Series(0, index=history.index)
    if events is not None and not events.empty:
        for moment in pd.to_datetime(events.loc[events["kind"] == "break", "event_date"]):
            begins += (ends >= moment).astype(int)
    if "marker" in history:
        begins += history["marker"].eq("b").fillna(False).astype(int)[ends.sort_values().index].cumsum()
    return begins


def trend_finding(measure: Facts, history: pd.DataFrame, events: pd.DataFrame | None = None) -> str:
    """The title of a trend: its direction since the first comparable period, and how often the target was met."""
    known = _comparable(history, events)
    if known.empty:
        return "No figures yet"
    first, last = known.iloc[0], known.iloc[-1]
    latest = f"{_figure(measure, last)} {formats.in_period(last['label'])}"
    if len(known) == 1:
        return f"{latest}: the first figure" + (" since the series changed" if _broken(history, events) else "")
    decimals = formats.style(measure)["decimals"]
    gap = formats.rounded(last["value"], decimals) - formats.rounded(first["value"], decimals)
    spread = known["value"].max() - known["value"].min()
    since = f"since {first['short_label']}"
    if abs(float(gap)) * 3 < spread:
        low, high = (formats.measured(known["value"].agg(end), measure) for end in ("min", "max"))
        moved = f"Between {low} and {high} {since}, with no steady direction"
    elif gap == 0:
        moved = f"Unchanged at {_figure(measure, last)} {since}"
    else:
        start = formats.measured(first["value"], measure)
        moved = f"{'Up' if gap > 0 else 'Down'} from {start} to {_figure(measure, last)} {since}"
    met = _target_run(measure, known)
    return f"{moved}; {met}" if met else moved


def trend_subtitle(measure: Facts, history: pd.DataFrame, place: str) -> str:
    """Measure, unit, place and span of a trend, with what open points mean."""
    parts = [formats.text(measure.get("short_title")) or formats.text(measure.get("title"))]
    parts += [formats.text(measure.get("unit")), place, _span(history)]
    said = ", ".join(part for part in parts if part)
    marks = sorted(
        {formats.qualifier(marker) for marker in _markers(history)} & {"provisional", "revised", "estimated"}
    )
    return f"{said}. Open points are {' or '.join(marks)}" if marks else said


def trend_sentence(measure: Facts, history: pd.DataFrame, place: str, events: pd.DataFrame | None = None) -> str:
    """The sentence that stands for a trend chart: what is drawn, its finding, extremes, gaps and breaks."""
    title = formats.text(measure.get("short_title")) or formats.text(measure.get("title")) or "This measure"
    known = history[history["value"].notna()].sort_values("end_date")
    if known.empty:
        return sentences(f"{title}, {place}: no figures yet{_span(history, ' for ')}")
    drawn = f"{title}, {formats.text(measure.get('unit'))}, {place}, {_span(history)}".replace(", ,", ",")
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    extremes = (
        f"Lowest {_figure(measure, low)} {formats.in_period(low['label'])}, "
        f"highest {_figure(measure, high)} {formats.in_period(high['label'])}, "
        f"latest {_figure(measure, known.iloc[-1])} {formats.in_period(known.iloc[-1]['label'])}"
    )
    gaps = history[history["value"].isna()].sort_values("end_date")
    missing = ", ".join(
        f"{row['short_label']} ({formats.value(None, marker=row.get('marker'))})" for row in gaps.to_dict("records")[:4]
    )
    if len(gaps) > 4:
        missing += f" and {formats.plural(len(gaps) - 4, 'other period')}"
    broken = "The line is broken where the series changed" if _broken(history, events) else ""
    return sentences(
        drawn,
        trend_finding(measure, history, events) if len(known) > 1 else "",
        extremes if len(known) > 1 else f"One figure: {extremes.rsplit('latest ', 1)[1]}",
        f"No figure for {missing}" if missing else "",
        broken,
    )


def event_notes(events: pd.DataFrame) -> list[str]:
    """Footnotes to the numbered marks of a trend, in their order."""
    notes = []
    for mark, event in enumerate(events.sort_values("event_date").to_dict("records"), start=1):
        kind = "Break in the series: " if event["kind"] == "break" else ""
        said = sentences(f"{kind}{formats.text(event['label'])}, {formats.day(event['event_date'])}")
        notes.append(f"{mark}. {said} {sentences(formats.text(event.get('note')))}".strip())
    return notes


def _comparable(history: pd.DataFrame, events: pd.DataFrame | None) -> pd.DataFrame:
    """Known values since the last break, oldest first."""
    known = history.assign(segment=segments(history, events))[history["value"].notna()].sort_values("end_date")
    return known[known["segment"] == known["segment"].max()]


def _broken(history: pd.DataFrame, events: pd.DataFrame | None) -> bool:
    return segments(history, events)[history["value"].notna()].nunique() > 1


def _target_run(measure: Facts, known: pd.DataFrame) -> str:
    """How long the target has now been met or missed."""
    if "status" not in known:
        return ""
    met = known["status"].map({"blue": True, "green": True, "amber": False, "red": False})
    if pd.isna(met.iloc[-1]):
        return ""
    run = 0
    for answer in reversed(met.tolist()):
        if pd.isna(answer) or answer != met.iloc[-1]:
            break
        run += 1
    verb = "met" if met.iloc[-1] else "missed"
    if run == 1:
        return f"target {verb} in the latest period" if len(known) > 1 else f"target {verb}"
    step = _STEPS.get(str(measure.get("frequency")), "periods")
    return f"target {verb} in each of the last {run} {step}"


def _span(history: pd.DataFrame, before: str = "") -> str:
    if history.empty:
        return ""
    labels = history.sort_values("end_date")["label"]
    first, last = formats.text(labels.iloc[0]), formats.text(labels.iloc[-1])
    return f"{before}{first}" if first == last else f"{before}{first} to {last}"


def _markers(history: pd.DataFrame) -> list[Any]:
    return list(history.loc[history["value"].notna(), "marker"]) if "marker" in history else []


def _figure(measure: Facts, row: Any) -> str:
    return formats.measured(row["value"], measure)
