"""What people said: surveys with their answers over time, consultations with what they fed into, and their measures."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import delivery

Facts = dict[str, Any]
Rows = list[Facts]

HEALTH = ("workforce", "pulse")
CUSTOMERS = ("residents", "users", "consultation")
MOST = 6
"""Times a survey was asked that stand side by side; the mart holds every one."""


def href(kind: str, survey: str, kept: dict[str, str | None]) -> str:
    """Return the place of a survey on its page."""
    page = links.health if kind in HEALTH else links.customers
    return page(anchor=survey, **kept)


def offered(page: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether a council has measures of the page's components or surveys of these kinds."""
    held = queries.surveys.held.first(page=page, kinds=list(kinds)) or {}
    return bool(held.get("measures") or held.get("surveys"))


def ways(rows: pd.DataFrame, reading: Reading) -> list[Component]:
    """Return the way to each survey of a page; ``rows`` as of ``queries.surveys.answers``."""
    places = rows.drop_duplicates("survey")[["kind", "survey", "title"]].to_dict("records")
    return [components.link(place["title"], href(place["kind"], place["survey"], reading.kept)) for place in places]


def every(rows: pd.DataFrame, reading: Reading) -> list[Component]:
    """Return every survey, each at a place of its own (SMBC-19); ``rows`` as of ``queries.surveys.answers``."""
    nodes = delivery.linked_nodes("survey")
    linked = delivery.linked_measures("survey", rows["survey"].unique(), reading)
    found = []
    for code, of in rows.groupby("survey", sort=False):
        survey = str(code)
        about = _about(of, nodes.get(survey, []), linked[survey], reading)
        draw = _consultation if of["kind"].iloc[0] == "consultation" else _survey
        found.append(draw(survey, of, about, reading))
    return found


def _survey(code: str, rows: pd.DataFrame, about: Component, reading: Reading) -> Component:
    """Return one survey: the latest answers as a chart, every time it was asked, what it is linked to."""
    title, kind = rows["title"].iloc[0], rows["kind"].iloc[0]
    latest = rows[rows["latest"]].sort_values("latest_percent", ascending=False, kind="stable", na_position="last")
    listed = latest.to_dict("records")
    drawn = components.figure(
        f"survey-{code}",
        charts.survey_dots(latest, accent=reading.facts["accent"]),
        title=words.surveys.survey_title(listed),
        subtitle=f"{title}: share of those who answered, the last time each question was asked, and the time before",
        sentence=words.surveys.survey_sentence(listed),
        key=_key(),
        table=_answers(listed, caption=f"{title}: the latest answers"),
        source=f"Source: {reading.facts['council']}, {words.surveys.SURVEY_KINDS[kind]}.",
        heading=3,
    )
    return components.section(
        title, [drawn, *_over_time(rows, title), about], id=code, note=words.surveys.survey_answered(listed)
    )


def _key() -> Component:
    said = ("● latest, with the 95% interval of the share", "○ the time before")
    return html.Ul([html.Li(words_) for words_ in said], className="gt-meta gt-key")


def _answers(rows: Rows, *, caption: str) -> Component:
    """Return answers one a row: share, interval, who answered of those asked, and the time before."""
    before = [formats.text(row["previous_label"]) for row in rows]
    listed = [
        {
            "question": [row["question"], html.Span(row["answer"], className="gt-under")],
            "period": row["period_label"],
            "share": words.surveys.survey_share(row),
            "interval": words.surveys.survey_interval(row) or "–",
            "base": words.surveys.survey_base(row),
            "response": words.surveys.survey_response(row) or "–",
            "change": [words.surveys.survey_change(row), html.Span(f"on {when}" if when else "", className="gt-under")],
        }
        for row, when in zip(rows, before, strict=True)
    ]
    columns: list[components.Column] = [
        ("question", "Question and answer"),
        ("period", "Asked"),
        ("share", "Share", "number"),
        ("interval", "95% interval", "number"),
        ("base", "Answered", "number"),
        ("response", "Response", "number"),
        ("change", "On the time before"),
    ]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _over_time(rows: pd.DataFrame, title: str) -> list[Component]:
    """Return questions one a row with their share each time; nothing where a survey was done once."""
    times = rows.drop_duplicates("period").sort_values("end_date").tail(MOST)
    if len(times) < 2:
        return []
    listed = []
    for question, of in rows.groupby("question", sort=False):
        at = {row["period"]: row for row in of.to_dict("records")}
        cells = {period: _cell(at[period]) if period in at else "not asked" for period in times["period"]}
        listed.append({"question": str(question), **cells})
    columns: list[components.Column] = [("question", "Question")]
    columns += [(row["period"], row["period_short"], "number") for row in times.to_dict("records")]
    table = components.data_table(columns, listed, caption=f"{title} over time, with how many answered")
    return [html.Div(table, className="gt-asked")]


