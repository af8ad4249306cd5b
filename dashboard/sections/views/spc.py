"""A measure's control chart, or the sentence that says why there is none (DR-25 to DR-28)."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import charts, components, formats, links, queries, words
from dashboard.sections import terms
from dashboard.sections.measure import Facts, Rows, Shown, source

JUDGEMENTS = {
    "improvement": "Improvement",
    "concern": "Cause for concern",
    "neutral": "A real change, neither better nor worse",
    "common": "Expected variation",
}
EXPLAINED = (
    "Every process has ups and downs. The mean is the solid line; nearly every figure is expected between the two "
    "dotted limits, which come from how much the figure usually moves from one period to the next.",
    "A figure inside the limits says nothing by itself: asking what went right or wrong in that period leads nowhere.",
    "Four things are more than chance: a figure outside a limit; seven figures rising or falling in a row; two of "
    "three figures close to the same limit; seven figures in a row on the same side of the mean.",
    "A target outside the limits will be met, or missed, almost every time until the process changes. One between them "
    "will be met in some periods and missed in others, though nothing has changed.",
)
"""How to read a control chart, a paragraph each."""

INSTEAD = {
    "cumulative": ("outlook", "The outlook shows where the year is on the way to."),
    "overlapping periods": ("trend", "The trend shows each figure beside its target."),
    "annual": ("trend", "The trend shows each year beside its target."),
    "seasonal": ("trend", "The trend shows each figure; compare it with the same period a year earlier."),
    "fewer than eight points": ("trend", "The trend shows the figures there are."),
    "no figures": ("definition", "The definition says what will be measured."),
}
"""For each refusal, the view to look at and what it shows."""


def draw(one: Shown) -> list[Component]:
    """Return the control chart with its pictures in words, a table and how to read it; or why there is none."""
    facts = one.variation or {"reason": "no figures"}
    if formats.text(facts["reason"]):
        return [
            refused(one, "Control chart", words.variation.spc_refusal(facts["reason"]), INSTEAD.get(facts["reason"]))
        ]
    rows = queries.measure.spc.rows(measure=one.measure)
    drawn = components.figure(
        "spc",
        charts.spc(rows, one.about),
        title=words.variation.spc_title(one.about, facts),
        subtitle=f"{formats.titled(one.about)}, {one.council}, "
        f"{rows[0]['label']} to {rows[-1]['label']}, with the limits of expected variation",
        sentence=words.variation.spc_sentence(one.about, facts | {"label": rows[-1]["label"]}),
        before=components.spc_icons(facts["variation"], facts["side"], facts["assurance"]),
        key=components.spc_key({row["judgement"]: JUDGEMENTS[row["judgement"]] for row in rows if row["judgement"]}),
        table=_table(one, rows),
        source=source(one),
        downloads=[("CSV of the control chart", links.measure_csv(one.measure, "spc"))],
    )
    meant = terms.listed(one.glossary, "Control limits", "Common cause", "Special cause", "Assurance")
    return [*_later(one), drawn, *([meant] if meant else []), _explained()]


def refused(one: Shown, title: str, sentence: str, instead: tuple[str, str] | None) -> Component:
    """Return a frame that says why a view is empty and leads to the one to look at instead."""
    more = [html.P(dcc.Link(instead[1], href=one.href(instead[0])))] if instead else []
    return components.no_figure(title, sentence, more=more)


def _later(one: Shown) -> list[Component]:
    """Return a remark where the reader chose an earlier period: limits are those of all figures."""
    if one.reading.latest:
        return []
    said = f"The control chart shows every figure there is, also those after {one.reading.label}."
    return [components.notice(said)]


def _table(one: Shown, rows: Rows) -> Component:
    columns: list[components.Column] = [("label", "Period")]
    columns += [(name, title, "number") for name, title in (("value", "Value"), ("mean", "Mean"))]
    columns += [("lower", "Lower limit", "number"), ("upper", "Upper limit", "number")]
    columns += [("rule", "What sets it apart"), ("judgement", "Judgement")]
    said = [_said(one, row) for row in reversed(rows)]
    caption = f"Control chart of {one.about['title']} in {one.council}"
    return components.data_table(columns, said, caption=caption, show_caption=False)


def _said(one: Shown, row: Facts) -> dict[str, Any]:
    levels = {
        name: "" if row[name] is None else formats.measured(row[name], one.about)
        for name in ("value", "mean", "lower", "upper")
    }
    rule = words.variation.rule_words(row).partition(": ")[0] if row["judgement"] else "Too few figures for limits"
    return {"label": row["label"], **levels, "rule": rule, "judgement": JUDGEMENTS.get(row["judgement"], "–")}


def _explained() -> Component:
    paragraphs = [html.P(text) for text in EXPLAINED]
    return html.Details([html.Summary("How to read a control chart"), *paragraphs], className="gt-explained")
