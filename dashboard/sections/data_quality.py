"""The views of data quality: when figures come, what is missing, how far they can be relied on."""

from collections import Counter
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import coverage

Facts = dict[str, Any]
Rows = list[Facts]
Asked = dict[str, str | None]

MOST = 20
"""Rows of a long list before a reader asks for all of them (``list=all``)."""


def directorate_box(directorate: str | None) -> Component | None:
    """Return the choice of a directorate, where there are any."""
    known = coverage.directorates()
    if not known:
        return None
    return components.filter_box("directorate", "Directorate", known.items(), directorate, every="Every directorate")


def timeliness(reading: Reading, asked: Asked) -> list[Component]:
    """Return which figures of a period came in time, late or not at all, and how long figures take (DR-31, DR-38)."""
    rows = queries.data_quality.due.rows(period=reading.period, directorate=asked["directorate"])
    counts = Counter(row["came"] for row in rows)
    said = words.data_quality.returns_in_time(counts, reading.label)
    meanings = [
        f"{name}: {words.data_quality.RETURNS_MEAN[state]}"
        for state, name in words.data_quality.RETURNS.items()
        if counts[state]
    ]
    note = f"{'. '.join(meanings)}." if meanings else ""
    return [
        components.filters(
            [directorate_box(asked["directorate"]), components.period_selector(reading.periods, reading.period)]
        ),
        components.section(
            "Which figures came in time?",
            [_stats(counts), _by_directorate(rows, counts), html.P(note, className="gt-notes")] if rows else [],
            note=said,
        ),
        *_not_in_time(rows, reading),
        *_kept(reading, asked),
        *_lag(reading, asked),
    ]


def _stats(counts: Counter[str]) -> Component:
    """Return each state's count in large figures."""
    total = sum(counts.values())
    stats = [
        components.stat(formats.count(counts[state], total), name)
        for state, name in words.data_quality.RETURNS.items()
        if counts[state]
    ]
    return html.Div(stats, className="gt-stats")


def _by_directorate(rows: Rows, counts: Counter[str]) -> Component:
    """Return the states of each directorate's figures, with its share in time of those due."""
    states = [state for state in words.data_quality.RETURNS if counts[state]]
    grouped: dict[str, Counter[str]] = {}
    for row in rows:
        grouped.setdefault(row["directorate_title"] or "No directorate", Counter())[row["came"]] += 1
    listed = [
        {"title": title, **{state: f"{of[state]:,}" for state in states}, "share": _in_time(of)}
        for title, of in grouped.items()
    ]
    columns: list[components.Column] = [("title", "Directorate")]
    columns += [(state, words.data_quality.RETURNS[state], "number") for state in states]
    columns += [("share", "In time, of those due")]
    return components.data_table(columns, listed, caption="Returns by directorate", show_caption=False)


def _in_time(counts: Counter[str]) -> Any:
    due = counts["in_time"] + counts["late"] + counts["overdue"]
    return _share(counts["in_time"], due) if due else "nothing due yet"


def _share(part: int, whole: int) -> list[Component]:
    """Return a part of a whole as a bar, the words beside it saying the same."""
    done = html.Span(className="gt-gap__done", style={"--gt-share": f"{100 * part / whole:.1f}%"})
    said = f"{formats.count(part, whole)}, {words.gaps.gap_share(whole - part, whole).removesuffix(' complete')}"
    return [
        html.Span(done, className="gt-gap", **{"aria-hidden": "true"}),
        html.Span(said, className="gt-under"),
    ]


