"""/framework: how this council manages performance: who does what, in which forums, when, and what changed."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import framework, year

VIEWS = {
    "roles": ("Who does what", framework.roles),
    "responsibility": ("Responsibility", framework.responsibility),
    "forums": ("Forums and cycle", framework.forums),
    "calendar": ("Calendar", year.draw),
    "lives": ("Life and baskets", framework.lives),
    "changes": ("Change log", framework.changes),
}
"""Name in the URL (``?view=``) to label and drawing, in the order of the tabs."""

CHOICES = ("directorate", "state", "kind", "forum", "when", "year")
"""What a view may take from the URL besides."""


def layout(view: str | None = None, period: str | None = None, **asked: Any) -> html.Div:
    """Draw one view of the framework (BCP-03)."""
    reading = choices.reading(period)
    chosen = links.as_one(view)
    chosen = chosen if chosen in VIEWS else next(iter(VIEWS))
    census = queries.framework.census.first() or {}
    made = {name: links.as_one(asked.get(name)) for name in CHOICES}
    return html.Div(
        [
            components.page_title(
                "How performance is managed",
                lead=words.framework.framework_size(census, reading.many),
                meta=_ways(census, reading),
            ),
            components.tabs(
                [(name, label, links.framework(view=name, **reading.kept)) for name, (label, _) in VIEWS.items()],
                chosen,
                "Views",
            ),
            *VIEWS[chosen][1](reading, made),
        ],
        className="gt-framework",
    )


def _ways(census: dict[str, Any], reading: Reading) -> list[Any]:
    """Return the ways to what is explained elsewhere: plans, tiers, statuses, words, gaps."""
    ways = [
        ("How plans feed one another", links.thread(**reading.kept)),
        ("Tiers", links.to("/tiers", **reading.kept)),
        ("How statuses are decided", links.about("statuses")),
        ("What is missing", links.coverage()),
    ]
    ways += [("Words explained", links.glossary())] if census.get("terms") else []
    return [components.link(label, href) for label, href in ways]


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.framework.held.first() or {}).get("framework"))


register_page(
    __name__,
    path="/framework",
    title="How performance is managed",
    name="Framework",
    menu="Library",
    offered=offered,
)
