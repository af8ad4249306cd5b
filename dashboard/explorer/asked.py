"""The explorer as asked for: the choice made good and, when a view wants them, its rows. No view asks for itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any

from dashboard import links, queries, ranks, warehouse
from dashboard.explorer.choice import PICKED, Choice, parsed
from dashboard.explorer.compared import TOTAL, Compared

Row = dict[str, Any]
Rows = list[Row]

ENOUGH = 5
"""Comparators with a figure for a period to be the one compared at, unless there are fewer at all (DR-16, DR-24)."""

YEARS = 5
"""How far back a change is counted from, unless a reader says since when."""

NO_FIGURE: Row = {"value": None, "marker": None}


@dataclass(frozen=True)
class Subject:
    """What one chart is about: a measure, or one part of it by the dimension chosen.

    ``about`` is the measure's row of dim_measure, its title saying which part it is.
    """

    measure: str
    breakdown: str
    about: Row = field(compare=False, hash=False)

    @property
    def id(self) -> str:
        """Return an id for its chart: letters, digits and hyphens."""
        return links.slug(f"{self.measure}-{self.breakdown}" if self.breakdown != TOTAL else self.measure)


@dataclass
class Asked:
    """One state of the explorer. What it holds is asked of the warehouse once, and only if a view wants it."""

    choice: Choice
    facts: Mapping[str, Any]
    """The warehouse's own row: council, council_short, accent, words for a measure."""
    measures: dict[str, Row]
    """Every measure that can be explored, by code: short_title, in_plan."""
    groups: dict[str, Row]
    """Every comparator group offered, the one compared with among them, by code: name, family, version, areas."""
    councils: Rows
    """Every council that can be picked, our own first: area, name, type, region, own."""
    group: Row
    """The group compared with; the councils picked by hand are a group of family "custom"."""
    unknown: tuple[str, ...] = ()
    """Measures asked for that nobody else has published."""

    @property
    def own(self) -> str:
        """Return the code of the council's own area."""
        return self.facts["area"]

    @property
    def council(self) -> str:
        """Return the council's short name."""
        return self.facts["council_short"]

    @cached_property
    def members(self) -> Rows:
        """Return the councils compared, our own first: area, name, type, region, own."""
        wanted = set(self.group["areas"])
        return [row for row in self.councils if row["area"] in wanted]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the measures looked at: those chosen, or the first of the plan's."""
        return self.choice.measures or tuple(self.measures)[:1]

    @cached_property
    def areas(self) -> list[str]:
        """Return the codes of the councils compared, our own among them."""
        return [row["area"] for row in self.members]

    @cached_property
    def enough(self) -> int:
        """Return how many others need a figure for a period to be compared at (DR-24)."""
        return min(ENOUGH, sum(not row["own"] for row in self.members))

    @cached_property
    def dimensions(self) -> dict[str, Rows]:
        """Return by what the measures chosen can be broken down: dimension to its breakdowns and their words."""
        parts = {part["breakdown"]: part for code in self.codes for part in self._explored[code]["parts"] or []}
        found: dict[str, Rows] = {}
        for part in sorted(parts.values(), key=itemgetter("dimension", "position", "breakdown")):
            found.setdefault(part["dimension"], []).append(part)
        return found

    @cached_property
    def about(self) -> dict[str, Row]:
        """Return the definitions of the measures chosen and of the one held against them."""
        return {measure: told["about"] for measure, told in self._explored.items()}

    @cached_property
    def subjects(self) -> list[Subject]:
        """Return what there is to draw, in the order chosen: each measure, or each part of it."""
        return [subject for code in self.codes for subject in self._parts(self.about[code])]

    @cached_property
    def against(self) -> Subject | None:
        """Return the second measure of a pair, if one was chosen."""
        about = self.about.get(self.choice.against)
        return Subject(about["measure"], TOTAL, about) if about else None

    def spread(self, subject: Subject) -> Rows:
        """Return the distribution over the councils compared in every period, oldest first.

        Each row has period, its labels and dates, value (our own), n, others, mean, median, low and high (of the
        others), q25, q50, q75 (of all), rank, of_n, quartile.
        """
        return self._spreads.get((subject.measure, subject.breakdown), [])

    def periods(self, subject: Subject) -> Rows:
        """Return the rows of ``spread`` that can be compared at: enough others have a figure, and we have one.

        Where we have none in any of them, those in which enough others have one.
        """
        rows = [row for row in self.spread(subject) if row["others"] >= self.enough]
        return [row for row in rows if row["value"] is not None] or rows

    def at(self, subject: Subject) -> Row | None:
        """Return the row of ``spread`` compared at: the last up to the period chosen, like with like (DR-24)."""
        rows = self.periods(subject)
        until = self._until
        if until is None:
            return rows[-1] if rows else None
        exact = [row for row in rows if row["period"] == until["period"]]
        before = [row for row in rows if row["end_date"] <= until["end_date"]]
        return next(iter(exact or before[-1:]), None)

    def newer(self, subject: Subject) -> Row | None:
        """Return our own latest row of ``spread`` if it is later than the one compared at and no period was chosen."""
        at = self.at(subject)
        own = [row for row in self.spread(subject) if row["value"] is not None]
        return own[-1] if at and own and not self._until and own[-1]["end_date"] > at["end_date"] else None

    def window(self, subject: Subject) -> tuple[Any, Any]:
        """Return the first and last day looked at over time: since the period chosen, up to the one compared at."""
        at, since = self.at(subject), self._since
        last = at["end_date"] if at and self._until else None
        if since is None:
            return None, last
        return since["end_date" if at and at["type"] == since["type"] else "start_date"], last

    def within(self, subject: Subject, rows: Iterable[Row]) -> Rows:
        """Return the rows (with end_date) inside the window of a subject."""
        first, last = self.window(subject)
        return [
            row
            for row in rows
            if (first is None or row["end_date"] >= first) and (last is None or row["end_date"] <= last)
        ]

    def figures(self, subject: Subject) -> Rows:
        """Return what each council compared has in the period compared at, the best first.

        area, name, type, region, own, value, marker, rank; those without a value last and unranked.
        """
        return self._figures.get(subject, [])

    def history(self, subject: Subject) -> Rows:
        """Return every figure of every council compared inside the window, our own first, oldest first.

        area, name, own, period, label, short_label, end_date, value, marker.
        """
        return self.within(subject, self._histories.get((subject.measure, subject.breakdown), []))

    def published(self, subject: Subject) -> Rows:
        """Return what was published for region, nation and country in the period compared at; nothing for a part."""
        at = self.at(subject)
        return [row for row in self._published(subject) if at and row["period"] == at["period"]]

    def published_history(self, subject: Subject) -> Rows:
        """Return the same in every period inside the window, oldest first."""
        return self.within(subject, self._published(subject))

    def start(self, subject: Subject) -> Row | None:
        """Return the row of ``spread`` a change is counted from: whole years before the one compared at (DR-11).

        It is the first since the period chosen; without one the last that is five years back, or as far back as goes.
        """
        at = self.at(subject)
        rows = [row for row in self.periods(subject) if at and _whole_years(row, at)]
        if self._since is not None:
            return next(iter(self.within(subject, rows)), None)
        far = [row for row in rows if at and at["month_index"] - row["month_index"] >= 12 * YEARS]
        return next(iter([*far[-1:], *rows]), None)

    def changes(self, subject: Subject) -> Rows:
        """Return what became of every council compared since ``start``, the most improved first.

        area, name, own, earlier_value, earlier_marker, value, marker, change, improvement (above 0 is better), rank.
        """
        return self._changes.get((subject.measure, subject.breakdown), [])

    def broken(self, subject: Subject) -> Row | None:
        """Return the last break of the series since ``start``, if there is one: event_date, label (DR-34)."""
        at, start = self.at(subject), self.start(subject)
        rows = [
            row
            for row in self._breaks
            if at and start and row["measure"] == subject.measure
            if start["end_date"] < row["event_date"] <= at["end_date"]
        ]
        return rows[-1] if rows else None

    def places(self, subject: Subject) -> list[tuple[Row, Row]]:
        """Return each group offered with our place in it at the period compared at, the group compared with first.

        A group too few of which have a figure is left out; for a part of a measure only the one compared with counts.
        """
        at = self.at(subject)
        if at is None or at["value"] is None:
            return []
        others = self._compared.places.get((subject.measure, at["period"]), {})
        found = [(self.group, at)]
        for code, group in self.groups.items():
            place = others.get(code) if subject.breakdown == TOTAL and code != self.group["group"] else None
            if place and place["others"] >= min(ENOUGH, group["others"]):
                found.append((group, place))
        return found

    def href(self, **changes: Any) -> str:
        """Return the URL of this state with some parts of the choice changed."""
        return links.benchmarking(**replace(self.choice, **changes).query)

    def _published(self, subject: Subject) -> Rows:
        return self._explored[subject.measure]["published"] or [] if subject.breakdown == TOTAL else []

    def _parts(self, about: Row) -> list[Subject]:
        by = self.dimensions.get(self.choice.by, []) if self.choice.by else []
        if not by:
            return [Subject(about["measure"], TOTAL, about)]
        return [
            Subject(
                about["measure"],
                row["breakdown"],
                about | {name: f"{about[name]}: {row['value']}" for name in ("short_title", "title")},
            )
            for row in by
        ]

    @cached_property
    def _explored(self) -> dict[str, Row]:
        """What no choice but measure and group decides, by measure: about, parts, published, spread."""
        wanted = list(dict.fromkeys(code for code in (*self.codes, self.choice.against) if code))
        rows = queries.explorer.explored.rows(measures=wanted, group=self.group["group"])
        return {row["measure"]: row["explored"] | {"spread": row["spread"] or []} for row in rows}

    @cached_property
    def _all(self) -> list[Subject]:
        return [*self.subjects, *([self.against] if self.against else [])]

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        return {
            "measures": list(dict.fromkeys(subject.measure for subject in self._all)),
            "breakdowns": list(dict.fromkeys(subject.breakdown for subject in self._all)),
        }

    @property
    def until(self) -> Any:
        """Return the last day looked at, where a period was chosen."""
        return self._until["end_date"] if self._until else None

    @cached_property
    def _until(self) -> Row | None:
        return queries.plan.period.first(period=self.choice.period) if self.choice.period else None

    @cached_property
    def _since(self) -> Row | None:
        return queries.plan.period.first(period=self.choice.since) if self.choice.since else None

    @cached_property
    def _spreads(self) -> dict[tuple[str, str], Rows]:
        if self.group["group"] == PICKED or self._asked["breakdowns"] != [TOTAL]:
            return _by_subject(queries.explorer.spread.rows(**self._asked, areas=self.areas, own=self.own))
        return {(measure, TOTAL): told["spread"] for measure, told in self._explored.items()}

    @cached_property
    def _compared(self) -> Compared:
        pairs = [(subject.measure, at["period"]) for subject in self._all if (at := self.at(subject))]
        return Compared(pairs, self._asked["breakdowns"], self.areas)

    @cached_property
    def _figures(self) -> dict[Subject, Rows]:
        held = self._compared.figures
        return {
            subject: self._ranked(subject, held.get((subject.measure, subject.breakdown, at["period"]), {}))
            for subject in self._all
            if (at := self.at(subject))
        }

    def _ranked(self, subject: Subject, held: Mapping[str, Row]) -> Rows:
        rows = [member | held.get(member["area"], NO_FIGURE) for member in self.members]
        return ranks.ranked(rows, subject.about["polarity"])

    @cached_property
    def _histories(self) -> dict[tuple[str, str], Rows]:
        return _by_subject(queries.explorer.history.rows(**self._asked, areas=self.areas, own=self.own))

    @cached_property
    def _changes(self) -> dict[tuple[str, str], Rows]:
        pairs = [
            (subject.measure, subject.breakdown, start["period"], at["period"])
            for subject in self.subjects
            if (at := self.at(subject)) and (start := self.start(subject))
        ]
        names = ("measures", "breakdowns", "starts", "periods")
        lists = {name: [pair[place] for pair in pairs] for place, name in enumerate(names)}
        found = _by_subject(queries.explorer.changes.rows(**lists, areas=self.areas, own=self.own))
        return {subject: ranks.numbered(rows, "improvement") for subject, rows in found.items()}

    @cached_property
    def _breaks(self) -> Rows:
        return queries.explorer.breaks.rows(measures=list(self.codes))


