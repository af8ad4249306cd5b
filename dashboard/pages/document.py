"""/library/<document>: one strategy, plan or report: its text, its review, what follows from it to measures."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery, library, plan

Facts = dict[str, Any]


def exists(document: str) -> bool:
    """Tell whether there is such a document."""
    return queries.library.document.first(document=document) is not None


def title(document: str | None = None, **_: Any) -> str:
    """Return the document's title."""
    found = queries.library.document.first(document=document) if document else None
    return found["title"] if found else "Not found"


def layout(document: str | None = None, q: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw one document with the words of ``q`` marked, and what it leads to in one reporting period (WCC-30)."""
    about = queries.library.document.first(document=document)
    if about is None:
        return html.Div([html.H1("Not found"), components.nothing(f"There is no {document} in the library.")])
    reading = choices.reading(period)
    terms = library.question(formats.text(q))
    return html.Div(
        [
            _trail(about, formats.text(q), reading),
            components.page_title(
                about["title"],
                level=" · ".join(
                    part for part in (words.prose.capital(about["kind"]), formats.text(about["theme"])) if part
                ),
                lead=library.marked(words.library.marks(about["summary_pieces"], **terms)),
                meta=_meta(about),
            ),
            *_gap(about, reading),
            components.split(
                [_text(about, terms), *library.delivery(about["document"], reading)], _aside(about, reading)
            ),
            *_plan(about, reading),
            *_measures(about, reading),
        ]
    )


def _trail(about: Facts, q: str, reading: Reading) -> Any:
    """Return the way from the library down the documents above; the library keeps what was asked."""
    steps = [{"title": "Library", "href": links.library(q=q, **reading.kept)}]
    steps += [
        {"title": row["title"], "href": links.document(row["document"], **reading.kept)}
        for row in queries.library.above.rows(document=about["document"])
    ]
    trail = components.breadcrumb([*steps, {"title": about["title"], "href": ""}])
    return components.page_bar(trail, components.period_selector(reading.periods, reading.period))


def _meta(about: Facts) -> list[Any]:
    published, owner = formats.day(about["published_on"]), formats.text(about["owner"])
    return [
        f"Owner: {owner}" if owner else "",
        f"Published {published}" if published else "",
        library.review(about),
        library.original(about),
    ]


def _gap(about: Facts, reading: Reading) -> list[Any]:
    if not about["unmeasured"]:
        return []
    said = f"It names no {reading.many}, and no plan below it does: nothing here shows whether it works."
    return [components.notice(said, title=f"A strategy without {reading.many}. ", kind="important")]


def _text(about: Facts, terms: library.Terms) -> Any:
    parts = words.library.marks(about["text_pieces"], **terms)
    inside = html.P(library.marked(parts), className="gt-documents__text") if parts else None
    none = components.nothing("Its text is not in the library; its summary stands above.")
    return components.section("What it says", inside or none, id="text")


def _aside(about: Facts, reading: Reading) -> list[Any]:
    """Return what stands around a document: the plan, programmes, risks, reports and assessments (DCC-23, BCP-32)."""
    code = about["document"]
    around = queries.library.around.rows(document=code)
    programmes = [
        html.Li(
            [
                components.link(row["title"], links.programme(row["programme"], **reading.kept)),
                html.Span(f", {words.delivery.KINDS[row['kind']][0]}, {row['state']}", className="gt-behind__status"),
            ]
        )
        for row in queries.library.programmes.rows(document=code)
    ]
    risks = [
        html.Li(
            [
                components.link(row["title"], links.risks(anchor=row["risk"], **reading.kept)),
                html.Span(f", score {row['score']}", className="gt-behind__status"),
            ]
        )
        for row in queries.library.risks.rows(document=code)
    ]
    cards = [
        ("In the plan", _nodes(code, reading)),
        ("Programmes that cite it", html.Ul(programmes, className="gt-behind") if programmes else None),
        (f"Risks its {reading.many} would show", html.Ul(risks, className="gt-behind") if risks else None),
    ]
    for part, name in (
        ("report", "Related reports"),
        ("equality", "Equality impact assessment"),
        ("other", "Other documents with it"),
    ):
        rows = [row for row in around if row["part"] == part]
        cards.append((name, library.listed(rows, reading) if rows else None))
    found = [components.card(inside, title=name) for name, inside in cards if inside]
    return found or [components.card(components.nothing("Nothing else is linked to it."), title="Around it")]


def _nodes(code: str, reading: Reading) -> Any:
    rows = queries.library.nodes.rows(document=code)
    whole = [
        html.Li(["Plan: ", components.link(row["short_title"], links.plans(plan=row["node"], **reading.kept))])
        for row in rows
        if not row["page"]
    ]
    parts = delivery.node_list([row for row in rows if row["page"]], reading)
    return html.Ul([*whole, *parts.children], className="gt-threads") if rows else None


def _plan(about: Facts, reading: Reading) -> list[Any]:
    """Return the parts of the plan that come from it, with the statuses of their measures (BCC-11)."""
    rows = queries.library.sources.rows(document=about["document"])
    if not rows:
        return []
    counts = reading.counts
    moves = plan.changes(reading.period)
    lines = [plan.line(row, reading, counts, moves) | {"level": row["level_name"]} for row in rows]
    return [
        components.section(
            "Parts of the plan that come from it", components.node_lines(lines, **reading.words), id="plan"
        )
    ]


def _measures(about: Facts, reading: Reading) -> list[Any]:
    """Return the measures it names, in the reporting period; of one that names none, where its measures stand."""
    many = words.prose.capital(reading.many)
    if not about["names_measures"]:
        if not about["measures_below"]:
            return []
        where = "the parts of the plan that come from it" if about["measures"] else "the plans below it"
        said = f"It names no {reading.many} itself; {where} have {about['measures'] or about['measures_below']:,}."
        return [components.section(many, components.nothing(said), id="measures")]
    named = queries.library.measures.rows(documents=[about["document"]], period=reading.period)
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    rows = rows[rows["measure"].isin([row["measure"] for row in named])]
    table = plan.measures(
        rows,
        reading,
        title=f"{many} it names, {reading.label}",
        caption=f"{reading.many} named by {about['title']}, {reading.label}",
        via=[],
        empty=f"None of the {reading.many} it names belongs to the plan in this period.",
    )
    others: list[Any] = []
    for row in named:
        if row["measure"] not in set(rows["measure"]):
            way = components.link(row["short_title"], links.measure(row["measure"], **reading.kept))
            others += [", " if others else "Not in the plan in this period: ", way]
    return [html.Div([table, html.P(others, className="gt-section__note") if others else None], id="measures")]


register_page(__name__, path_template="/library/<document>", title=title, name="Document", exists=exists, in_nav=False)
