"""The views of the framework's page: who does what, who answers for each measure, forums, the year, lives, changes."""

import itertools
from collections.abc import Iterable
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]
Asked = dict[str, str | None]


def roles(reading: Reading, asked: Asked) -> list[Component]:
    """Return the roles by kind, each with its duties and the forums it sits on (BCP-03, WCC-43)."""
    rows = queries.framework.roles.rows()
    if not rows:
        return [components.nothing("No roles are recorded in this council's framework.")]
    columns = [("role", "Role"), ("duties", "Responsible for"), ("forums", "Sits on")]
    found: list[Component] = []
    for kind, name in words.framework.ROLE_KINDS.items():
        listed = [
            {"role": row["role"], "duties": row["duties"], "forums": _forums_of(row["forums"])}
            for row in rows
            if row["kind"] == kind
        ]
        if listed:
            table = components.data_table(columns, listed, caption=f"Roles: {name.lower()}", show_caption=False)
            found.append(components.section(name, html.Div(table, className="gt-roles")))
    return found


def _forums_of(forums: Rows) -> Any:
    if not forums:
        return "no forum"
    items = [
        html.Li(components.link(forum["name"], links.framework(forum["forum"], view="forums"))) for forum in forums
    ]
    return html.Ul(items, className="gt-names")


def responsibility(reading: Reading, asked: Asked) -> list[Component]:
    """Return for each measure who answers, does the work, is consulted and informed: of one directorate, or summed."""
    groups = queries.framework.responsibility.rows()
    if not groups:
        return [components.nothing(f"No {reading.many} are in use.")]
    known = {row["directorate"]: row["title"] for row in groups if row["directorate"]}
    directorate = asked["directorate"] if asked["directorate"] in known else None
    box = components.filter_box("directorate", "Directorate", known.items(), directorate, every="Every directorate")
    note = (
        "The owner is accountable for the result; the data owner is responsible for the figure. Those who contribute "
        "and the forums that manage are consulted; the other forums that consider it are informed."
    )
    table = _matrix(directorate, known[directorate], reading) if directorate else _answering(groups, reading)
    title = f"Who answers for each {reading.one}"
    return [components.section(title, [components.filters([box]), table], note=note)]


def _answering(groups: Rows, reading: Reading) -> Component:
    """Return directorates with how many of their measures have an owner and a data owner, and how many forums hear."""
    many = words.prose.capital(reading.many)
    listed = [
        {
            "title": components.link(
                row["title"], links.framework(view="responsibility", directorate=row["directorate"])
            )
            if row["directorate"]
            else row["title"],
            "measures": components.link(
                f"{row['measures']:,}", links.scorecard(directorate=row["directorate"], **reading.kept)
            )
            if row["directorate"]
            else f"{row['measures']:,}",
            "owned": [
                formats.count(row["owned"], row["measures"]),
                _under(formats.plural(row["owners"], "accountable owner")),
            ],
            "supplied": [
                formats.count(row["supplied"], row["measures"]),
                _under(formats.plural(row["suppliers"], "data owner")),
            ],
            "forums": f"{row['forums']:,}",
        }
        for row in groups
    ]
    columns: list[components.Column] = [
        ("title", "Directorate"),
        ("measures", many, "number"),
        ("owned", "Accountable", "number"),
        ("supplied", "Responsible", "number"),
        ("forums", "Forums consulted or informed", "number"),
    ]
    return components.data_table(columns, listed, caption="Responsibility by directorate", show_caption=False)


def _matrix(directorate: str, title: str, reading: Reading) -> Component:
    rows = queries.framework.responsible.rows(directorate=directorate)
    listed = [
        {
            "measure": [
                components.link(row["short_title"], links.measure(row["measure"], **reading.kept)),
                _under(row["measure"]),
            ],
            "accountable": row["accountable"] or "nobody named",
            "responsible": row["responsible"] or "nobody named",
            "consulted": _names(row["consulted"]),
            "informed": _names(row["informed"]),
        }
        for row in rows
    ]
    columns = [
        ("measure", words.prose.capital(reading.one)),
        ("accountable", "Accountable"),
        ("responsible", "Responsible"),
        ("consulted", "Consulted"),
        ("informed", "Informed"),
    ]
    table = components.data_table(columns, listed, caption=f"Responsibility matrix: {title}", show_caption=False)
    return html.Div(table, className="gt-raci")


def _names(names: Iterable[str]) -> Any:
    listed = [html.Li(name) for name in names]
    return html.Ul(listed, className="gt-names") if listed else "nobody"


def _under(said: Any) -> Component:
    return html.Span(said, className="gt-under")


