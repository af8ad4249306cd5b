"""/search?q=&kind=: everything that holds every word asked for, the best first, each with the line that shows why."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from dash import dcc, html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading

MOST = 40

Facts = dict[str, Any]
# Where a thing found is to be seen. A milestone has no page of its own: it stands with its programme or its plan node.
HREFS: dict[str, Callable[[Facts, str, dict[str, Any]], str]] = {
    "measure": lambda row, asked, kept: links.measure(row["code"], **kept),
    "statistic": lambda row, asked, kept: links.measure(row["code"], **kept),
    "plan": lambda row, asked, kept: _plan(row, kept),
    "milestone": lambda row, asked, kept: _milestone(row, kept),
    "programme": lambda row, asked, kept: links.programme(row["code"], **kept),
    "document": lambda row, asked, kept: links.document(row["code"], q=asked),
    "recommendation": lambda row, asked, kept: links.improvement(anchor=row["code"]),
    "risk": lambda row, asked, kept: links.risks(anchor=row["code"], **kept),
    "contract": lambda row, asked, kept: links.contracts(anchor=row["code"]),
    "forum": lambda row, asked, kept: links.framework(anchor="forums"),
    "term": lambda row, asked, kept: links.glossary(row["place"]),
}


def layout(q: str | None = None, kind: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw what was found: how much of each kind, and the best of the kind chosen."""
    reading = choices.reading(period)
    asked = " ".join(formats.text(q).split())
    hits = _find(asked)
    counts = Counter(hit["kind"] for hit in hits)
    chosen = links.as_one(kind) if links.as_one(kind) in counts else None
    of_kind = [hit for hit in hits if chosen in (None, hit["kind"])]
    best = of_kind[:MOST]
    said = words.search.search_sentence(asked, of_kind, shown=len(best), many=reading.many)
    return html.Div(
        [
            components.page_title(f"Search: {asked}" if asked else "Search", lead=said),
            _kinds(asked, counts, chosen, reading) if hits else None,
            html.Ol(_results(best, asked, reading), className="gt-results") if best else None,
        ],
        className="gt-search",
    )


def _find(asked: str) -> words.search.Hits:
    """Return what holds the words; where no title does, what nearly holds them follows."""
    if not asked:
        return []
    hits = queries.search.find.rows(asked=asked, near=False)
    return hits if any(hit["in_title"] for hit in hits) else queries.search.find.rows(asked=asked, near=True)


def _kinds(asked: str, counts: Counter[str], chosen: str | None, reading: Reading) -> html.Nav:
    names = {kind: several for kind, (_, several) in words.search.KINDS.items()} | {"measure": reading.many}
    offered = [("", "All", sum(counts.values()))]
    offered += [(kind, words.prose.capital(name), counts[kind]) for kind, name in names.items() if counts[kind]]
    items = [
        components.in_place(
            f"{name} ({n:,})",
            links.search(asked, kind=kind, **reading.kept),
            id=f"kind-{kind or 'all'}",
            current=kind == (chosen or ""),
        )
        for kind, name, n in offered
    ]
    listed = html.Ul([html.Li(item) for item in items], className="gt-lists", **{"data-in-place": ""})
    return html.Nav(listed, className="gt-search__kinds", **{"aria-label": "Kinds of results"})


def _results(hits: words.search.Hits, asked: str, reading: Reading) -> list[html.Li]:
    rows = queries.search.shown.rows(things=[hit["thing"] for hit in hits], period=reading.period)
    return [_result(row, hit, asked, reading) for row, hit in zip(rows, hits, strict=True)]


def _result(row: Facts, hit: Facts, asked: str, reading: Reading) -> html.Li:
    found = hit["words"]
    title = dcc.Link(
        _pieces(words.search.marked(row["title"], found)), href=HREFS[row["kind"]](row, asked, reading.kept)
    )
    line = words.search.search_line(row, found, in_title=hit["in_title"])
    head: list[Any] = [html.H2(title, className="gt-results__title")]
    if row["status"]:
        label = row["status_label"] or words.status.status_label(row["status"], reading.labels)
        head.append(components.status_pill(row["status"], label, formats.text(row["shape"])))
    return html.Li(
        [
            html.Div(head, className="gt-results__head"),
            html.P(words.search.kind_words(row, one=reading.one), className="gt-results__kind"),
            html.P(_pieces(line), className="gt-results__line") if line else None,
        ]
    )


def _pieces(pieces: list[words.search.Piece]) -> list[Any]:
    return [html.Mark(text) if found else text for text, found in pieces]


def _plan(row: Facts, kept: dict[str, Any]) -> str:
    return links.plans(plan=row["code"]) if row["page"] == "plans" else links.node(row["page"], row["place"], **kept)


def _milestone(row: Facts, kept: dict[str, Any]) -> str:
    if row["page"] == "programme":
        return links.programme(row["place"], **kept)
    return links.node(row["page"], row["place"], **kept) if row["place"] else links.programmes(commitment="all")


register_page(__name__, path="/search", title="Search", name="Search")
