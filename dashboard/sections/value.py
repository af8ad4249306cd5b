"""Value for money: costs beside what they buy, on a page of their own, on a measure's and on a service's."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections.measure import Shown

Facts = dict[str, Any]
Rows = list[Facts]


@dataclass(frozen=True)
class Beside:
    """Pairs of cost and outcome beside one comparator group: measures and positions by measure, places by pair."""

    group: Facts | None
    measures: dict[str, Facts]
    places: dict[str, pd.DataFrame]
    positions: dict[str, Facts]
    histories: dict[str, list[Any]]

    @property
    def group_name(self) -> str:
        """Return what the group is called in a sentence."""
        return self.group["name"] if self.group else "comparators"

    def own(self, pair: str) -> Facts | None:
        """Return the council's own row of mart_value, or None where the pair has no comparators."""
        rows = self.places.get(pair)
        return None if rows is None else rows.iloc[0].to_dict()


def beside(pairs: Rows, reading: Reading, group: str | None = None) -> Beside:
    """Return what stands beside pairs: the group asked for, or the first in which any pair can be compared."""
    groups = queries.value.groups.rows()
    chosen = next((row for row in groups if row["group"] == group), groups[0] if groups else None)
    codes = sorted({row[side] for row in pairs for side in ("cost", "outcome")})
    measures = {row["measure"]: row for row in queries.value.measures.rows(period=reading.period, measures=codes)}
    histories = {row["measure"]: row["series"] for row in queries.scorecard.histories.rows(measures=codes)}
    if chosen is None:
        return Beside(None, measures, {}, {}, histories)
    places = queries.value.places(group=chosen["group"], pair=None).groupby("pair", sort=False)
    positions = queries.value.positions.rows(group=chosen["group"], measures=codes)
    return Beside(
        chosen,
        measures,
        {str(pair_): rows for pair_, rows in places},
        {row["measure"]: row for row in positions},
        histories,
    )


def summary(pairs: Rows, of: Beside) -> Component:
    """Return every pair in a line: both figures with the medians of the others, where it lies, the way to it."""
    listed = []
    for row in pairs:
        own = of.own(row["pair"])
        cells = {
            side: _with_median(own, side, of.measures[row[side]])
            if own
            else formats.measured(of.measures[row[side]]["value"], of.measures[row[side]], unit=True)
            for side in ("cost", "outcome")
        }
        where = words.value.quadrant_of(own) if own else "No comparison"
        listed.append({"title": html.A(row["title"], href=f"#{row['pair']}"), **cells, "where": where or "Not judged"})
    columns: list[components.Column] = [("title", "Pair"), ("cost", "Cost", "number")]
    columns += [("outcome", "What it buys", "number"), ("where", "Where it lies")]
    return components.data_table(columns, listed, caption="Pairs at a glance", show_caption=False)


def _with_median(own: Facts, side: str, measure: Facts) -> list[Any]:
    figure = formats.measured(own[f"{side}_value"], measure, unit=True)
    middle = formats.measured(own[f"{side}_median"], measure)
    return [figure, html.Span(f"median {middle}", className="gt-under")]


def pair(row: Facts, of: Beside, reading: Reading) -> Component:
    """Return one pair: its statement, both measures beside comparators, and each by itself (BCC-07, SMBC-31)."""
    cost, outcome = of.measures[row["cost"]], of.measures[row["outcome"]]
    node = (
        [
            f"{row['level_name']}: ",
            components.link(row["node_title"], links.node(row["node_page"], row["node"], **reading.kept)),
        ]
        if row["node_title"]
        else ""
    )
    inside = [
        html.P(formats.text(row["statement"]), className="gt-value__statement"),
        _quadrant(row, of, cost, outcome, reading),
        _measures(of, cost, outcome, reading),
        _places(of, cost, outcome),
        html.P(node, className="gt-under") if node else None,
    ]
    return components.section(row["title"], inside, id=row["pair"])


def _quadrant(row: Facts, of: Beside, cost: Facts, outcome: Facts, reading: Reading) -> Component:
    rows = of.places.get(row["pair"])
    if rows is None or of.group is None:
        return components.no_figure("No comparison", words.value.no_comparison(cost, outcome), heading=3)
    own = of.own(row["pair"]) or {}
    council = reading.facts["council_short"]
    return components.figure(
        f"value-{row['pair']}",
        charts.quadrant(rows, cost, outcome, own_name=council, accent=reading.facts["accent"]),
        title=words.value.quadrant_title(own, group_name=of.group_name),
        subtitle=(
            f"{cost['short_title']}, {own['cost_label']}, beside {outcome['short_title']}, {own['outcome_label']}; "
            "dashed lines are the medians of the others"
        ),
        sentence=words.value.quadrant_sentence(rows.to_dict("records"), cost, outcome, council=council),
        table=_neighbours(rows, cost, outcome, caption=row["title"]),
        notes=[words.value.CAUTION],
        source=f"Group: {of.group_name}, version {of.group['version']}. As at {formats.day(reading.facts['as_at'])}.",
        heading=3,
    )