def _not_in_time(rows: Rows, reading: Reading) -> list[Component]:
    """Return the figures of the period that came late or have not come, the longest first, with who owes them."""
    owed = sorted((row for row in rows if row["came"] in ("overdue", "late")), key=lambda row: -row["days"])
    if not owed:
        return []
    listed = [
        {
            "measure": _measure(row["measure"], row["short_title"], reading),
            "who": row["data_owner"],
            "due": formats.short_day(row["due_on"]),
            "came": words.data_quality.return_came(row),
        }
        for row in owed
    ]
    columns = [("measure", _one(reading)), ("who", "Supplied by"), ("due", "Due"), ("came", "Came")]
    table = components.data_table(columns, listed, caption="Late or overdue", show_caption=False)
    way = components.link("Overdue returns by data owner", links.coverage(view="assurance", **reading.kept))
    return [components.section("What came late or is overdue", [table, html.P(way, className="gt-onward")])]


def _kept(reading: Reading, asked: Asked) -> list[Component]:
    """Return how many figures came late in all periods, by directorate."""
    rows = [row for row in queries.data_quality.kept.rows(directorate=asked["directorate"]) if row["returns"]]
    if not rows:
        return []
    listed = [
        {
            "title": row["title"],
            "late": formats.count(row["late"], row["returns"]),
            "share": _share(row["returns"] - row["late"] - row["not_returned"], row["returns"]),
        }
        for row in rows
    ]
    columns: list[components.Column] = [("title", "Directorate"), ("late", "Came late", "number")]
    columns += [("share", "There, and not late")]
    late, returns = (sum(row[name] for row in rows) for name in ("late", "returns"))
    note = (
        f"{formats.count(late, returns)} figures that fell due after the first file of their {reading.one} came late."
    )
    table = components.data_table(columns, listed, caption="Late in all periods", show_caption=False)
    return [components.section("Since the first return", html.Div(table, className="gt-shares"), note=note)]


def _lag(reading: Reading, asked: Asked) -> list[Component]:
    """Return how many days figures take from the end of their period, the slowest first (SMBC-52)."""
    rows = queries.data_quality.lag.rows(directorate=asked["directorate"])
    shown, more = _cut(rows, asked, "timeliness", reading)
    listed = [
        {
            "measure": _measure(row["measure"], row["short_title"], reading),
            "days": _days(row["days"]) or "not known",
            "longest": _days(row["longest"]),
            "figures": f"{row['figures']:,}" if row["figures"] else "",
            "allowed": _days(row["due_days"]) if row["frequency"] != "irregular" else "no fixed time",
            "last": _last(row),
        }
        for row in shown
    ]
    columns: list[components.Column] = [("measure", _one(reading)), ("days", "Usually (median)", "number")]
    columns += [("longest", "At most", "number"), ("figures", "Figures counted", "number")]
    columns += [("allowed", "Allowed", "number"), ("last", "The latest figure")]
    columns = [column for column in columns if any(row[column[0]] for row in listed)]
    table = components.data_table(
        columns, listed, caption="Days from the end of a period to its figure", show_caption=False
    )
    title = "How long figures take"
    parts = [table, *more] if rows else []
    return [components.section(title, parts, note=words.data_quality.figure_lag(rows, reading.many), id="lag")]


def _last(row: Facts) -> str:
    if formats.is_missing(row["last_days"]):
        return ""
    return f"{row['last_label']}: after {_days(row['last_days'])}"


def completeness(reading: Reading, asked: Asked) -> list[Component]:
    """Return which figures are missing, and which are withheld, estimated or otherwise to be read with care."""
    directorate = asked["directorate"]
    kept = queries.data_quality.kept.rows(directorate=directorate)
    listed = [
        {
            "title": row["title"],
            "missing": formats.count(row["missing"], row["expected"]),
            "measures": formats.count(row["measures_missing"], row["measures"]),
            "share": _share(row["expected"] - row["missing"], row["expected"]),
        }
        for row in kept
    ]
    columns: list[components.Column] = [("title", "Directorate"), ("missing", "Figures missing", "number")]
    columns += [("measures", f"{_many(reading)} with a gap", "number"), ("share", "Complete")]
    table = components.data_table(columns, listed, caption="Completeness by directorate", show_caption=False)
    note = words.data_quality.figures_missing(kept, reading.many) if directorate else ""
    return [
        components.filters([directorate_box(directorate)]),
        components.section("Is anything missing?", html.Div(table, className="gt-shares") if kept else [], note=note),
        *_gaps(reading, asked),
        *_doubts(reading, asked),
    ]