def forums(reading: Reading, asked: Asked) -> list[Component]:
    """Return every forum under its cadence, with what it considers and when it meets next (BCC-47)."""
    rows = queries.framework.forums.rows()
    if not rows:
        return [components.nothing("No forums are recorded in this council's framework.")]
    found: list[Component] = []
    for cadence, group in itertools.groupby(rows, key=lambda row: row["cadence"]):
        cards = html.Div([_forum(row, reading) for row in group], className="gt-things")
        found.append(components.section(words.framework.CADENCES[cadence], cards))
    return found


def _forum(row: Facts, reading: Reading) -> Component:
    """Return one forum: what it is, who sits on it, what it considers and when."""
    baskets = [html.Li(name) for name in row["baskets"]]
    considers = html.Ul(baskets, className="gt-names") if baskets else "no basket of its own"
    return html.Section(
        [
            html.Div(
                [html.H3(row["name"]), html.Strong(f"{row['measures']:,} {reading.many}")], className="gt-thing__head"
            ),
            html.P(f"{(row['kind'] or 'forum').capitalize()}, {row['cadence']}", className="gt-under"),
            html.P(row["description"]) if row["description"] else None,
            components.definition_list(
                [
                    ("Considers", considers),
                    ("Chair", row["chair"]),
                    ("Attended by", row["audience"]),
                    ("Roles", row["roles"]),
                    ("Next meeting", _next(row)),
                    ("Last met", formats.day(row["last_held_on"])),
                ]
            ),
        ],
        className="gt-card gt-thing",
        id=row["forum"],
    )


def _next(row: Facts) -> str:
    """Return the next meeting with the period it considers and the day its papers are due."""
    if not row["held_on"]:
        return "no date is in the calendar"
    period = f", with the figures of {row['label']}" if row["label"] else ""
    return f"{formats.day(row['held_on'])}{period}; papers are published by {formats.day(row['publish_by'])}"


def lives(reading: Reading, asked: Asked) -> list[Component]:
    """Return measures by state of their life, those of one state, and how stable the baskets are (SMBC-50, SMBC-51)."""
    counts = {row["state"]: row["measures"] for row in queries.framework.states.rows()}
    state = asked["state"] if asked["state"] in counts else next((name for name in counts if name != "live"), "live")
    options = [(name, f"{words.framework.LIVES[name]} ({counts[name]:,})") for name in counts]
    rows = queries.framework.lives.rows(state=state, measure=None)
    means = f"{words.framework.LIVES[state]}: {words.framework.LIFE_MEANS[state]}."
    return [
        components.section(
            f"The life of a {reading.one}",
            [
                _steps(counts),
                components.filters([components.filter_box("state", "State", options, state)]),
                html.P(means, className="gt-under"),
                _lives(rows, reading, state),
            ],
            note=words.framework.lives(counts, reading.many),
        ),
        *_stability(reading),
    ]


def _steps(counts: dict[str, int]) -> Component:
    """Return the states in the order a measure lives them, each with how many are in it."""
    steps = [
        html.Li([html.Strong(f"{counts.get(state, 0):,}"), html.Span(name)])
        for state, name in words.framework.LIVES.items()
    ]
    return html.Ol(steps, className="gt-steps")


def _lives(rows: Rows, reading: Reading, state: str) -> Component:
    listed = [
        {
            "measure": [
                components.link(row["short_title"], links.measure(row["measure"], **reading.kept)),
                _under(row["measure"]),
            ],
            "life": words.framework.life(row),
            "decided": formats.short_day(row["decided_on"]),
            "first": words.framework.first_figure(row),
            "last": row["last_label"] or "",
            "next": components.link(row["replaced_by_title"], links.measure(row["replaced_by"], **reading.kept))
            if row["replaced_by"]
            else "",
        }
        for row in rows
    ]
    columns: list[components.Column] = [
        ("measure", words.prose.capital(reading.one)),
        ("life", "State"),
        ("decided", "First decision"),
        ("first", "First figure"),
        ("last", "Latest figure"),
        ("next", "Replaced by"),
    ]
    said = [
        column for column in columns if column[0] in ("measure", "life", "first") or any(r[column[0]] for r in listed)
    ]
    caption = f"{words.framework.LIVES[state]} {reading.many}"
    return components.data_table(said, listed, caption=caption, show_caption=False)


