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
            *(
                components.section(title, [html.P(text) for text in said], id=anchor)
                for anchor, (title, said) in EXPLAINED.items()
            ),
            components.section("Plans", _plans()),
            components.section("Files behind the figures", _files(), id="files"),
        ],
        className="gt-prose",
    )


EXPLAINED = {
    "changes": (
        "When a change is more than chance",
        (
            "An arrow shows the direction of the figure, a word whether that is better. The comparison is with "
            "the exact period before, and with the same period a year earlier; where one is missing, or the "
            "definition changed in between, there is no comparison.",
            "Where a share is of a known number of cases, two shares are compared by a two-proportion test at the "
            "95% level: a smaller difference is called normal variation. The recent trend of a yearly figure "
            "weighs its last five values by their confidence intervals, and must hold when any one of the five is "
            "left out.",
        ),
    ),
    "comparisons": (
        "How councils are compared",
        (
            "A council is compared in the latest period in which it and at least five comparators have a figure; "
            "a newer figure of its own is shown apart and never ranked among older ones.",
            "The mean of a group is the simple mean of the others that have a figure, with their number. National "
            "and regional figures are those the publisher gives, never a mean of councils. Ties share the better "
            "rank. A rank is given only where higher or lower is better.",
            "Quartile A is the best quarter of the group and D the weakest, by linear interpolation over all "
            "councils with a figure.",
            "A figure is better or worse than the national one where its 95% confidence interval lies wholly to "
            "one side of it. Intervals are the publisher's; where there are none, Wilson's for a share and Byar's "
            "for a rate.",
        ),
    ),
    "control": (
        "Control charts and outlook",
        (
            "A control chart (XmR) asks whether a series varies as it always has. Its limits are the mean plus "
            "and minus 2.66 times the average step between neighbouring values. A value outside the limits, six "
            "steps in one direction, two of three values near a limit, or seven values on one side of the mean "
            "are signs of a real change. It is not drawn for yearly, cumulative, overlapping or strongly seasonal "
            "figures, nor for fewer than eight values.",
            "Against a target the limits say whether the service as it is run now will meet it consistently, miss "
            "it consistently, or hit and miss.",
            "The outlook draws a straight line through the last eight to twelve unbroken values and says how far the "
            "next ones may lie from it, four times in five. It assumes that nothing changes. A measure on target that "
            "is more likely than not to miss its next target is called at risk.",
        ),
    ),
    "withheld": (
        "What is withheld",
        (
            "Where a measure concerns few people, counts below the number its owner set are withheld before the "
            "figures are stored, and so is any share that would give them away. If a single part of a shown total "
            "is withheld, the next smallest goes with it, so that nobody can work it out.",
        ),
    ),
}
"""Anchor to heading and paragraphs: the rules of the marts in plain words."""


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
                ". ",
                dcc.Link("Connect Power BI, Excel or Python to the figures", href=links.connect()),
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
