"""/coverage: what the framework lacks: owners, priorities, forums, data; and whether an audit can rely on it."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import coverage

VIEWS = {
    "gaps": ("Gaps", coverage.gaps),
    "register": ("Data register", coverage.register),
    "forums": ("Forums", coverage.forums),
    "assurance": ("Assurance", coverage.assurance),
}
"""Name in the URL (``?view=``) to label and drawing, in the order of the tabs."""


def layout(
    view: str | None = None,
    gap: str | None = None,
    directorate: str | None = None,
    period: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw one view of what is missing: of one ``gap``, of one ``directorate`` (DCC-24, DCC-28, WCC-22)."""
    reading = choices.reading(period)
    chosen = links.as_one(view)
    chosen = chosen if chosen in VIEWS else next(iter(VIEWS))
    known = coverage.directorates()
    asked = {"gap": links.as_one(gap), "directorate": links.as_one(directorate)}
    asked["directorate"] = asked["directorate"] if asked["directorate"] in known else None
    rows = queries.coverage.rules.rows(directorate=None)
    return html.Div(
        [
            components.page_title(
                "What is missing",
                lead=words.gaps.gaps_found({row["rule"]: (row["gaps"], row["asked"]) for row in rows}, reading.many),
                meta=[components.link("How performance is managed", links.framework(**reading.kept))],
            ),
            components.tabs(
                [(name, label, links.coverage(view=name, **reading.kept)) for name, (label, _) in VIEWS.items()],
                chosen,
                "Views",
            ),
            *VIEWS[chosen][1](reading, asked),
        ],
        className="gt-framework",
    )


register_page(__name__, path="/coverage", title="What is missing", name="Coverage", menu="Library")