def _gaps(reading: Reading, asked: Asked) -> list[Component]:
    """Return the periods without a figure of each measure."""
    rows = queries.data_quality.gaps.rows(directorate=asked["directorate"])
    if not rows:
        return []
    shown, more = _cut(rows, asked, "completeness", reading)
    listed = [
        {
            "measure": _measure(row["measure"], row["short_title"], reading),
            "missing": formats.count(row["missing"], row["expected"]),
            "periods": _some(row["periods"]),
        }
        for row in shown
    ]
    columns: list[components.Column] = [("measure", _one(reading)), ("missing", "Missing", "number")]
    columns += [("periods", "Periods without a figure")]
    table = components.data_table(columns, listed, caption="Periods without a figure", show_caption=False)
    return [components.section(f"{_many(reading)} with a gap", [html.Div(table, className="gt-shares"), *more])]


def _some(periods: list[str]) -> str:
    """Return the newest periods, and how many more there are."""
    more = len(periods) - 6
    return "; ".join(periods[:6]) + (f"; and {more:,} more" if more > 0 else "")


def _doubts(reading: Reading, asked: Asked) -> list[Component]:
    """Return how many figures carry which mark, and each with its note (DR-36)."""
    marked = queries.data_quality.marked.rows(directorate=asked["directorate"])
    total = sum(row["figures"] for row in marked)
    counts = [
        {
            "mark": words.data_quality.MARKED[row["marker"]],
            "figures": formats.count(row["figures"], total),
            "measures": f"{row['measures']:,}",
        }
        for row in marked
        if row["marker"]
    ]
    columns: list[components.Column] = [("mark", "Marked"), ("figures", "Figures", "number")]
    columns += [("measures", _many(reading), "number")]
    way = components.link("Every revised figure, with what it was", links.revisions(**reading.kept))
    parts = [
        components.data_table(columns, counts, caption="Figures by mark", show_caption=False),
        html.P(way, className="gt-onward") if any(row["marker"] == "r" for row in marked) else None,
    ]
    note = words.data_quality.figures_marked(marked)
    return [
        components.section("Which figures should be read with care?", parts if counts else [], note=note),
        *_doubtful(reading, asked),
    ]


def _doubtful(reading: Reading, asked: Asked) -> list[Component]:
    """Return each figure with a mark other than revised, the newest first."""
    rows = queries.data_quality.doubtful.rows(directorate=asked["directorate"])
    if not rows:
        return []
    shown, more = _cut(rows, asked, "completeness", reading)
    listed = [
        {
            "measure": _measure(row["measure"], row["short_title"], reading, "history"),
            "period": row["label"],
            "value": "–" if formats.is_missing(row["value"]) else formats.measured(row["value"], row),
            "mark": words.data_quality.MARKED[row["marker"]],
            "note": formats.text(row["note"]),
        }
        for row in shown
    ]
    columns: list[components.Column] = [("measure", _one(reading)), ("period", "Period"), ("value", "Figure", "number")]
    columns += [("mark", "Marked"), ("note", "Note")]
    columns = [column for column in columns if any(row[column[0]] for row in listed)]
    table = components.data_table(columns, listed, caption="Figures to be read with care", show_caption=False)
    return [components.section("Each of them, the newest first", [table, *more], heading=3)]


def _cut(rows: Rows, asked: Asked, view: str, reading: Reading) -> tuple[Rows, list[Component]]:
    """Return the first rows of a long list with the way to all of them; all where they were asked for or are few."""
    if asked["list"] == "all" or len(rows) <= MOST:
        return rows, []
    way = components.link(
        f"All {len(rows):,}",
        links.data_quality(view=view, list="all", directorate=asked["directorate"], **reading.kept),
    )
    return rows[:MOST], [html.P([f"The first {MOST} are listed. ", way], className="gt-onward")]


