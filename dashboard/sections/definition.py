"""What a measure means: the whole sheet as a view, and in short for paper."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.sections import classifications
from dashboard.sections.measure import Facts, Shown


def draw(one: Shown) -> list[Component]:
    """Return the whole definition sheet (BCP-18)."""
    about = one.about
    names = (
        queries.measure.definition.first(
            components=about["component"], successor=about["replaced_by"], baseline_period=about["baseline_period"]
        )
        or {}
    )
    life = queries.framework.lives.first(state=None, measure=one.measure) or {}
    baseline = ""
    if not formats.is_missing(about["baseline"]):
        label = formats.text(names["baseline_label"])
        baseline = formats.measured(about["baseline"], about) + (f" {formats.in_period(label)}" if label else "")
    pairs = [
        ("Definition", about["definition"]),
        ("Why it is measured", about["rationale"]),
        ("Formula", about["formula"]),
        ("Numerator", about["numerator"]),
        ("Denominator", about["denominator"]),
        ("Inclusions and exclusions", about["inclusions"]),
        ("Unit", f"{about['unit']}, {_precision(int(about['decimals']))}"),
        ("Baseline", baseline),
        ("What it does not show", about["caveats"]),
        ("Source", _source(about)),
        ("Licence", about["licence"]),
        ("Guidance followed", about["guidance"]),
        (
            "National set",
            " ".join(filter(None, (formats.text(about["national_set"]), formats.text(about["national_code"])))),
        ),
        ("Owner", about["owner"]),
        ("Data owner", about["data_owner"]),
        ("Contact", about["contact"]),
        ("Portfolio", about["portfolio"]),
        ("Scrutiny committee", about["committee"]),
        ("Approved by", _approved(about)),
        ("Collected", about["collection"]),
        ("Timeliness", words.timeliness(about, life)),
        ("Life", words.life(life) if life else ""),
        ("First figure", words.first_figure(life) if life else ""),
        ("Components", names["component_names"]),
        ("Classed as", classifications.of_measure(one.measure, one.reading)),
        ("Data quality", _quality(one)),
        ("Replaced by", _successor(about, names["replaced_by_title"])),
    ]
    return [components.section("Definition", components.definition_list(pairs), id="definition")]


def short(one: Shown) -> Component:
    """Return the definition in a few lines, for a printed page."""
    about = one.about
    pairs = [
        ("Definition", about["definition"]),
        ("What it does not show", about["caveats"]),
        ("Owner", about["owner"]),
    ]
    return components.definition_list(pairs)


def _approved(about: Facts) -> str:
    """Return who approved the definition, and when (BCC-29)."""
    return ", ".join(filter(None, (formats.text(about["approved_by"]), formats.day(about["approved_on"]))))


def _source(about: Facts) -> Any:
    name = formats.text(about["source_name"]) or formats.text(about["source_system"])
    url = formats.text(about["source_url"])
    return html.A(name, href=url) if url and name else name


def _quality(one: Shown) -> str:
    """Return the owner's words and, where it is rated, the rating with what the returns say (DR-38)."""
    said = words.quality_sentence(one.quality) if formats.text(one.quality.get("rating")) else ""
    return " ".join(part for part in (formats.text(one.about["quality"]), said) if part)


def _precision(decimals: int) -> str:
    return f"to {formats.plural(decimals, 'decimal')}" if decimals else "in whole numbers"


def _successor(about: Facts, title: str | None) -> Any:
    if not formats.text(about["replaced_by"]):
        return ""
    return dcc.Link(title or about["replaced_by"], href=links.measure(about["replaced_by"]))
