"""The trend of a measure, and below it the measure beside other councils."""

from dash.development.base_component import Component

from dashboard import charts, components, formats, links, words
from dashboard.sections import comparison
from dashboard.sections.measure import Rows, Shown, periods_table, source

FAR = 2 * 366
"""Days after the last figure from which a last target is that of a target year and not of the next year or two."""


def draw(one: Shown) -> list[Component]:
    """Return the council's own series with target, intervention level, baseline, breaks and events (BCP-19 to 21)."""
    compared = comparison.of(one)
    return [_trend(one, compared), compared.figure]


def _trend(one: Shown, compared: comparison.Comparison) -> Component:
    rows = one.history
    if not any(not formats.is_missing(row["value"]) for row in rows):
        return components.no_figure("Trend", words.trend.trend_sentence(one.about, rows, one.council))
    events = one.told("events")
    ends = {row["end_date"] for row in rows}
    ahead = _ahead(one)
    means = [row for row in compared.means if row["end_date"] in ends]
    sure = any(not formats.is_missing(row["lower"]) for row in rows)
    subtitle = words.trend.trend_subtitle(one.about, rows, one.council)
    return components.figure(
        "trend",
        charts.trend(
            rows,
            one.about,
            events=events,
            comparators=means if len(means) > 1 else None,
            comparator_name=f"Mean of {compared.group_name}",
            ahead=ahead,
            labels=one.reading.labels,
            accent=one.accent,
        ),
        title=words.trend.trend_finding(one.about, rows, events),
        subtitle=f"{subtitle}. The shaded band is the 95% confidence interval" if sure else subtitle,
        sentence=words.trend.trend_sentence(one.about, rows, one.council, events),
        table=periods_table(one, rows),
        notes=[*words.trend.event_notes(events, rows), *_marker(one), *words.trend.trajectory(one.about, ahead)],
        source=source(one),
        downloads=[("CSV of the trend", links.trend_csv(one.measure))],
    )


def _ahead(one: Shown) -> Rows:
    """Return the interim targets on the way to a target year, where there is one beyond the year to come (WCC-06)."""
    last = one.history[-1]
    rows = [row for row in one.told("targets") if row["end_date"] > last["end_date"] and row["type"] == last["type"]]
    return rows if rows and (rows[-1]["end_date"] - last["end_date"]).days > FAR else []


def _marker(one: Shown) -> list[str]:
    """Return the recent trend of five points in words, where it can be worked out (DR-14)."""
    facts = {"trend": one.facts.get("trend"), "judgement": one.facts.get("trend_judgement")}
    return [f"Recent trend of five points: {words.trend.trend_marker_words(facts).lower()}."] if facts["trend"] else []