def _measure(code: str, title: str, reading: Reading, view: str | None = None) -> list[Any]:
    way = components.link(title, links.measure(code, view=view, **reading.kept))
    return [way, html.Span(code, className="gt-under")]


def _days(days: Any) -> str:
    return "" if formats.is_missing(days) else formats.plural(int(days), "day")


def _one(reading: Reading) -> str:
    return words.prose.capital(reading.one)


def _many(reading: Reading) -> str:
    return words.prose.capital(reading.many)


def ratings(reading: Reading, asked: Asked) -> list[Component]:
    """Return every score of the six characteristics with its sign-off and challenge, the challenged first (DR-38)."""
    directorate = asked["directorate"]
    rows = queries.data_quality.ratings.rows(directorate=directorate)
    unscored = queries.data_quality.unscored.rows(directorate=directorate)
    shown, more = _cut(rows, asked, "ratings", reading)
    listed = [
        {
            "measure": [
                components.link(row["short_title"], links.measure(row["measure"], view="definition", **reading.kept)),
                html.Span(f"{row['measure']} · {row['label']}", className="gt-under"),
            ],
            "rating": [html.Strong(row["rating"]), html.Span(_points(row), className="gt-under")],
            "weak": _weak(row),
            "signed": [
                row["signed_by"] or "nobody",
                html.Span(formats.short_day(row["signed_on"]), className="gt-under"),
            ],
            "challenge": formats.text(row["challenge"]),
        }
        for row in shown
    ]
    columns = [("measure", f"{_one(reading)} and period"), ("rating", "Rating"), ("weak", "Short of full marks in")]
    columns += [("signed", "Signed off by"), ("challenge", "Asked or found by the corporate team")]
    table = components.data_table(columns, listed, caption="Scores of data quality", show_caption=False)
    rule = (
        "Six characteristics score 0 to 2 each: 11 or 12 is High, 8 to 10 Reasonable, 5 to 7 Limited, less None. "
        "A score of 0 in any of them holds the rating down to Limited."
    )
    way = components.link("Ratings of all, with what else an audit asks", links.coverage(view="assurance"))
    parts = [html.Div(table, className="gt-ratings"), *more, html.P(rule, className="gt-notes")] if rows else []
    return [
        components.filters([directorate_box(directorate)]),
        components.section(
            "Can the figures be relied on?",
            [*parts, html.P(way, className="gt-onward")],
            note=words.data_quality.quality_scored(rows, len(unscored), reading.many),
        ),
        *_unscored(unscored, reading),
    ]


def _points(row: Facts) -> str:
    held = ", held down by a score of 0" if row["capped"] else ""
    return f"{row['total']} of {2 * len(words.data_quality.SCORES)} points{held}"


def _weak(row: Facts) -> str:
    """Return the characteristics without full marks, those of no marks first."""
    short = sorted((row[name], name) for name in words.data_quality.SCORES if row[name] < 2)
    said = ", ".join(f"{name} {points}" for points, name in short)
    return words.prose.capital(said) if said else "–"


def _unscored(rows: Rows, reading: Reading) -> list[Component]:
    """Return, folded, those nobody has scored, with the rating their definition gives them."""
    if not rows:
        return []
    items = [
        html.Li(
            [
                components.link(row["title"], links.measure(row["measure"], view="definition", **reading.kept)),
                f": {row['quality']} in its definition" if row["quality"] else "",
            ]
        )
        for row in rows
    ]
    said = f"{formats.plural(len(rows), reading.one, reading.many)} without scores"
    return [html.Details([html.Summary(said), html.Ul(items)], className="gt-no-gaps")]