def _stability(reading: Reading) -> list[Component]:
    """Return how much of each basket is as it was in the plan's first year, year by year."""
    rows = queries.framework.stability.rows()
    if not rows:
        return []
    latest = {row["basket"]: row for row in rows}
    if not any(row["known"] for row in latest.values()):
        said = words.framework.stability_sentence(latest.values(), many=reading.many)
        return [components.section("How stable the baskets are", components.nothing(said))]
    years = list(dict.fromkeys(row["financial_year"] for row in rows))[1:]
    shares = {(row["basket"], row["financial_year"]): _kept(row) for row in rows}
    listed = [
        {
            "name": row["name"],
            "measures": f"{row['measures']:,}",
            **{year: shares.get((basket, year), "") for year in years},
            "said": words.framework.basket_stability(row),
        }
        for basket, row in latest.items()
    ]
    columns: list[components.Column] = [("name", "Basket"), ("measures", "Now", "number")]
    columns += [(year, year, "number") for year in years]
    columns.append(("said", f"Since {rows[0]['baseline_year']}"))
    caption = f"Share of each basket unchanged since {rows[0]['baseline_year']}"
    table = components.data_table(columns, listed, caption=caption)
    return [
        components.section(
            "How stable the baskets are",
            [
                table,
                html.P(
                    f"A {reading.one} is unchanged if it is still in the basket, under the same definition and with no "
                    "break in its series.",
                    className="gt-notes",
                ),
            ],
            note=words.framework.stability_sentence(latest.values(), many=reading.many),
        )
    ]


def _kept(row: Facts) -> str:
    return "–" if formats.is_missing(row["stability"]) else formats.number(row["stability"], decimals=0, suffix="%")


def changes(reading: Reading, asked: Asked) -> list[Component]:
    """Return every change to the framework with its reason, and each target that was set again (DCC-05, BCC-05)."""
    kinds = {row["kind"] for row in queries.framework.changes.rows(kind=None)}
    options = [
        (kind, words.framework.change_kind(kind, reading.one)) for kind in words.framework.CHANGE_KINDS if kind in kinds
    ]
    kind = asked["kind"] if asked["kind"] in kinds else None
    rows = queries.framework.changes.rows(kind=kind)
    if not kinds:
        return [components.nothing("No change to this council's framework is recorded.")]
    listed = [
        {
            "what": [words.prose.sentences(row["summary"]), _under(_thing(row, reading))],
            "when": formats.short_day(row["changed_on"]),
            "kind": words.framework.change_kind(row["kind"], reading.one),
            "why": row["reason"] or words.framework.UNRECORDED,
            "who": row["decided_by"] or ("not stated" if row["recorded"] else "not recorded"),
        }
        for row in rows
    ]
    columns = [("what", "What changed"), ("when", "Date"), ("kind", "Kind"), ("why", "Why"), ("who", "Decided by")]
    box = components.filter_box("kind", "Kind of change", options, kind, every="Every kind")
    table = components.data_table(columns, listed, caption="Changes to the framework", show_caption=False)
    said = f"{formats.plural(len(rows), 'change')}, the newest first."
    found: list[Component] = [
        components.section(
            "Change log", [components.filters([box]), html.Div(table, className="gt-changes")], note=said
        )
    ]
    if kind in (None, "target"):
        found += targets(reading, None)
    return found


def _thing(row: Facts, reading: Reading) -> Any:
    """Return what changed, as the way to it where it has a page."""
    if not row["title"]:
        return row["code"] or ""
    if row["page"] == "measures":
        return components.link(row["title"], links.measure(row["code"], **reading.kept))
    if row["page"]:
        return components.link(row["title"], links.node(row["page"], row["code"], **reading.kept))
    return row["title"]


def targets(reading: Reading, measure: str | None) -> list[Component]:
    """Return each target that was set again, with what it was, who said so and why: of one measure or of all."""
    rows = queries.framework.target_changes.rows(measure=measure)
    if not rows:
        return []
    listed = [
        {
            "when": formats.short_day(row["changed_on"]),
            "measure": components.link(row["short_title"], links.measure(row["measure"], **reading.kept)),
            "period": row["label"],
            "what": words.framework.set_again(row),
            "who": row["who"] or "not recorded",
            "why": row["why"] or words.framework.UNRECORDED,
        }
        for row in rows
    ]
    columns = [("measure", words.prose.capital(reading.one)), ("period", "For"), ("what", "From and to")]
    columns += [("when", "Set on"), ("who", "By"), ("why", "Why")]
    columns = [column for column in columns if measure is None or column[0] != "measure"]
    table = components.data_table(columns, listed, caption="Targets set again", show_caption=False)
    said = "A target keeps every level it ever had: what is judged in a period is the level last set."
    return [components.section("Targets set again", table, id="targets", note=said)]
