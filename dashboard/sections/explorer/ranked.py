"""Ranked bars: every council compared in one period, best first."""

from dash.development.base_component import Component

from dashboard import charts, components
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import shared

NAME, LABEL, ORDER = "ranked", "Ranked", 10
LEAST, MOST = 1, 8
SPAN = False


def draw(asked: Asked) -> list[Component]:
    """Return one figure a measure: every council's bar, the mean of the others, the rank and quartile of our own."""
    subjects = asked.subjects[:MOST]
    drawn = [_one(asked, subject) for subject in subjects]
    return [*drawn, *shared.elsewhere(asked, subjects[0])] if len(subjects) == 1 else drawn


def _one(asked: Asked, subject: Subject) -> Component:
    at = asked.at(subject)
    if at is None:
        return shared.nothing(asked, subject)
    rows = shared.shown(asked, subject)
    return components.figure(
        f"ranked-{subject.id}",
        charts.ranked_bars(rows, subject.about, mean=at["mean"], others=at["others"], accent=asked.facts["accent"]),
        title=shared.title(asked, subject),
        subtitle=shared.subtitle(subject, at["label"]),
        sentence=shared.sentence(asked, subject),
        table=shared.councils(asked, subject),
        notes=[*shared.extract(asked, subject), *shared.notes(asked, subject)],
        source=shared.source(asked, subject),
    )
