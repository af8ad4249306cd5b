"""/accessibility: the accessibility statement that the law asks for (DR-44)."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats

WORKS = (
    "zoom in up to 400% without the text spilling off the screen",
    "reach and use everything with a keyboard alone",
    "hear every page with a screen reader: each chart has a sentence that says what it shows, and a "
    "table with the same figures",
    "tell statuses apart without colour: each has its own shape and its own words",
    "keep your system's settings for dark mode, more contrast and less motion",
)


def layout(**_: Any) -> html.Div:
    """Draw the accessibility statement."""
    facts = choices.reading().facts
    contact = formats.text(facts["contact"]) or facts["council"]
    return html.Div(
        [
            components.page_title(
                "Accessibility statement",
                lead=f"This statement applies to the performance dashboard of {facts['council']}.",
            ),
            html.P("We want as many people as possible to be able to use it. You should be able to:"),
            html.Ul([html.Li(text) for text in WORKS]),
            components.section(
                "Compliance status",
                html.P(
                    "The dashboard is built to meet the Web Content Accessibility Guidelines version "
                    "2.2, level AA. Every page is "
                    "tested with axe at two screen sizes before each release. It has not been "
                    "audited by an independent body, so "
                    "it is described as partially compliant until it has."
                ),
            ),
            components.section(
                "What does not work as well",
                html.Ul(
                    [
                        html.Li(
                            "The drawn charts themselves cannot be explored point by point with a "
                            "keyboard; their tables can."
                        ),
                        html.Li(
                            "The picture of the golden thread is left out on small screens, where "
                            "the tree below it holds the same."
                        ),
                        html.Li(
                            "The dashboard needs JavaScript. The figures of each chart can be "
                            "downloaded as CSV without it."
                        ),
                    ]
                ),
            ),
            components.section(
                "Feedback",
                html.P(f"If you cannot use a part of it, or need the figures in another format, contact: {contact}."),
            ),
            components.section(
                "Enforcement",
                html.P(
                    "The Equality and Human Rights Commission enforces the Public Sector Bodies "
                    "(Websites and Mobile Applications) "
                    "(No. 2) Accessibility Regulations 2018. If you are not happy with how we "
                    "respond, contact the Equality "
                    "Advisory and Support Service."
                ),
            ),
            components.section(
                "Preparation", html.P("This statement was prepared on 22 November 2026 from the product's own tests.")
            ),
        ],
        className="gt-prose",
    )


register_page(__name__, path="/accessibility", title="Accessibility statement", name="Accessibility")
