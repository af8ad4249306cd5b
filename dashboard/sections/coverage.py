"""The views of the coverage page: gaps by rule, the data register, forums and what they share, assurance."""

from collections.abc import Iterable
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading

Facts = dict[str, Any]
Rows = list[Facts]
Asked = dict[str, str | None]

REGISTER = {
    "measure_parts": "Numerator, denominator",
    "measure_benchmark": "Benchmark",
    "measure_target": "Target",
    "measure_definition": "Definition",
    "measure_quality": "Quality rated",
}
"""Rule to the column of the data register that answers it; source and collection stand there in words."""

COMPLETENESS = ("measure_owner", "measure_data_owner", "measure_directorate", "measure_portfolio", "measure_priority")
COMPLETENESS += ("measure_forum", "measure_definition", "measure_approval", "measure_target")
TIMELINESS = ("measure_figure", "return_overdue", "return_missing", "return_late")
QUALITY = ("measure_source", "measure_collection", "measure_parts", "measure_quality")


def directorates() -> dict[str, str]:
    """Return the directorates something was asked of, by code."""
    return {row["directorate"]: row["title"] for row in queries.coverage.directorates.rows()}


def gaps(reading: Reading, asked: Asked) -> list[Component]:
    """Return the list of one gap if one is chosen, and every rule with how many lack what it wants (BCC-01)."""
    directorate = asked["directorate"]
    counts = _counts(directorate)
    chosen = asked["gap"] if asked["gap"] in words.gaps.GAPS else None
    box = components.filter_box(
        "directorate", "Directorate", directorates().items(), directorate, every="Every directorate"
    )
    return [
        components.filters([box]),
        *([_listed(chosen, counts.get(chosen, (0, 0)), reading, directorate)] if chosen else []),
        *(
            components.section(name, rules)
            for group, name in words.gaps.GROUPS.items()
            if (
                rules := _rules(
                    name, [r for r, rule in words.gaps.GAPS.items() if rule.group == group], counts, reading, asked
                )
            )
        ),
    ]


def _counts(directorate: str | None) -> dict[str, tuple[int, int]]:
    """Return (gaps, asked) by rule."""
    rows = queries.coverage.rules.rows(directorate=directorate)
    return {row["rule"]: (int(row["gaps"]), int(row["asked"])) for row in rows}


def _rules(
    group: str, rules: Iterable[str], counts: dict[str, tuple[int, int]], reading: Reading, asked: Asked
) -> list[Component]:
    """Return the rules that were asked of anything: those that found a gap as a table, the others as a list."""
    known = [rule for rule in rules if rule in counts]
    listed = [
        {
            "gap": [
                _way(rule, counts[rule][0], reading, asked["directorate"]),
                html.Span(words.gaps.gap_meaning(rule, reading.many), className="gt-under"),
            ],
            "count": formats.count(*counts[rule]),
            "share": [_bar(*counts[rule]), html.Span(words.gaps.gap_share(*counts[rule]), className="gt-under")]
            if words.gaps.GAPS[rule].weighs
            else "for information",
        }
        for rule in known
        if counts[rule][0]
    ]
    columns: list[components.Column] = [("gap", "What is missing"), ("count", "Found", "number"), ("share", "Complete")]
    table = components.data_table(columns, listed, caption=f"Gaps found: {group.lower()}", show_caption=False)
    return [
        *([html.Div(table, className="gt-gaps")] if listed else []),
        *_none_of([rule for rule in known if not counts[rule][0]], counts, reading),
    ]


def _none_of(rules: list[str], counts: dict[str, tuple[int, int]], reading: Reading) -> list[Component]:
    """Return the rules that found no gap, folded: how many they are, and each with how many it was asked of."""
    if not rules:
        return []
    items = [html.Li(f"{words.gaps.gap_title(rule, reading.many)}: none of {counts[rule][1]:,}") for rule in rules]
    said = f"{formats.plural(len(rules), 'question')} {'finds' if len(rules) == 1 else 'find'} no gap"
    return [html.Details([html.Summary(said), html.Ul(items)], className="gt-no-gaps")]


def _way(rule: str, found: int, reading: Reading, directorate: str | None) -> Any:
    """Return what is lacking as the way to its list; words alone where nothing is."""
    said = words.gaps.gap_title(rule, reading.many)
    return components.link(said, links.coverage("list", gap=rule, directorate=directorate)) if found else said


def _bar(found: int, asked: int) -> Component:
    """Return how much is complete as a bar; the words beside it say the same."""
    share = 100 * (asked - found) / asked
    return html.Span(
        html.Span(className="gt-gap__done", style={"--gt-share": f"{share:.1f}%"}),
        className="gt-gap",
        **{"aria-hidden": "true"},
    )


