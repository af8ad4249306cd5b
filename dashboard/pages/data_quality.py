"""/data-quality: when figures come, what is missing, how far to rely on them, who answers, which file they are of."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.sections import coverage, data_quality, files, owners

VIEWS = {
    "timeliness": ("Timeliness", data_quality.timeliness),
    "completeness": ("Completeness", data_quality.completeness),
    "ratings": ("Ratings", data_quality.ratings),
    "owners": ("Owners", owners.owners),
    "files": ("Files", files.files),
}
"""Name in the URL (``?view=``) to label and drawing, in the order of the tabs."""


def layout(
    view: str | None = None,
    directorate: str | None = None,
    period: str | None = None,
    list: str | None = None,
    **_: Any,
) -> html.Div:
    """Draw one view of what is known of the figures themselves, of one ``directorate`` if it is named (DR-38)."""
    reading = choices.reading(period)
    chosen = links.as_one(view)
    chosen = chosen if chosen in VIEWS else next(iter(VIEWS))
    one = links.as_one(directorate)
    asked = {"directorate": one if one in coverage.directorates() else None, "list": links.as_one(list)}
    kept = queries.data_quality.kept.rows(directorate=None)
    return html.Div(
        [
            components.page_title(
                "Data quality",
                lead=words.data_quality.figures_missing(kept, reading.many),
                meta=[
                    components.link("What is missing", links.coverage(**reading.kept)),
                    components.link("What later files changed", links.revisions(**reading.kept)),
                ],
            ),
            components.tabs(
                [
                    (name, label, links.data_quality(view=name, directorate=asked["directorate"], **reading.kept))
                    for name, (label, _) in VIEWS.items()
                ],
                chosen,
                "Views",
            ),
            *VIEWS[chosen][1](reading, asked),
        ],
        className="gt-framework gt-quality",
    )


register_page(__name__, path="/data-quality", title="Data quality", name="Data quality", menu="Library")
