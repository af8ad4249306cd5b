"""Measures of the components of the performance framework that stand on one page."""

from dash import html
from dash.development.base_component import Component

from dashboard import components, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan


def measures(page: str, reading: Reading) -> list[Component]:
    """Return the measures of each component that stands on a page, and the way to them in the scorecard (BCC-35)."""
    found: list[Component] = []
    for component in queries.surveys.components.rows(page=page):
        code, name = component["component"], component["name"]
        rows = queries.surveys.measures(period=reading.period, component=code)
        onward = f"{name} in the scorecard, with owners, outlook and downloads"
        found += [
            plan.measures(
                rows,
                reading,
                title=f"{name}: {reading.many}",
                caption=f"{reading.many} of {name}, {reading.label}",
                via=(),
                empty=f"No {reading.one} belongs to this component.",
                note=words.rollup(rows["status"].value_counts().to_dict(), **reading.words),
            ),
            html.P(
                components.link(onward, links.scorecard(component=code, period=reading.kept["period"])),
                className="gt-onward",
            ),
        ]
    return found
