"""/tiers: the tiers of measures as a pyramid, with the latest figure of every measure under its own period."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.sections import plan


def title(**_: Any) -> str:
    """Return the page's title."""
    return f"{words.prose.capital(choices.reading().many)} by tier"


def layout(
    tier: str | None = None, theme: str | None = None, show: str | None = None, period: str | None = None, **_: Any
) -> html.Div:
    """Draw the pyramid and the measures of one tier, the top one unless another is chosen (WCC-14, WCC-15, WCC-28)."""
    reading = choices.reading(period)
    tiers = queries.plan.tiers.rows()
    chosen = next((row for row in tiers if row["tier"] == links.as_one(tier)), tiers[0])
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=chosen["tier"], status=None)
    themes = sorted(rows["theme"].dropna().unique())
    listed = rows[rows["theme"] == theme] if theme in themes else rows
    listed = listed[listed["headline"]] if links.as_one(show) == "headline" else listed
    counts = {row["tier"]: _counts(row["tier"], reading) for row in tiers}
    boxes = [components.filter_box("show", f"Which {reading.many}", [("headline", "Headline only")], show, every="All")]
    if themes:
        options = [(name, words.prose.capital(name)) for name in themes]
        boxes.insert(0, components.filter_box("theme", "Theme", options, theme, every="All themes"))
    name = formats.text(chosen["name"])
    return html.Div(
        [
            components.page_title(
                f"{words.prose.capital(reading.many)} by tier",
                lead=f"The tiers of the performance framework, and the latest figure of each {reading.one}.",
                aside=components.period_selector(reading.periods, reading.period),
            ),
            html.Ol([_step(row, chosen, counts[row["tier"]], reading) for row in tiers], className="gt-pyramid"),
            html.P(chosen["description"], className="gt-pyramid__about")
            if formats.text(chosen["description"])
            else None,
            components.filters(boxes),
            plan.measures(
                listed,
                reading,
                title=f"{name}: the latest of each",
                caption=f"{name}, the latest figure of each as at {reading.label}",
                via=[],
                empty=f"No {reading.many} in this tier.",
            ),
        ]
    )


def _counts(tier: str, reading: choices.Reading) -> choices.Counts:
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=tier, status=None)
    return rows["status"].value_counts().to_dict()


def _step(row: dict[str, Any], chosen: dict[str, Any], counts: choices.Counts, reading: choices.Reading) -> html.Li:
    """Return one storey of the pyramid: its name, how many measures it has and, where it is rated, how they stand."""
    total = sum(counts.values())
    stands = words.status.on_target(counts) if row["rated"] else "context, not rated"
    current = {"aria-current": "true"} if row["tier"] == chosen["tier"] else {}
    link = dcc.Link(
        [html.Strong(row["name"]), html.Span(f"{formats.plural(total, reading.one, reading.many)}, {stands}")],
        href=links.to("/tiers", tier=row["tier"], **reading.kept),
    )
    return html.Li(link, className="gt-pyramid__step", **current)


register_page(__name__, path="/tiers", title=title, name="Tiers", order=6, in_nav=True)
