"""How the councils spread: every council as a dot on one scale, the quarters marked, our own and some others named."""

import pandas as pd
from dash.development.base_component import Component

from dashboard import charts, components
from dashboard.explorer import Asked, Subject
from dashboard.sections.explorer import many, shared

NAME, LABEL, ORDER = "distribution", "Distribution", 20
LEAST, MOST = 1, 8
SPAN = False


def draw(asked: Asked) -> list[Component]:
    """Return one figure a measure: where each council lies among the others in one period."""
    return [_one(asked, subject) for subject in asked.subjects[:MOST]]


def _one(asked: Asked, subject: Subject) -> Component:
    at = asked.at(subject)
    if at is None:
        return shared.nothing(asked, subject)
    known = [row for row in asked.figures(subject) if row["value"] is not None]
    rows, named = pd.DataFrame(known), many.named(asked, [known[0], known[-1]])
    quartiles = (at["q25"], at["q50"], at["q75"]) if at["n"] >= 4 else None
    return components.figure(
        f"distribution-{subject.id}",
        charts.strip(
            rows.assign(named=rows["area"].isin(named)),
            subject.about,
            quartiles=quartiles,
            accent=asked.facts["accent"],
        ),
        title=shared.title(asked, subject),
        subtitle=shared.subtitle(subject, at["label"]),
        sentence=shared.sentence(asked, subject),
        table=shared.councils(asked, subject, every=True),
        notes=shared.notes(asked, subject),
        source=shared.source(asked, subject),
    )
