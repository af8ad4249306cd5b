"""Parts of budgets that the page of finance, of a directorate and of a measure share."""

import math
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, choices, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections.measure import Shown

Facts = dict[str, Any]
Rows = list[Facts]


def budgets(when: Facts, node: str | None = None) -> Rows:
    """Return the budgets of one period (rows of ``queries.finance.budgets``), or that of one node."""
    return queries.finance.budgets.rows(period=when["period"], node=node)


def of_node(node: str, reading: Reading) -> list[Component]:
    """Return the budget line that stands beside the statuses of a directorate or service; nothing without a budget."""
    when = reading.budgets
    rows = budgets(when, node) if when else []
    if not when or not rows:
        return []
    way = components.link("Budget, forecast and savings", links.finance(node=node, **reading.kept))
    return [html.P([pill(rows[0]), " ", words.finance.budget_line(rows[0], when), " ", way], className="gt-money-line")]


def of_measure(one: Shown) -> Component | None:
    """Return the budget of the service, else of the directorate, a measure belongs to; None without one (WCC-02)."""
    when = one.reading.budgets
    nodes = [one.about[name] for name in ("service", "directorate") if one.about[name]]
    found = queries.finance.of_nodes.rows(nodes=nodes, period=when["period"]) if when and nodes else []
    if not when or not found:
        return None
    row = found[0]
    saved = words.finance.budget_savings(row)
    name, way = row["short_title"], links.finance(node=row["node"], **one.reading.kept)
    inside = [
        html.P(pill(row)),
        html.P(words.finance.budget_line(row, when)),
        html.P(f"Savings delivered: {saved}.") if saved else None,
        html.P(components.link(f"Finance of {name}", way)),
    ]
    return components.card(html.Div(inside, className="gt-money"), title=f"Money: {name}")


def pill(row: Facts) -> Component:
    """Return how far a forecast is from its budget, judged, as shape and word (DR-41)."""
    what = words.finance.budget_status(row)
    return components.status_pill(formats.text(row["status"]), what.label, what.shape)


def stats(row: Facts, when: Facts) -> html.Div:
    """Return budget, forecast, variance and savings of one node as figures with their words."""
    year = words.finance.financial_year(_begins(when))
    given = not formats.is_missing(row["forecast"])
    found = [
        components.stat(words.delivery.money(row["budget"]), f"budget for {year}"),
        components.stat(words.delivery.money(row["forecast"]) if given else "none", "forecast spending"),
    ]
    if row["direction"] in ("over", "under"):
        part = words.finance.budget_share(row)
        label = f"{row['direction']} budget" + (f", {part} of it" if part else "")
        found.append(components.stat(words.delivery.money(abs(row["variance"])), label))
    if not formats.is_missing(row["savings_planned"]):
        part = words.delivery.share(row["savings_delivered"], row["savings_planned"])
        label = f"saved of {words.delivery.money(row['savings_planned'])} planned" + (f", {part}" if part else "")
        found.append(components.stat(words.delivery.money(row["savings_delivered"]) or "none yet", label))
    return html.Div([*found, pill(row)], className="gt-stats gt-money-stats")


def _begins(when: Facts) -> int:
    return int(formats.text(when["financial_year"])[:4])


def table(
    rows: Rows, total: Facts, counts: dict[str, choices.Counts], reading: Reading, *, name: str, caption: str
) -> Component:
    """Return budget, forecast, variance, savings and statuses of measures, one node a row, then the total (SMBC-23)."""
    listed = [_row(row, counts.get(row["node"], {}), reading) for row in rows]
    listed.append(_row(total, counts.get(total["node"], {}), reading) | {"node": html.Strong("Total")})
    columns: list[components.Column] = [
        ("node", name),
        ("budget", "Budget", "number"),
        ("forecast", "Forecast", "number"),
        ("variance", "Over or under"),
    ]
    columns += [("savings", "Saved of planned")] if any(row["savings"] for row in listed) else []
    columns.append(("measures", f"{words.prose.capital(reading.many)}, {reading.label}"))
    drawn = components.data_table(columns, listed, caption=caption, show_caption=False)
    return html.Div(drawn, className="gt-budgets")


def _row(row: Facts, counts: choices.Counts, reading: Reading) -> Facts:
    off = words.finance.variance(row, of="") if row["direction"] in ("over", "under") else ""
    return {
        "node": components.link(row["short_title"], links.finance(node=row["node"], **reading.kept))
        if row["node"]
        else "",
        "budget": words.delivery.money(row["budget"]),
        "forecast": words.delivery.money(row["forecast"]) or "none",
        "variance": [pill(row), html.Span(off, className="gt-under")],
        "savings": words.finance.budget_savings(row),
        "measures": components.status_strip(counts, **reading.words) if counts else "none",
    }


def bars(rows: Rows, reading: Reading, when: Facts) -> Component:
    """Return how far each forecast is from its budget, the furthest over first, as chart with its words and table."""
    rows = sorted(rows, key=_furthest, reverse=True)
    shown = pd.DataFrame(rows)
    return components.figure(
        "variance",
        charts.variance_bars(shown),
        title=words.finance.variance_title(rows),
        subtitle=f"Forecast spending against budget, per cent of budget, {when['label']}: left under, right over",
        sentence=words.finance.variance_sentence(rows),
        key=_key(),
        table=_exact(rows, "short_title", "Part of the council", "Budget, forecast and variance"),
        source=_source(reading),
    )