def _listed(rule: str, counts: tuple[int, int], reading: Reading, directorate: str | None) -> Component:
    """Return the things that have one gap, each as the way to it, and the same as a file."""
    rows = queries.coverage.gaps.rows(rule=rule, directorate=directorate)
    title = words.gaps.gap_title(rule, reading.many)
    note = f"{formats.count(*counts)}. {words.gaps.gap_meaning(rule, reading.many)}"
    if not rows:
        return components.section(title, components.nothing("Nothing has this gap."), id="list", note=note)
    listed = [
        {
            "title": [_thing(row, reading), html.Span(_code(row), className="gt-under")],
            "detail": row["detail"] or "",
            "directorate": row["directorate_title"] or "",
        }
        for row in rows
    ]
    columns = [("title", "What"), ("detail", "Detail"), ("directorate", "Directorate")]
    columns = [column for column in columns if column[0] == "title" or any(row[column[0]] for row in listed)]
    table = components.data_table(columns, listed, caption=title, show_caption=False)
    files = [("CSV of this list", links.coverage_csv(rule, directorate=directorate))]
    return components.section(title, [table, components.downloads(files)], id="list", note=note)


def _code(row: Facts) -> str:
    """Return the code people say; a change has none of its own, its date stands there."""
    return formats.day(row["code"]) if row["kind"] == "change" else row["code"]


def _thing(row: Facts, reading: Reading) -> Any:
    """Return a thing with a gap, as the way to its page where it has one."""
    kind, code, title = row["kind"], row["code"], row["title"]
    if kind == "measure":
        return components.link(title, links.measure(code, view="definition", **reading.kept))
    if kind == "node":
        return components.link(title, links.node(row["page"], code, **reading.kept))
    if kind == "programme":
        return components.link(title, links.programme(code, **reading.kept))
    if kind == "document":
        return components.link(title, links.document(code))
    if kind == "forum":
        return components.link(title, links.framework(code, view="forums"))
    return title


def register(reading: Reading, asked: Asked) -> list[Component]:
    """Return for each measure in use where its figure comes from and what is missing (DCC-28)."""
    known = directorates()
    directorate = asked["directorate"] or next(iter(known), None)
    rows = queries.coverage.register.rows(directorate=directorate)
    box = components.filter_box("directorate", "Directorate", known.items(), directorate)
    if not rows:
        return [components.nothing(f"No {reading.many} are in use.")]
    listed = [
        {
            "measure": [
                components.link(row["short_title"], links.measure(row["measure"], view="definition", **reading.kept)),
                html.Span(row["measure"], className="gt-under"),
            ],
            "source": row["source"] or "missing",
            "collection": row["collection"] or "not said",
            **{rule: _answer(rule, row) for rule in REGISTER},
        }
        for row in rows
    ]
    columns = [("measure", words.prose.capital(reading.one)), ("source", "Source system")]
    columns += [("collection", "Collected"), *REGISTER.items()]
    whole = sum(row["gaps"] == 0 for row in rows)
    note = (
        f"{formats.count(whole, len(rows))} {reading.many} have nothing missing; those with the most missing come "
        "first. A dash: it does not apply."
    )
    table = components.data_table(columns, listed, caption="Data register", show_caption=False)
    files = [("CSV of all that is missing", links.coverage_csv(None, directorate=None))]
    parts = [
        components.filters([box]) if known else None,
        table,
        components.downloads(files),
    ]
    return [components.section("Where each figure comes from", parts, note=note)]


def _answer(rule: str, row: Facts) -> str:
    if rule in (row["lacking"] or []):
        return "missing"
    return "yes" if rule in row["asked"] else "–"


def forums(reading: Reading, asked: Asked) -> list[Component]:
    """Return what each forum considers and shares, and which forums consider each measure (DCC-24)."""
    rows = queries.coverage.forums.rows()
    if not rows:
        return [components.nothing("No forums are recorded in this council's framework.")]
    spread = queries.coverage.spread.rows()
    many = words.prose.capital(reading.many)
    listed = [
        {
            "name": components.link(row["name"], links.framework(row["forum"], view="forums")),
            "cadence": row["cadence"],
            "measures": f"{row['measures']:,}",
            "only": f"{row['only_here']:,}",
            "shared": f"{row['most']:,} with {row['most_with']}" if row["most"] else "none",
        }
        for row in rows
    ]
    columns: list[components.Column] = [("name", "Forum"), ("cadence", "Cadence"), ("measures", many, "number")]
    columns += [("only", "Considered only here", "number"), ("shared", "Shares the most")]
    table = components.data_table(columns, listed, caption="Forums and what they consider", show_caption=False)
    total = sum(row["measures"] for row in spread)
    counted = [
        {
            "forums": "No forum" if not row["forums"] else formats.plural(row["forums"], "forum"),
            "measures": formats.count(row["measures"], total),
            "bar": _bar(total - row["measures"], total),
        }
        for row in spread
    ]
    by_number: list[components.Column] = [("forums", "Considered by"), ("measures", many, "number"), ("bar", "Share")]
    return [
        components.section("What each forum considers", table, note=words.gaps.forum_spread(spread, reading.many)),
        components.section(
            f"By how many forums a {reading.one} is considered",
            components.data_table(by_number, counted, caption="By number of forums", show_caption=False),
        ),
        *_matrix(rows, reading, asked),
    ]


