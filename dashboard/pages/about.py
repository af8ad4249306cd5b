"""/about: what the figures are, how statuses are decided, where the figures come from."""

from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries


def layout(**_: Any) -> html.Div:
    """Draw the page about the figures."""
    reading = choices.reading()
    facts = reading.facts
    return html.Div(
        [
            components.page_title("About these figures", lead=formats.text(facts["about"])),
            components.section("What is shown", _shown(facts)),
            components.section("How statuses are decided", _statuses(), id="statuses"),
            components.section("How councils are compared", [html.P(text) for text in COMPARED], id="comparisons"),
            components.section("Plans", _plans()),
            components.section("Files behind the figures", _files(), id="files"),
        ],
        className="gt-prose",
    )


COMPARED = (
    "A council is compared in the latest period in which it and at least five comparators have a "
    "figure; a newer figure of "
    "its own is shown apart and never ranked among older ones.",
    "The mean of a group is the simple mean of the others that have a figure, with their number. National and regional "
    "figures are those the publisher gives, never a mean of councils. Ties share the better rank. A rank is given only "
    "where higher or lower is better.",
    "Quartile A is the best quarter of the group and D the weakest, by linear interpolation over all "
    "councils with a figure.",
)


def _shown(facts: dict[str, Any]) -> list[Any]:
    contact = formats.text(facts["contact"])
    return [
        html.P(f"Performance of {facts['council']} as at {formats.day(facts['as_at'])}."),
        html.P(
            "Zero, suppressed, not available and not due are four different things, and are always told apart in words."
        ),
        html.P(f"Questions about the figures: {contact}.") if contact else None,
        html.P(
            [
                "Build ",
                html.Code(facts["snapshot"]),
                ". ",
                dcc.Link("Accessibility statement", href=links.accessibility()),
                ".",
            ]
        ),
    ]


def _statuses() -> list[Any]:
    statuses = queries.plan.statuses_used.rows()
    intro = (
        "A figure is compared with its target after both are rounded as published, half up, so that "
        "no status contradicts "
        "what is on screen. Shares on target count only what is rated, and always say of how many."
    )
    rows = [
        {
            "status": components.status_pill(row["status"], row["label"], row["shape"]),
            "scheme": row["schemes"],
            "meaning": f"{row['meaning']}.",
        }
        for row in statuses
    ]
    columns = [("status", "Status"), ("meaning", "When"), ("scheme", "Scheme")]
    return [
        html.P(intro),
        components.data_table(columns, rows, caption="Statuses and what they mean", show_caption=False),
    ]


def _plans() -> Any:
    rows = [
        {
            "title": row["title"],
            "life": f"{formats.day(row['valid_from'])} to {formats.day(row['valid_to'])}",
            "approved": ", ".join(filter(None, (formats.text(row["approved_by"]), formats.day(row["approved_on"])))),
            "state": row["state"],
        }
        for row in queries.plan.plans.rows()
    ]
    columns = [("title", "Plan"), ("life", "In force"), ("approved", "Approved by"), ("state", "State")]
    return components.data_table(columns, rows, caption="Plans", show_caption=False)


def _files() -> Any:
    rows = [
        {
            "file": row["file"],
            "source": row["source"],
            "vintage": formats.day(row["vintage"]),
            "loaded": f"{row['rows_loaded']:,}",
            "refused": f"{row['rows_refused']:,}",
        }
        for row in queries.plan.files.rows()
    ]
    columns: list[components.Column] = [("file", "File"), ("source", "Format"), ("vintage", "As at")]
    columns += [("loaded", "Rows", "number"), ("refused", "Left out", "number")]
    return components.data_table(columns, rows, caption="Files read for this warehouse", show_caption=False)


register_page(__name__, path="/about", title="About these figures", name="About")