def _furthest(row: Facts) -> float:
    return -math.inf if _empty(row, "variance_percent") else row["variance_percent"]


def forecast(row: Facts, name: str, reading: Reading, when: Facts) -> Component:
    """Return how one node's forecast has moved over the periods, as chart and table."""
    end = formats.as_date(when["end_date"])
    history = queries.finance.history(node=row["node"], type=when["type"], end_date=end)
    if history["variance_percent"].notna().sum() < 2:
        return components.no_figure("The forecast over time", "There are fewer than two forecasts to compare.")
    rows = words.prose.rows(history)
    return components.figure(
        "forecast",
        charts.forecast_line(history),
        title=words.finance.forecast_title(history),
        subtitle=f"{name}: forecast over (+) or under (−) the year's budget, per cent, as seen in each period",
        sentence=words.finance.forecast_sentence(history),
        key=_key(),
        table=_exact(list(reversed(rows)), "label", "Period", f"{name}: budget and forecast in each period"),
        source=_source(reading),
    )


def _exact(rows: Rows, key: str, name: str, caption: str) -> Component:
    """Return the numbers behind a chart to the pound, so that parts add up to the whole on screen."""
    listed = [
        {
            "name": row[key],
            **{
                column: formats.value(row[column], prefix="£", exact=True) if not _empty(row, column) else "none"
                for column in ("budget", "forecast", "variance")
            },
            "share": words.finance.budget_share(row),
            "status": words.finance.budget_status(row).label,
        }
        for row in rows
    ]
    columns: list[components.Column] = [("name", name), ("budget", "Budget", "number")]
    columns += [("forecast", "Forecast", "number"), ("variance", "Forecast less budget", "number")]
    columns += [("share", "Share of budget", "number"), ("status", "Status")]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _empty(row: Facts, column: str) -> bool:
    return formats.is_missing(row[column])


def _key() -> Component:
    """Return what the shapes mean: the words of DR-41, over and under alike."""
    meaning = {"green": "within 1% of budget", "amber": "1% to 2% off", "red": "more than 2% off"}
    return html.Ul(
        [html.Li([components.mark(status), f" {said}"]) for status, said in meaning.items()], className="gt-meta gt-key"
    )


def _source(reading: Reading) -> str:
    return (
        f"Source: {reading.facts['council']}. As at {formats.day(reading.facts['as_at'])}. {words.finance.BUDGET_RULE}"
    )


def savings(reading: Reading, node: str | None) -> list[Component]:
    """Return what programmes save, by financial year and line of the financial strategy (SMBC-38); else nothing."""
    day = reading.facts["as_at"] if reading.latest else formats.as_date(reading.end_date)
    rows = queries.finance.savings.rows(day=day, directorate=node)
    tied = [row for row in rows if formats.text(row["mtfs_line"])]
    if not tied:
        return []
    others = [row for row in rows if not formats.text(row["mtfs_line"])]
    years = list(dict.fromkeys(row["year"] for row in tied))
    tables = [_year(year, [row for row in tied if row["year"] == year], reading) for year in years]
    loose = f" Not tied to a line, so not counted: {', '.join(row['title'] for row in others)}." if others else ""
    note = (
        "Benefits of programmes in pounds, under the year of the medium-term financial strategy they are due in, as "
        f"last reported by {formats.day(day)}. They are the same pounds as the savings of directorates, seen by "
        f"programme: the two are not added together.{loose}"
    )
    return [components.section("Savings by year and programme", tables, id="savings", note=note)]


def _year(year: Any, rows: Rows, reading: Reading) -> Component:
    """Return one year's savings with their total."""
    listed = [
        {
            "line": [row["mtfs_line"], html.Span(row["title"], className="gt-under")],
            "programme": components.link(row["programme_title"], links.programme(row["programme"], **reading.kept)),
            "planned": words.delivery.money(row["planned"]),
            "delivered": words.delivery.money(row["delivered"]) or "not yet reported",
            "share": words.delivery.share(row["delivered"], row["planned"]),
            "due": formats.short_day(row["due"]),
        }
        for row in rows
    ]
    planned, delivered = (sum(row[name] or 0 for row in rows) for name in ("planned", "delivered"))
    if len(rows) > 1:
        whole = {"line": html.Strong("All lines of the year"), "planned": words.delivery.money(planned)}
        listed.append(
            whole | {"delivered": words.delivery.money(delivered), "share": words.delivery.share(delivered, planned)}
        )
    columns: list[components.Column] = [("line", "Line of the strategy"), ("programme", "Programme or project")]
    columns += [("planned", "Planned", "number"), ("delivered", "Delivered", "number"), ("share", "Share", "number")]
    named = words.finance.financial_year(year)
    drawn = components.data_table([*columns, ("due", "By")], listed, caption=f"Savings of {named}", show_caption=False)
    return html.Div([html.H3(named), html.Div(drawn, className="gt-savings")], className="gt-savings-year")
