"""A page of the components of the performance framework: their measures, then what people said."""

from dash import html
from dash.development.base_component import Component

from dashboard import choices, components, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import plan, surveys


def page(page: str, kinds: tuple[str, ...], period: str | None, *, title: str, none: str, unasked: str) -> html.Div:
    """Return the measures of the components of a page, then every survey of these kinds (SMBC-18, SMBC-19).

    ``none`` is said, with the council's word in place of {many}, where there is neither, ``unasked`` where there are
    measures and no survey.
    """
    reading = choices.reading(period)
    rows = queries.surveys.answers(kinds=list(kinds), survey=None)
    found = [*measures(page, reading), *surveys.every(rows, reading)]
    said = words.surveys.surveys(rows[rows["latest"]].to_dict("records")) if len(rows) else unasked
    return html.Div(
        [
            components.page_title(
                title,
                lead=said if found else "",
                meta=surveys.ways(rows, reading),
                aside=components.period_selector(reading.periods, reading.period),
            ),
            *(found or [components.nothing(none.format(many=reading.many))]),
        ]
    )


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
                note=words.status.rollup(rows["status"].value_counts().to_dict(), **reading.words),
            ),
            html.P(
                components.link(onward, links.scorecard(component=code, period=reading.kept["period"])),
                className="gt-onward",
            ),
        ]
    return found