def asked(given: Mapping[str, Any]) -> Asked:
    """Return the state that the parameters of a URL ask for; codes nobody knows are left out (DR-15)."""
    wanted = parsed(given)
    offered = queries.explorer.offered.told()
    facts = warehouse.current().facts
    measures = {row["measure"]: row for row in offered["measures"] or []}
    groups = {row["group"]: row for row in offered["groups"] or []}
    councils = offered["councils"] or []
    areas: tuple[str, ...] = ()
    if wanted.areas:
        known = {row["area"] for row in councils if not row["own"]}
        areas = tuple(area for area in wanted.areas if area in known)
    picked = _picked(facts["area"], areas)
    if areas:
        groups[PICKED] = picked
    choice = replace(
        wanted,
        measures=tuple(code for code in wanted.measures if code in measures),
        areas=areas,
        group=wanted.group if wanted.group in groups else "",
        beside=wanted.beside if wanted.beside in groups else "",
        against=wanted.against if wanted.against in measures else "",
    )
    group = picked if choice.picked else groups.get(choice.group) or next(iter(groups.values()), picked)
    unknown = tuple(code for code in wanted.measures if code not in measures)
    return Asked(choice, facts, measures, groups, councils, group, unknown)


def _picked(own: str, areas: tuple[str, ...]) -> Row:
    return {
        "group": PICKED,
        "name": "councils picked here",
        "family": "custom",
        "version": "",
        "of_area": None,
        "others": len(areas),
        "areas": [own, *areas],
    }


def _by_subject(rows: Iterable[Row]) -> dict[tuple[str, str], Rows]:
    found: dict[tuple[str, str], Rows] = {}
    for row in rows:
        found.setdefault((row["measure"], row["breakdown"]), []).append(row)
    return found


def _whole_years(row: Row, at: Row) -> bool:
    """Tell whether a period is like another, some whole years before it: the same quarter, never another season."""
    months = at["month_index"] - row["month_index"]
    return (row["type"], row["months"]) == (at["type"], at["months"]) and months > 0 and months % 12 == 0
