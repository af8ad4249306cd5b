"""Where a measure stands in its life: its badges, and what is said of one that is no longer in use."""

from typing import Any

from dash import html

from dashboard import components, formats, links, queries, words
from dashboard.sections.measure import Shown


def badges(one: Shown) -> list[Any]:
    """Return what sets a measure apart: provisional and who approved it, in an interim set, local (DCC-01, BCP-11)."""
    about = one.about
    if not about["in_plan"]:
        return []
    found = []
    state = about["lifecycle"].replace("_", " ")
    if state != "live":
        approved = ", ".join(filter(None, (formats.text(about["approved_by"]), formats.day(about["approved_on"]))))
        found.append(
            _badge(state.capitalize(), f"approved by {approved}" if approved and state == "provisional" else "")
        )
    found += [_badge("Interim", row["name"]) for row in one.told("interim")]
    if about["reach"] == "local":
        found.append(_badge("Local to the service", ""))
    return found


def _badge(name: str, more: str) -> html.Span:
    return html.Span([html.Span(name, className="gt-badge"), f" {more}" if more else ""])


def ended(one: Shown) -> list[Any]:
    """Return the last figure of a measure that is no longer in use, when it ended and what took its place (WCC-04)."""
    about = one.about
    life = queries.framework.lives.first(state=None, measure=one.measure) or {}
    last = next((row for row in reversed(one.history) if not formats.is_missing(row["value"])), None)
    said: list[Any] = [f"{words.framework.life(life) if life else 'Retired'}. "]
    if formats.text(about["replaced_by"]):
        title = formats.text(life.get("replaced_by_title")) or about["replaced_by"]
        way = links.measure(about["replaced_by"], **one.reading.kept)
        said += [components.link(title, way), " takes its place. "]
    if last is None:
        return [
            components.headline_figure("No figure"),
            html.P([*said, "It never had a figure."], className="gt-statement"),
        ]
    figure = formats.measured(last["value"], about)
    style = formats.style(about)
    unit = formats.unit_words(about["unit"], prefix=style["prefix"], suffix=style["suffix"])
    status = words.status.status_label(last["status"], one.reading.labels)
    said.append(
        f"Its last figure was {figure} {formats.in_period(last['label'])}: {status[:1].lower()}{status[1:]} then."
    )
    return [
        components.headline_figure(figure, unit=unit, period=f"{last['label']}, the last figure"),
        html.P(said, className="gt-statement"),
    ]