def _neighbours(rows: pd.DataFrame, cost: Facts, outcome: Facts, *, caption: str) -> Component:
    """Return every council of the chart: both figures and where it lies, the cheapest first."""
    listed = [
        {
            "name": html.Strong(row["name"]) if row["own"] else row["name"],
            "cost": formats.measured(row["cost_value"], cost),
            "outcome": formats.measured(row["outcome_value"], outcome),
            "where": words.value.quadrant_of(row) or "–",
        }
        for row in rows.sort_values(["cost_value", "name"]).to_dict("records")
    ]
    columns: list[components.Column] = [("name", "Council"), ("cost", cost["short_title"], "number")]
    columns += [("outcome", outcome["short_title"], "number"), ("where", "Where it lies")]
    return components.data_table(columns, listed, caption=caption, show_caption=False)


def _measures(of: Beside, cost: Facts, outcome: Facts, reading: Reading) -> Component:
    """Return both measures as everywhere: figure, target, status, travel, trend, rank and quartile."""
    named = [
        row | {"short_title": f"{what}: {row['short_title']}"}
        for what, row in (("Cost", cost), ("What it buys", outcome))
    ]
    return components.measure_rows(
        named,
        caption=f"{cost['short_title']} and {outcome['short_title']}, {reading.label}",
        href=lambda code: links.measure(code, **reading.kept),
        one=reading.one,
        history=of.histories,
        labels=reading.labels,
    )


def _places(of: Beside, cost: Facts, outcome: Facts) -> Component:
    """Return each measure beside its own comparators, in words; its own trend where there are none."""
    said = [
        words.value.value_place(row, of.positions[row["measure"]], group_name=of.group_name)
        if row["measure"] in of.positions
        else f"{words.value.value_trend(row)} No comparator has published it."
        for row in (cost, outcome)
    ]
    return html.Ul([html.Li(sentence) for sentence in said], className="gt-value__places")


def of_measure(one: Shown) -> Component | None:
    """Return what a measure costs, or what it buys: the card beside it, with the way to the pair (SMBC-10)."""
    rows = one.told("pairs")
    if not rows:
        return None
    of = beside(rows, one.reading, one.group)
    inside: list[Any] = []
    for row in rows:
        other = of.measures[row["outcome" if row["cost"] == one.measure else "cost"]]
        own = of.own(row["pair"])
        where = words.prose.sentences(words.value.quadrant_title(own, group_name=of.group_name)) if own else ""
        way = links.value(
            anchor=row["pair"],
            group=of.group["group"] if of.group and not of.group["is_default"] else None,
            **one.reading.kept,
        )
        inside.append(
            html.Li(
                [
                    components.link(row["title"], way),
                    html.Span(words.value.value_trend(other)),
                    html.Span(where) if where else None,
                ]
            )
        )
    buys = all(row["cost"] == one.measure for row in rows)
    return components.card(html.Ul(inside, className="gt-costs"), title="What it buys" if buys else "What it costs")


def three_es(reading: Reading, node: str | None = None) -> dict[tuple[str, str], dict[str, Facts]]:
    """Return measures of services by economy, efficiency and effectiveness, under (directorate, service)."""
    found: dict[tuple[str, str], dict[str, Facts]] = {}
    for row in queries.value.three_es.rows(period=reading.period, node=node):
        key = (formats.text(row["directorate_title"]), row["service"])
        found.setdefault(key, {})[row["three_e"] or ""] = row
    return found


def coverage(reading: Reading) -> list[Component]:
    """Return every service by the three Es, and what it has nothing on (DCC-06)."""
    by_service = three_es(reading)
    if not any(code for counts in by_service.values() for code in counts):
        return []
    word = {"one": reading.one, "many": reading.many}
    listed = []
    for (directorate, service), counts in by_service.items():
        first = next(iter(counts.values()))
        name = components.link(first["service_title"], links.node(first["page"], service, **reading.kept))
        cells = {code: words.value.three_e_cell(counts.get(code), **word) for code in words.value.THREE_ES}
        listed.append(
            {
                "service": [name, html.Span(directorate, className="gt-under")],
                **cells,
                "missing": words.value.three_e_missing(counts) or "All three",
            }
        )
    columns: list[components.Column] = [("service", "Service"), *words.value.THREE_ES.items(), ("missing", "Covered")]
    caption = f"{reading.many} of each service by economy, efficiency and effectiveness, {reading.label}"
    table = html.Div(
        components.data_table(columns, listed, caption=caption, show_caption=False), className="gt-three-es"
    )
    return [
        components.section(
            "Economy, efficiency and effectiveness of each service",
            table,
            id="services",
            note=words.value.THREE_E_MEANING,
        )
    ]


def of_service(node: str, reading: Reading) -> list[Component]:
    """Return the value-for-money statement of a service or directorate: its three Es and its pairs (DCC-06)."""
    counts: dict[str, Facts] = {}
    for services in three_es(reading, node).values():
        for code, row in services.items():
            so_far = counts.get(code, {})
            counts[code] = {key: row[key] + so_far.get(key, 0) for key in ("measures", "rated", "on_target")}
    pairs = queries.value.pairs.rows(measure=None, node=node, period=reading.period)
    if not any(counts) and not pairs:
        return []
    of = beside(pairs, reading)
    said = []
    for row in pairs:
        own = of.own(row["pair"])
        where = words.prose.sentences(words.value.quadrant_title(own, group_name=of.group_name)) if own else ""
        way = links.value(anchor=row["pair"], **reading.kept)
        said.append(html.Li([components.link(row["title"], way), ". ", formats.text(row["statement"]), " ", where]))
    statement = html.P(words.value.three_e(counts, one=reading.one, many=reading.many)) if any(counts) else None
    return [components.section("Value for money", [statement, html.Ul(said) if said else None], id="value")]
