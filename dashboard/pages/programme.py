"""/programmes/<programme>: one programme, project or improvement plan: what it is to change and how far it is."""

from typing import Any

from dash import html, register_page

from dashboard import choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery, plan

Facts = dict[str, Any]


def exists(programme: str) -> bool:
    """Tell whether there is such a programme."""
    return queries.delivery.programmes.first(programme=programme) is not None


def title(programme: str | None = None, **_: Any) -> str:
    """Return the programme's title."""
    found = queries.delivery.programmes.first(programme=programme) if programme else None
    return found["title"] if found else "Not found"


def layout(programme: str | None = None, period: str | None = None, **_: Any) -> html.Div:
    """Draw one programme as it stands on the day of the warehouse, its measures in one reporting period."""
    # A query takes None for "every programme": no code is no programme.
    about = queries.delivery.programmes.first(programme=programme) if programme else None
    if about is None:
        return html.Div([html.H1("Not found"), components.nothing(f"There is no {programme} among the programmes.")])
    reading = choices.reading(period)
    code = about["programme"]
    every = queries.delivery.programmes.rows(programme=None)
    projects = [row for row in every if row["parent"] == code]
    stated = any(not formats.is_missing(row["savings_planned"]) for row in projects)
    within = delivery.programme_table(projects, reading, caption=f"Projects within {about['title']}", savings=stated)
    return html.Div(
        [
            _trail(about, reading),
            components.page_title(
                about["title"],
                level=f"{words.delivery.KINDS[about['kind']][0].capitalize()} · {code}",
                lead=formats.text(about["summary"]),
                meta=_meta(about),
            ),
            html.Div(_stats(about), className="gt-stats"),
            components.split(delivery.timeline(code, about["title"], reading), _aside(about, code, reading)),
            *([components.section("Projects within it", within)] if projects else []),
            *_benefits(code, reading),
            *_recommendations(code, reading),
            _measures(about, _below(every, code), reading),
        ]
    )


def _below(every: list[Facts], code: str) -> set[str]:
    """Return a programme and everything within it, at any depth."""
    found: set[str] = set()
    more = {code}
    while more:
        found |= more
        more = {row["programme"] for row in every if row["parent"] in found} - found
    return found


def _trail(about: Facts, reading: Reading) -> Any:
    steps = [{"title": "Programmes", "href": links.programmes(**reading.kept)}]
    if about["parent"]:
        steps.append({"title": about["parent_title"], "href": links.programme(about["parent"], **reading.kept)})
    steps.append({"title": about["title"], "href": ""})
    return components.page_bar(
        components.breadcrumb(steps), components.period_selector(reading.periods, reading.period)
    )


def _meta(about: Facts) -> list[Any]:
    directorate = about["directorate_title"]
    return [
        about["state"].capitalize(),
        words.delivery.lifetime(about),
        f"Owner: {about['owner']}" if about["owner"] else "",
        about["board"] or "",
        components.link(directorate, links.node(about["directorate_page"], about["directorate"]))
        if directorate
        else "",
    ]


def _stats(about: Facts) -> list[Any]:
    planned, delivered = (words.delivery.money(about[f"savings_{name}"]) for name in ("planned", "delivered"))
    share = words.delivery.share(about["savings_delivered"], about["savings_planned"])
    budget = words.delivery.money(about["budget"])
    found = [components.stat(budget, "budget over its life")] if budget else []
    found += [components.stat(planned, "savings planned")] if planned else []
    of = f", {share} of the plan" if share else ""
    found += [components.stat(delivered, f"savings delivered{of}")] if delivered else []
    counts = delivery.states(about)
    done = formats.count(counts.get("complete", 0), sum(counts.values()))
    found += [components.stat(done, "milestones complete")] if counts else []
    return found


def _aside(about: Facts, code: str, reading: Reading) -> list[Any]:
    serves = delivery.linked_nodes("programme").get(code, [])
    inside = (
        delivery.node_list(serves, reading) if serves else components.nothing("It is linked to no part of the plan.")
    )
    found = [components.card(inside, title="Serves")]
    document = formats.text(about["document_title"])
    if document:
        way = components.link(document, links.document(about["document"], **reading.kept))
        found.append(components.card(html.P(way), title="Comes from"))
    if not formats.is_missing(about["next_on"]):
        when = "overdue" if about["next_overdue"] else f"expected on {formats.day(about['next_on'])}"
        found.append(components.card(html.P(f"{about['next_title']}: {when}."), title="Next milestone"))
    return found


def _benefits(code: str, reading: Reading) -> list[Any]:
    rows = queries.delivery.benefits.rows(programme=code)
    if not rows:
        return []
    listed = [
        {
            "title": [row["title"], html.Span(formats.text(row["note"]), className="gt-under")],
            "of": row["programme_title"],
            "planned": words.delivery.benefit(row["planned"], row["unit"]),
            "delivered": words.delivery.benefit(row["delivered"], row["unit"]) or "not yet reported",
            "share": words.delivery.share(row["delivered"], row["planned"]),
            "due": formats.short_day(row["due"]),
            "measure": components.link(row["measure_title"], links.measure(row["measure"], **reading.kept))
            if row["measure_title"]
            else "",
        }
        for row in rows
    ]
    columns: list[components.Column] = [("title", "Benefit"), ("planned", "Planned", "number")]
    columns += [
        ("delivered", "Delivered", "number"),
        ("share", "Share", "number"),
        ("due", "By"),
        ("measure", words.prose.capital(reading.one)),
    ]
    columns += [("of", "Programme or project")] if {row["programme"] for row in rows} != {code} else []
    table = components.data_table(columns, listed, caption="Benefits planned and delivered", show_caption=False)
    as_at = formats.day(max(row["as_at"] for row in rows))
    return [components.section("Benefits", table, note=f"As reported up to {as_at}.")]


def _recommendations(code: str, reading: Reading) -> list[Any]:
    rows = queries.delivery.recommendations(programme=code)
    if rows.empty:
        return []
    listed = [
        {
            "title": components.link(row["title"], links.improvement(anchor=row["recommendation"], **reading.kept)),
            "review": row["review"],
            "response": row["response"].capitalize(),
            "state": components.recommendation_pill(row["state"]),
        }
        for row in rows.to_dict("records")
    ]
    columns = (("title", "Recommendation"), ("review", "Review"), ("response", "Response"), ("state", "State"))
    table = components.data_table(columns, listed, caption="Recommendations it answers", show_caption=False)
    said = words.delivery.recommendations(rows["state"].value_counts().to_dict())
    return [components.section("Recommendations it answers", table, note=said)]


def _measures(about: Facts, codes: set[str], reading: Reading) -> Any:
    """Return the measures linked to it or a project within it, in the reporting period (DCC-22)."""
    linked = delivery.linked_measures("programme", codes, reading)
    mine = {row["measure"] for rows in linked.values() for row in rows}
    rows = queries.scorecard.rows(period=reading.period, node=None, tier=None, status=None)
    return plan.measures(
        rows[rows["measure"].isin(mine)],
        reading,
        title=f"{words.prose.capital(reading.many)} it is to move, {reading.label}",
        caption=f"{reading.many} linked to {about['title']}, {reading.label}",
        via=[],
        empty=f"No {reading.one} is linked to it.",
    )


register_page(
    __name__, path_template="/programmes/<programme>", title=title, name="Programme", exists=exists, in_nav=False
)
