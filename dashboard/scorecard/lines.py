"""What each cell of the scorecard says: a row of the mart in, its words out. Pure.

Page, CSV and XLSX print these words; only the drawing of arrow, shape and sparkline is the page's own.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from dashboard import formats, words
from dashboard.charts import GLYPHS, STATUS_SHAPES, glyph
from dashboard.charts.spark import Strokes, strokes
from dashboard.scorecard.sieve import Members, Sieve
from dashboard.scorecard.sift import Choice, Dimensions, Row

ARROWS = {"up": "↗", "down": "↘", "level": "→"}
VERDICTS = {"improved": "better", "declined": "worse"}
COMMENTARY = {
    "missing": "no exception report",
    "given": "exception report",
    "written": "commentary",
    "none": "no commentary",
}
ORDERS = {
    "measure": ("by name, A to Z", "by name, Z to A"),
    "target": ("the furthest short of its target first", "the furthest ahead of its target first"),
    "status": ("the most pressing first", "the least pressing first"),
    "previous": (
        "the most worsened since the period before first",
        "the most improved since the period before first",
    ),
    "year": ("the most worsened since a year earlier first", "the most improved since a year earlier first"),
    "quartile": ("quartile A first", "quartile D first"),
    "outlook": ("the least likely to meet its next target first", "the most likely to meet its next target first"),
    "owner": ("by owner, A to Z", "by owner, Z to A"),
    "commentary": ("missing exception reports first", "missing exception reports last"),
}
"""For each column that can be sorted by, its order in words and the reverse."""

_LISTED = {
    "improved": "the largest improvement first",
    "declined": "the largest decline first",
    "at_risk": "the least likely to meet its next target first",
    "weak": "the most signs of weakness first",
}
_SIGNS = {
    "below_target": "below target",
    "worsening": "getting worse",
    "behind": "in quartile D",
}
"""Column of mart_weak to the reason it stands for."""
_UNREPORTED = {"late": "late", "awaited": "awaited", "not_due": "not due", "development": "in development"}
_STEPS = {"financial": "year"}


class Move(NamedTuple):
    """Travel against one earlier figure: the arrow is the value's direction, the word the judgement (DR-12)."""

    arrow: str
    direction: str
    verdict: str
    amount: str

    @property
    def words(self) -> str:
        """Return the whole in words: "up, better, +1.4"."""
        return ", ".join(filter(None, (self.direction, self.verdict, self.amount)))

    @property
    def tone(self) -> str:
        """Return the name of its colour, which the word beside it always repeats."""
        return self.verdict or "neutral"


NO_COMPARISON = Move("", "no comparison", "", "")
NORMAL = Move("", "within normal variation", "", "")


class Line(NamedTuple):
    """One measure of the scorecard in words; ``row`` keeps its raw values."""

    row: Row
    code: str
    title: str
    unit: str
    value: str
    known: bool
    when: str
    """The figure's own period where it is not the reporting period, and what its marker says of it."""
    target: str
    status_label: str
    status_tone: str
    status_mark: str
    status_shape: str
    status_note: str
    """Since when, when due, or how an earlier figure stood; in the list of weaknesses its reasons."""
    previous: Move
    year: Move
    trend: Strokes
    trend_words: str
    quartile: str
    place: str
    outlook: str
    at_risk: bool
    owner: str
    commentary: str
    """A key of COMMENTARY."""

    @property
    def period(self) -> str:
        """Return the label of the figure's own period."""
        return _tidy(self.row.get("observed_label")) if self.known else ""

    @property
    def qualifier(self) -> str:
        """Return what the figure's marker says of it."""
        return formats.qualifier(self.row.get("marker")) if self.known else ""

    @property
    def target_words(self) -> str:
        """Return the target in words, or that there is none."""
        return self.target or "no target"

    @property
    def commentary_words(self) -> str:
        """Return in words whether somebody has said what is being done."""
        return COMMENTARY[self.commentary]

    @property
    def outlook_words(self) -> str:
        """Return the outlook in words: "unlikely, at risk"; "no outlook" where there is none."""
        if self.at_risk:
            return f"{self.outlook}, at risk" if self.outlook else "at risk"
        return self.outlook or "no outlook"


def line(
    row: Row,
    series: Sequence[Any],
    *,
    period: str,
    step: str = "period",
    labels: Mapping[str, str] | None = None,
    weak: bool = False,
) -> Line:
    """Return a row of ``queries.scorecard.sheet`` in words.

    ``series`` are its last values, oldest first; ``period`` is the label of the reporting period, ``step`` what one
    reporting period is called; ``labels`` the council's words for statuses; ``weak`` notes the signs of weakness.
    """
    known = row.get("value") is not None
    status = row["status"]
    label = _tidy(row.get("status_label")) or words.status.status_label(status, labels)
    shape = _tidy(row.get("shape"))
    value, target = _value(row), row.get("target")
    when = [_when(row, period), formats.qualifier(row.get("marker"))] if known else []
    return Line(
        row=row,
        code=row["measure"],
        title=_tidy(row["short_title"]),
        unit=formats.unit_words(
            row.get("unit") or "", prefix=_tidy(row.get("prefix")), suffix=_tidy(row.get("suffix"))
        ),
        value=value,
        known=known,
        when=", ".join(filter(None, when)),
        target="" if target is None else formats.measured(target, row, trim=True),
        status_label=label,
        status_tone=status if _is_rated(status) else "none",
        status_mark=glyph(status, shape),
        status_shape=shape if shape in GLYPHS else STATUS_SHAPES.get(status, "outline"),
        status_note=_reasons(row) if weak else _status_note(row, step, labels),
        previous=move(row, "previous"),
        year=move(row, "year"),
        trend=strokes(series, target=target),
        trend_words=_spoken(series, row, value),
        quartile=_tidy(row.get("quartile")),
        place="" if row.get("rank") is None else formats.count(row["rank"], row["of_n"]),
        outlook=_tidy(row.get("outlook")),
        at_risk=row.get("at_risk") is True,
        owner=_tidy(row.get("owner")),
        commentary=_commentary(row),
    )