def _cell(row: Facts) -> Any:
    if row["withheld"]:
        return html.Span(words.surveys.survey_share(row), className="gt-under")
    return [words.surveys.survey_share(row), html.Span(f"n = {words.surveys.survey_base(row)}", className="gt-under")]


def _consultation(code: str, rows: pd.DataFrame, about: Component, reading: Reading) -> Component:
    """Return one consultation: its answers with how many gave them, and what they fed into (SMBC-18)."""
    listed = rows.to_dict("records")
    table = _consulted(listed, caption=f"{rows['title'].iloc[0]}: answers")
    note = words.prose.sentences(words.surveys.survey_answered(listed), words.surveys.CHOSE)
    return components.section(rows["title"].iloc[0], [table, about], id=code, note=note)


def _consulted(rows: Rows, *, caption: str) -> Component:
    listed = [
        {
            "question": [row["question"], html.Span(formats.text(row["note"]), className="gt-under")],
            "answer": row["answer"],
            "share": words.surveys.survey_share(row),
            "base": words.surveys.survey_base(row),
        }
        for row in rows
    ]
    columns: list[components.Column] = [("question", "Question"), ("answer", "Answer")]
    columns += [("share", "Share", "number"), ("base", "Answered", "number")]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _about(rows: pd.DataFrame, nodes: Rows, linked: Rows, reading: Reading) -> Component:
    """Return what a survey is linked to: the plan, measures, the budget, what was decided."""
    decided = [text for text in dict.fromkeys(map(formats.text, rows["decision"])) if text]
    money = components.link("Budget and savings", links.finance(**reading.kept))
    return components.definition_list(
        [
            ("What was decided", " ".join(decided)),
            ("Fed into" if decided else "Part of the plan", delivery.node_list(nodes, reading) if nodes else ""),
            ("The budget", money if rows["budget"].any() else ""),
            (f"Linked {reading.many}", delivery.measure_list(linked, reading) if linked else ""),
            ("Notes", _notes(rows) if rows["kind"].iloc[0] != "consultation" else ""),
        ]
    )


def _notes(rows: pd.DataFrame) -> Any:
    """Return what is noted of answers, each note once; with its time, where it is of one time alone."""
    noted = rows[rows["note"].notna()]
    listed = [
        html.Li(f"“{question}”{'' if len(of) > 1 else ', ' + of['period_label'].iloc[0]}: {note}")
        for (question, note), of in noted.groupby(["question", "note"], sort=False)
    ]
    return html.Ul(listed) if listed else ""


def of_node(node: str, reading: Reading) -> list[Component]:
    """Return what was said about a plan node and those below it: consultations in full, surveys by name (SMBC-18)."""
    rows = queries.surveys.of_node.rows(node=node)
    if not rows:
        return []
    inside: list[Any] = []
    for row in rows:
        name = components.link(row["title"], href(row["kind"], row["survey"], reading.kept))
        if row["kind"] != "consultation":
            continue
        answers = queries.surveys.answers.rows(kinds=["consultation"], survey=row["survey"])
        decided = next((formats.text(a["decision"]) for a in answers if formats.text(a["decision"])), "")
        inside += [
            html.H3(name),
            html.P(words.surveys.survey_answered(answers), className="gt-under"),
            _consulted(answers, caption=f"{row['title']}: answers"),
            html.P([html.Strong("What was decided: "), decided]) if decided else None,
        ]
    others = [
        html.Li(
            [components.link(row["title"], href(row["kind"], row["survey"], reading.kept)), f", {row['period_label']}"]
        )
        for row in rows
        if row["kind"] != "consultation"
    ]
    inside += [html.H3("Surveys"), html.Ul(others)] if others else []
    return [components.section("What people said", html.Div(inside, className="gt-said"))]
