"""/library: every strategy, plan and report, found by words of its title or text and by kind, theme, owner, review."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import library

Facts = dict[str, Any]
Rows = list[Facts]
Made = dict[str, str | None]

NONE = "No strategies, plans or reports are recorded in this council's framework."
FACETS = ("kind", "theme", "owner", "review", "measured")


def layout(q: str | None = None, period: str | None = None, **chosen: Any) -> html.Div:
    """Draw the documents that hold all of ``q`` and are of the ``kind``, ``theme``, ``owner``, ``review`` (WCC-29)."""
    reading = choices.reading(period)
    every = _documents({"starts": [], "phrases": []})
    if not every:
        return html.Div([components.page_title("Library"), components.nothing(NONE)])
    said = formats.text(q)
    terms = library.question(said)
    asks = any(terms.values())
    # An owner may hold a comma: a choice is taken whole, and one nobody offers is none.
    made = {name: chosen.get(name) for name in FACETS if any(row[name] == chosen.get(name) for row in every)}
    holding = _documents(terms) if asks else every
    shown = [row for row in holding if _is(row, made)]
    return html.Div(
        [
            components.page_title("Library", lead=words.library.library_holds(every, reading.many)),
            library.ask(said, made | reading.kept),
            html.Div(components.filters(_boxes(holding, made, reading)), className="gt-documents__filters"),
            *([] if asks or made else _gap(every, reading)),
            html.P(
                words.library.library_found(len(shown), len(every), said if asks else ""),
                className="gt-documents__count",
            ),
            *_lists(shown, terms, said if asks else "", reading),
            *_addresses(len(every)),
        ]
    )


def _documents(terms: library.Terms) -> Rows:
    rows = queries.library.documents.rows(**terms)
    return [row | {"measured": "some" if row["measures_below"] else "none"} for row in rows]


def _is(row: Facts, made: Made, *, but: str = "") -> bool:
    return all(row[name] == value for name, value in made.items() if name != but)


def _boxes(rows: Rows, made: Made, reading: Reading) -> list[Any]:
    """Return the choices, each with the count of what every other choice leaves."""
    many = reading.many
    named: dict[str, tuple[str, str, dict[str, str] | None]] = {
        "kind": ("Kind", "Every kind", None),
        "theme": ("Theme", "Every theme", None),
        "owner": ("Owner", "Every owner", None),
        "review": ("Review", "Any review date", words.library.REVIEWS),
        "measured": ("Leads to", "Anything", {"some": many, "none": f"no {many}"}),
    }
    return [
        library.facet([row for row in rows if _is(row, made, but=name)], name, label, every, made.get(name), given)
        for name, (label, every, given) in named.items()
    ]


def _gap(every: Rows, reading: Reading) -> list[Any]:
    """Say which strategies lead to no measures (WCC-22)."""
    bare = [row for row in every if row["unmeasured"]]
    if not bare:
        return []
    named: list[Any] = []
    for row in bare:
        named += [", " if named else "", components.link(row["title"], links.document(row["document"], **reading.kept))]
    title = "A strategy without" if len(bare) == 1 else "Strategies without"
    return [components.notice(named, title=f"{title} {reading.many}: ")]


def _lists(rows: Rows, terms: library.Terms, q: str, reading: Reading) -> list[Any]:
    """Return the documents: by where the words were found, or by what they are if nothing is asked."""
    if not rows:
        return [components.nothing("No document is left. Try fewer words, or one filter less.")]
    key, named = ("place", words.library.FOUND) if q else ("part", words.library.DOCUMENTS)
    lists = []
    for value, name in named.items():
        lines = [library.line(row, terms, q, reading) for row in rows if row[key] == value]
        if lines:
            title = f"{name} ({len(lines):,})"
            lists.append(components.section(title, html.Ul(lines, className="gt-documents__list")))
    return lists


def _addresses(total: int) -> list[Any]:
    """Say which originals cannot be opened: an address that is none is reported by name (BCC-11)."""
    rows = queries.library.addresses.rows()
    without = sum(row["address"] == "none" for row in rows)
    said = [f"{formats.count(without, total)} have no address where the original can be read."] if without else []
    said += [
        f"The address of {row['title']} is not one of the web: {row['url']}."
        for row in rows
        if row["address"] == "broken"
    ]
    if not said:
        return []
    return [components.section("Originals that cannot be opened", html.Ul([html.Li(one) for one in said]))]


def offered() -> bool:
    """Tell whether this council has something for the page."""
    return bool((queries.library.held.first() or {}).get("documents"))


register_page(__name__, path="/library", title="Library", name="Library", menu="Library", offered=offered)