def move(row: Row, which: str) -> Move:
    """Return travel against the ``previous`` period or the same of the ``year`` before, as its row has it (DR-13)."""
    direction = _tidy(row.get(f"{which}_direction"))
    if direction not in ARROWS:
        return NO_COMPARISON
    if row.get(f"{which}_significant") is False:
        return NORMAL
    if direction == "level":
        return Move(ARROWS[direction], "no change", "", "")
    verdict = VERDICTS.get(_tidy(row.get(f"{which}_judgement")), "")
    return Move(ARROWS[direction], direction, verdict, formats.change(row.get(f"{which}_change"), row, unit=False))


def step_word(reporting: str) -> str:
    """Return what one reporting period is called: quarter, month, half, year."""
    return _STEPS.get(reporting, reporting)


def order_words(choice: Choice, groupings: Dimensions) -> str:
    """Return in words what rows are grouped and ordered by: "grouped by outcome, the most pressing first"."""
    order = ORDERS[choice.sort][choice.desc] if choice.sort else _LISTED.get(choice.selection, ORDERS["status"][0])
    group = groupings.get(choice.group_by)
    return f"grouped by {words.prose.small(group.title)}, {order}" if group else order


def coverage(sieve: Sieve, members: Members, labels: Mapping[str, str] | None = None) -> str:
    """Return how many of those due have reported, how many are late or not due, and how many of those rated are met.

    "119 of 135 due reported, 6 late, 10 awaited, 28 not due. 71 of 113 rated on target." (DR-08, DR-48)
    """

    def among(dimension: str, *codes: str) -> int:
        return (members & sieve.having(dimension, codes)).bit_count()

    reported = among("state", "reported", "withheld")
    due = reported + among("state", "awaited", "late")
    said = [f"{formats.count(reported, due)} due reported" if due else "None is due"]
    said += [f"{n:,} {word}" for name, word in _UNREPORTED.items() if (n := among("state", name))]
    rated = members & sieve.having("rated", ["rated"])
    met = (rated & sieve.having("status", ["blue", "green"])).bit_count()
    label = words.prose.small(words.status.status_label("green", labels))
    of_rated = f"{formats.count(met, rated.bit_count())} rated {label}" if rated else "None is rated"
    return words.prose.sentences(", ".join(said), of_rated)


def _value(row: Row) -> str:
    """Return the value in words; where there is none, a reason only if a marker gives it: the status says the rest."""
    if row.get("value") is None and _tidy(row.get("marker")) not in formats.MISSING:
        return "no figure"
    return formats.measured(row.get("value"), row, marker=row.get("marker"))


def _when(row: Row, period: str) -> str:
    """Return the figure's own period, in short, where it is not the reporting period."""
    label = _tidy(row.get("observed_label"))
    return "" if label == period else _tidy(row.get("observed_short")) or label


def _status_note(row: Row, step: str, labels: Mapping[str, str] | None) -> str:
    """Return how long it has been red, when it is or was due, or how an earlier figure stood."""
    if row["red_run"] >= 2:
        return f"{row['red_run']} {step}s in a row"
    if row["status"] in ("overdue", "due_awaiting") and row.get("due_on") is not None:
        return f"due {formats.short_day(row['due_on'])}"
    last = _tidy(row.get("observed_status"))
    return (
        f"was {words.prose.small(words.status.status_label(last, labels))}"
        if _is_rated(last) and not _is_rated(row["status"])
        else ""
    )


def _reasons(row: Row) -> str:
    """Return the signs of weakness: "below target; getting worse" (DCC-09)."""
    return "; ".join(words for sign, words in _SIGNS.items() if row.get(sign) is True)


def _is_rated(status: str) -> bool:
    return status in words.status.STATUSES and words.status.STATUSES[status].rated


def _spoken(series: Sequence[Any], row: Row, value: str) -> str:
    known = [amount for amount in series if amount is not None]
    if not known:
        return "no figures yet"
    # The last figure nearly always is the value, which has been worded.
    last = value if known[-1] == row.get("value") else formats.measured(known[-1], row)
    return f"{formats.plural(len(known), 'figure')}, from {formats.measured(known[0], row)} to {last}"


def _commentary(row: Row) -> str:
    report = _tidy(row.get("exception_report"))
    return report if report in COMMENTARY else "written" if row.get("commented") is True else "none"


# Of a thousand measures most say the same few words: the same unit, owner, period and status.
_tidy = lru_cache(maxsize=4096)(formats.text)
