"""One measure as a reader asked for it: what every view of its page needs, asked once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dash.development.base_component import Component

from dashboard import components, formats, links, queries, words
from dashboard.choices import Reading
from dashboard.sections import terms

Facts = dict[str, Any]
Rows = list[Facts]


@dataclass(frozen=True)
class Shown:
    """A measure as at a reporting period, in one view, compared with one group, broken down by one dimension.

    ``about`` is its definition with what stands around it; ``facts`` its row of mart_scorecard with its place among
    comparators under "position", empty where it is not of the plan; ``sheet`` its document of mart_measure_sheet.
    """

    about: Facts
    facts: Facts
    sheet: Facts
    reading: Reading
    view: str
    group: str | None
    by: str | None

    @property
    def measure(self) -> str:
        """Return the measure's code."""
        return self.about["measure"]

    @property
    def council(self) -> str:
        """Return the council's short name."""
        return self.reading.facts["council_short"]

    @property
    def accent(self) -> str:
        """Return the council's colour."""
        return self.reading.facts["accent"]

    @property
    def observed(self) -> str | None:
        """Return the period of the figure shown at the top, or None where there is no figure."""
        return formats.text(self.facts.get("observed_period")) or None

    @cached_property
    def history(self) -> Rows:
        """Return figures up to the reporting period, oldest first, of its own kind of period if there are any."""
        rows = [row for row in self.told("trend") if row["end_date"] <= formats.as_date(self.reading.end_date)]
        own_kind = [row for row in rows if row["type"] == self.about["period_type"]]
        return own_kind or rows

    @cached_property
    def variation(self) -> Facts:
        """Return its row of mart_variation, empty where it has no figures at all."""
        return self.sheet["variation"] or {}

    @cached_property
    def outlook(self) -> Rows:
        """Return the rows of mart_outlook as seen from the period of the figure shown."""
        return [row for row in self.told("outlook") if row["period"] == self.observed]

    @cached_property
    def quality(self) -> Facts:
        """Return its row of mart_quality, empty where nobody rated it."""
        return self.sheet["quality"] or {}

    @cached_property
    def glossary(self) -> terms.Known:
        """Return the words that can be explained where they stand."""
        return terms.known()

    def told(self, name: str) -> Rows:
        """Return the rows of one document of the sheet, none where there is none."""
        return self.sheet[name] or []

    def href(self, view: str) -> str:
        """Return the address of another view of the same measure, every other choice kept."""
        kept = self.reading.kept | {"via": self.reading.via, "group": self.group, "by": self.by}
        return links.measure(self.measure, view=None if view == "trend" else view, **kept)


def shown(
    measure: str, reading: Reading, *, view: str, group: str | None = None, by: str | None = None
) -> Shown | None:
    """Return a measure as it was asked for, or None where there is no such measure."""
    sheet = queries.measure.sheet.told(measure=measure)
    if not sheet:
        return None
    facts = next((row for row in sheet["standings"] or [] if row["period"] == reading.period), {})
    one = Shown(sheet["about"], facts, sheet, reading, view, links.as_one(group), links.as_one(by))
    if facts.get("group"):
        facts["position"] = standing(one, facts["group"])
    return one


def standing(one: Shown, group: str) -> Facts | None:
    """Return a measure's place in a group at the last period both have, with the group's name; None without one."""
    names = {row["group"]: row["name"] for row in one.told("groups")}
    places = (row for row in one.told("places") if row["group"] == group and row["shared"])
    return next((row | {"group_name": names[group]} for row in places), None)


def periods_table(one: Shown, rows: Rows) -> Component:
    """Return periods as a table, newest first: value, interval, target, intervention level, status, year's change."""
    about, labels = one.about, one.reading.labels
    said = []
    for row in reversed(rows):
        value = formats.measured(row["value"], about, marker=row["marker"])
        qualifier = "" if formats.is_missing(row["value"]) else formats.qualifier(row["marker"])
        said.append(
            {
                "label": row["label"],
                "value": f"{value} ({qualifier})" if qualifier else value,
                "interval": interval(row, about),
                "target": _goal(row["target"], about),
                "intervention": _goal(row["intervention"], about),
                "status": words.status.status_label(row["status"], labels),
                "year": formats.change(row["year_change"], about, unit=False),
            }
        )
    columns: list[components.Column] = [("label", "Period"), ("value", f"Value, {about['unit']}", "number")]
    columns += [
        (key, title, "number")
        for key, title in (
            ("interval", "95% confidence interval"),
            ("target", "Target"),
            ("intervention", "Intervention level"),
        )
        if any(row[key] for row in said)
    ]
    earlier = "Change on a year earlier" + (", percentage points" if formats.is_percentage(about) else "")
    columns += [("status", "Status"), ("year", earlier, "number")]
    return components.data_table(columns, said, caption=f"{about['title']} in {one.council}", show_caption=False)


def interval(row: Facts, about: Facts) -> str:
    """Return a 95% interval in words: "68.1% to 72.3%"; empty where there is none."""
    if formats.is_missing(row.get("lower")) or formats.is_missing(row.get("upper")):
        return ""
    return " to ".join(formats.measured(row[end], about) for end in ("lower", "upper"))


def source(one: Shown, more: str = "") -> str:
    """Return where the figures come from and as at which day."""
    facts = one.reading.facts
    whose = words.measure.source(one.about, council=facts["council"])
    return " ".join(part for part in (whose, f"As at {formats.day(facts['as_at'])}.", more) if part)


def _goal(level: Any, about: Facts) -> str:
    return "" if formats.is_missing(level) else formats.measured(level, about, trim=True)