def _matrix(rows: Rows, reading: Reading, asked: Asked) -> list[Component]:
    """Return which forums consider each measure of one directorate."""
    known = directorates()
    directorate = asked["directorate"] or next(iter(known), None)
    if directorate is None:
        return []
    found = queries.coverage.matrix.rows(directorate=directorate)
    names = {row["forum"]: row["name"] for row in rows}
    listed = [
        {
            "measure": components.link(row["title"], links.measure(row["measure"], **reading.kept)),
            "number": f"{len(row['forums']):,}",
            "forums": ", ".join(name for forum, name in names.items() if forum in row["forums"]) or "no forum",
        }
        for row in sorted(found, key=lambda row: len(row["forums"]))
    ]
    columns: list[components.Column] = [("measure", words.prose.capital(reading.one))]
    columns += [("number", "Forums", "number"), ("forums", "Considered by")]
    box = components.filter_box("directorate", "Directorate", known.items(), directorate)
    table = components.data_table(columns, listed, caption=f"Forums of each {reading.one}", show_caption=False)
    title = f"Which forums consider each {reading.one}"
    return [components.section(title, [components.filters([box]), table], id="matrix")]


def assurance(reading: Reading, asked: Asked) -> list[Component]:
    """Return what an audit committee asks: completeness, timeliness, quality, overdue returns, targets (BCC-08)."""
    counts = _counts(None)
    states = {row["state"]: row["measures"] for row in queries.framework.states.rows()}
    active = sum(states.values()) - states.get("retired", 0)
    parts = [
        ("Is the framework complete?", COMPLETENESS),
        ("Do figures come in time?", TIMELINESS),
        ("Can figures be relied on?", QUALITY),
    ]
    found = [components.section(title, _reconciled(title, rules, counts, active, reading)) for title, rules in parts]
    found[-1].children.append(_ratings(reading))
    note = (
        f"{words.gaps.in_use(states, reading.many)}. In each line, those without a gap, those with one and those the "
        f"question does not apply to add up to the {active:,} in use."
    )
    return [html.P(note, className="gt-section__note"), *found, _overdue(reading), *_targets(reading)]


def _reconciled(
    title: str, rules: Iterable[str], counts: dict[str, tuple[int, int]], active: int, reading: Reading
) -> Component:
    """Return rules asked of measures with their answers, each line adding up to the measures in use."""
    listed = []
    for rule in rules:
        found, asked = counts.get(rule, (0, 0))
        listed.append(
            {
                "gap": _way(rule, found, reading, None),
                "found": f"{found:,}",
                "without": f"{asked - found:,}",
                "other": f"{active - asked:,}",
                "all": f"{active:,}",
            }
        )
    columns: list[components.Column] = [("gap", "What is looked for"), ("without", "Without a gap", "number")]
    columns += [("found", "With a gap", "number"), ("other", "Does not apply", "number"), ("all", "In use", "number")]
    return components.data_table(columns, listed, caption=f"Answers: {title}", show_caption=False)


def _ratings(reading: Reading) -> Component:
    """Return how the data owners rate the quality of what is returned (DR-38)."""
    rows = queries.coverage.ratings.rows()
    total = sum(row["measures"] for row in rows)
    said = ", ".join(f"{row['measures']:,} {row['given'].lower()}" for row in rows)
    return html.P(f"Data quality of {total:,} {reading.many}: {said}." if rows else "", className="gt-notes")


def _overdue(reading: Reading) -> Component:
    """Return overdue returns by who owes them."""
    rows = queries.coverage.overdue.rows()
    title = "Which returns are overdue?"
    if not rows:
        return components.section(title, components.nothing("No return due in the latest period is overdue."))
    listed = [
        {
            "who": row["data_owner"],
            "returns": html.Ul(
                [
                    html.Li(
                        [
                            components.link(one["title"], links.measure(one["measure"], **reading.kept)),
                            f", due {formats.short_day(one['due'])}",
                        ]
                    )
                    for one in row["returns"]
                ],
                className="gt-names",
            ),
        }
        for row in rows
    ]
    columns = [("who", "Data owner"), ("returns", "Overdue")]
    return components.section(title, components.data_table(columns, listed, caption="Overdue", show_caption=False))


def _targets(reading: Reading) -> list[Component]:
    """Return what was decided about targets, with the way to the whole log."""
    rows = queries.framework.changes.rows(kind="target")
    if not rows:
        return [
            components.section("Which targets were changed?", components.nothing("No change of a target is recorded."))
        ]
    listed = [
        {
            "what": words.prose.sentences(row["summary"]),
            "when": formats.short_day(row["changed_on"]),
            "why": row["reason"] or words.framework.UNRECORDED,
        }
        for row in rows[:12]
    ]
    columns = [("what", "What changed"), ("when", "Date"), ("why", "Why")]
    table = html.Div(
        components.data_table(columns, listed, caption="Changes of targets", show_caption=False), className="gt-aims"
    )
    way = html.P(
        components.link("Every change, with who decided", links.framework(view="changes", kind="target")),
        className="gt-onward",
    )
    note = f"{formats.plural(len(rows), 'change')}, the newest first."
    return [components.section("Which targets were changed?", [table, way], note=note)]
