"""Numbers, dates and counts as a reader sees them. Pure: imports nothing of ours."""

import datetime
import math
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from numbers import Integral
from typing import Any, NamedTuple, Self

MINUS = "\N{MINUS SIGN}"

# DR-36. The first four explain an empty value; the rest qualify one that is there.
MISSING = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "low": "close to zero",
}
QUALIFIERS = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "f": "forecast",
    "b": "break in the series",
    "u": "low reliability",
    "low": "rounds to zero",
}

# Wide enough for the largest float there is; nothing is rounded but by quantize.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_SCALES = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_LARGE = 900_000
"""Below it nothing is a million, however it is rounded."""
# Units that would only repeat what the figure says.
_SILENT_UNITS = {"", "count", "counts", "number", "per cent", "percent", "percentage", "pounds", "index", "score"}
_ONE_OF = {"people": "person", "children": "child", "men": "man", "women": "woman"}
_ALWAYS_MANY = {"times", "series"}


class Figure(str):
    """A number in words that still knows the number: "£1.2 million" and 1,234,567. Files write ``amount``."""

    __slots__ = ("amount",)
    amount: float

    def __new__(cls, words: str, amount: Any) -> Self:
        """Return the words, with their amount as a plain number."""
        made = str.__new__(cls, words)
        # Most are plain already; asking an abstract class costs more than all else here.
        plain = type(amount) is float or type(amount) is int
        made.amount = amount if plain else int(amount) if isinstance(amount, Integral) else float(amount)
        return made

    def __getnewargs__(self) -> tuple[str, float]:  # type: ignore[override]
        """Return what a copy is made from."""
        return str(self), self.amount


class Day(str):
    """A date in words that still knows the date. Files write ``date``."""

    date: datetime.date

    def __new__(cls, words: str, date: datetime.date) -> Self:
        """Return the words, with their date."""
        made = super().__new__(cls, words)
        made.date = date
        return made

    def __getnewargs__(self) -> tuple[str, datetime.date]:  # type: ignore[override]
        """Return what a copy is made from."""
        return str(self), self.date


def is_missing(number: Any) -> bool:
    """True for everything that stands for "no number": None, NaN, NaT, pandas' NA."""
    if number is None:
        return True
    try:
        return bool(number != number)
    except TypeError:  # pandas' NA refuses to be true or false
        return True


def text(words: Any) -> str:
    """Tidy words of a cell, empty where there are none."""
    return "" if not isinstance(words, str) and is_missing(words) else " ".join(str(words).split())


def rounded(number: float, decimals: int) -> Decimal:
    """Round half up in decimal arithmetic to the published decimals (DR-09)."""
    if math.isinf(number):
        raise ValueError(f"found {number}, expected a finite number to round")
    # repr is the shortest decimal that reads back as the same number: 2.675 is rounded as written, to 2.68.
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def digits(amount: float, decimals: int) -> str:
    """Return the digits of ``rounded``, without a sign: 1,204.50."""
    size = abs(float(amount))
    # Only in the middle between two can a number and the decimal it is written as be rounded to different sides:
    # all others are worded in a sixth of the time.
    last = size * 10**decimals
    if decimals >= 0 and last < 2**40 and not 0.499 < last % 1 < 0.501:
        return f"{size:,.{decimals}f}"
    return f"{rounded(size, decimals):,f}"


def number(
    amount: float,
    *,
    decimals: int = 0,
    prefix: str = "",
    suffix: str = "",
    trim: bool = False,
    exact: bool = False,
) -> Figure:
    """Word one number: 1,204, 41.2%, £1.2 million (DR-48); ``trim`` drops ".0", ``exact`` never says million."""
    return Figure(_worded(amount, decimals, prefix, suffix, trim, exact), amount)


def _worded(amount: float, decimals: int, prefix: str, suffix: str, trim: bool, exact: bool) -> str:
    shown, scale = digits(amount, decimals), ""
    if prefix and not suffix and not exact and abs(amount) > _LARGE:
        known = abs(rounded(amount, decimals))
        for size, word in _SCALES:
            # From 999,950 the one decimal of a million already reads 1.0.
            if known >= size - size / 20000:
                shown, scale = f"{(known / size).quantize(Decimal('0.1'), context=_EXACT):,f}", f" {word}"
                break
    if trim and "." in shown:
        whole, _, part = shown.partition(".")
        shown = shown if part.strip("0") else whole
    # What rounds to nothing has no sign.
    sign = MINUS if amount < 0 and shown.strip("0.") else ""
    return f"{sign}{prefix}{shown}{scale}{suffix}"


@lru_cache(maxsize=1024)
def unit_words(unit: str, *, prefix: str = "", suffix: str = "") -> str:
    """Words that must follow a figure for its unit to be known, empty where prefix or suffix already say it."""
    words = text(unit)
    return "" if prefix or suffix or words.lower() in _SILENT_UNITS else words


def unit_unsaid(unit: str, title: str) -> str:
    """Words of a unit beside a title, empty where the title says them: "Sickness days per FTE", "days per FTE"."""
    return "" if unit and re.search(rf"\b{re.escape(unit)}\b", title, re.IGNORECASE) else unit


def unit_beside(measure: Mapping[str, Any]) -> str:
    """Words of a unit beside a measure's short title, empty where the title or its figures say them."""
    affixes = {name: text(measure.get(name)) for name in ("prefix", "suffix")}
    return unit_unsaid(unit_words(measure["unit"], **affixes), text(measure["short_title"]))


def titled(measure: Mapping[str, Any]) -> str:
    """Word what a chart is of: "Missed bins, per 100,000 collections", or the short title alone if it says its unit."""
    title = text(measure["short_title"])
    unit = unit_unsaid(text(measure["unit"]), title)
    return f"{title}, {unit}" if unit else title


def one_of(words: str) -> str:
    """Word a unit of which there is exactly one: "homes" is home, "people" person, "days per FTE" day per FTE."""
    first, *rest = words.split(" ")
    if first.lower() in _ONE_OF:
        first = _ONE_OF[first.lower()]
    elif re.search(r"[a-z]{2}ies$", first):
        first = f"{first[:-3]}y"
    elif re.search(r"(ss|sh|ch|x)es$", first):
        first = first[:-2]
    elif re.search(r"[a-z]{2}[^s]s$", first) and first.lower() not in _ALWAYS_MANY:
        first = first[:-1]
    return " ".join([first, *rest])


def value(
    amount: Any,
    *,
    decimals: int = 0,
    prefix: str = "",
    suffix: str = "",
    unit: str = "",
    marker: Any = None,
    trim: bool = False,
    exact: bool = False,
) -> str:
    """Word a value or why there is none: zero, suppressed and not available are different things (DR-36)."""
    if is_missing(amount):
        return MISSING.get(text(marker), "not available")
    figure = _worded(amount, decimals, prefix, suffix, trim, exact)
    words = unit and unit_words(unit, prefix=prefix, suffix=suffix)
    if words and figure in ("1", f"{MINUS}1"):
        words = one_of(words)
    return Figure(f"{figure} {words}" if words else figure, amount)


def style(measure: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords ``decimals, prefix, suffix`` of a row of dim_measure, for ``value`` and ``number``."""
    return _style_of(measure)._asdict()


def measured(
    amount: Any,
    measure: Mapping[str, Any],
    *,
    marker: Any = None,
    unit: bool = False,
    trim: bool = False,
    exact: bool = False,
) -> str:
    """Word a value of a measure (a row of dim_measure); ``unit`` adds the unit in words where no sign shows it."""
    decimals, prefix, suffix = _style_of(measure)
    words = text(measure.get("unit")) if unit else ""
    return value(
        amount, decimals=decimals, prefix=prefix, suffix=suffix, unit=words, marker=marker, trim=trim, exact=exact
    )


def qualifier(marker: Any) -> str:
    """Word what a marker says about a value: provisional, revised, estimated; empty if nothing (DR-36)."""
    return QUALIFIERS.get(text(marker), "")


def is_percentage(measure: Mapping[str, Any]) -> bool:
    """True where differences between values are percentage points (DR-01)."""
    return _is_percentage(measure.get("unit"), measure.get("suffix"))


def change(difference: Any, measure: Mapping[str, Any], *, unit: bool = True) -> str:
    """Word a difference with its sign: +1.4 percentage points, −£200,000, no change, no comparison."""
    if is_missing(difference):
        return "no comparison"
    places = _style_of(measure).decimals
    # Only less than one of the last decimal can round to nothing.
    if abs(difference) * 10**places < 1 and not digits(difference, places).strip("0."):
        return Figure("no change", difference)
    sign = "+" if difference > 0 else MINUS
    return Figure(f"{sign}{_apart(abs(float(difference)), measure, unit, False)}", difference)


def distance(gap: Any, measure: Mapping[str, Any], *, unit: bool = True, exact: bool = False) -> Figure:
    """Word how far apart two values of a measure are, without a sign: 1.4 percentage points, £200,000, 1 home."""
    size = abs(float(gap))
    return Figure(_apart(size, measure, unit, exact), size)


def _apart(size: float, measure: Mapping[str, Any], unit: bool, exact: bool) -> str:
    decimals, prefix, suffix = _style_of(measure)
    points = is_percentage(measure)
    if points:
        suffix = suffix.replace("%", "").rstrip()
    figure = _worded(size, decimals, prefix, suffix, False, exact)
    if not unit:
        return figure
    words = "percentage points" if points else unit_words(measure.get("unit", ""), prefix=prefix, suffix=suffix)
    if figure == "1":
        words = one_of(words) if not points else "percentage point"
    return f"{figure} {words}" if words else figure


def probability(chance: Any) -> str:
    """Word a probability as a frequency out of ten, always the same ten: "about 6 in 10"; empty where unknown."""
    if is_missing(chance):
        return ""
    tenths = int(rounded(10 * float(chance), 0))
    if tenths < 1:
        return "less than 1 in 10"
    return "more than 9 in 10" if tenths > 9 else f"about {tenths} in 10"


def bounded(amount: Any, measure: Mapping[str, Any]) -> Any:
    """A limit or a projection kept where values can lie (DR-25): shares in 0 to 100%, counts and rates from 0."""
    if is_missing(amount):
        return amount
    kind = text(measure.get("value_type"))
    if kind == "proportion":
        per: Any = measure.get("per")
        return min(max(amount, 0.0), 100.0 if is_missing(per) else float(per))
    return max(amount, 0.0) if kind in ("count", "rate") else amount


def ordinal(place: int) -> str:
    """Word a place: 1st, 2nd, 3rd, 11th, 22nd."""
    place = int(place)
    teen = place % 100 in (11, 12, 13)
    return f"{place:,}{'th' if teen else _ENDINGS.get(place % 10, 'th')}"


def count(part: Any, whole: Any) -> Figure:
    """Word a part of a whole, never without its n (DR-48): 9 of 16."""
    return Figure(f"{int(part):,} of {int(whole):,}", int(part))


def whole(amount: Any) -> Figure:
    """Word a count by itself: 1,204."""
    return Figure(f"{int(amount):,}", int(amount))


def plural(amount: int, one: str, many: str | None = None) -> Figure:
    """Word a count with its noun: 1 measure, 1,204 measures."""
    size = int(amount)
    return Figure(f"{size:,} {one if size == 1 else many or one + 's'}", size)


def day(moment: Any) -> str:
    """Word a date: 30 September 2025; empty where there is none. Takes dates, timestamps and ISO text."""
    date = as_date(moment)
    return "" if date is None else Day(f"{date.day} {date:%B} {date.year}", date)


def short_day(moment: Any) -> str:
    """Word a date where space is short: 30 Sep 2025."""
    date = as_date(moment)
    return "" if date is None else Day(f"{date.day} {date:%b} {date.year}", date)


def as_date(moment: Any) -> datetime.date | None:
    """The day of a date, timestamp or ISO text; None where there is none."""
    if is_missing(moment) or moment == "":
        return None
    if isinstance(moment, str):
        return datetime.date.fromisoformat(moment[:10])
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def in_period(label: Any) -> str:
    """A period's label as it stands in a sentence: "in July to September 2025", "at 31 March 2025"."""
    label = text(label)
    if re.match(r"\d{1,2} [A-Z]", label):
        return f"at {label}"
    if re.match(r"(12 months|academic|financial|calendar|year)", label):
        return f"in the {label}"
    return f"in {label}"


def _affix(words: Any) -> str:
    return "" if is_missing(words) else str(words)


class _Style(NamedTuple):
    decimals: int
    prefix: str
    suffix: str


def _style_of(measure: Mapping[str, Any]) -> _Style:
    return _style(measure.get("decimals"), measure.get("prefix"), measure.get("suffix"))


@lru_cache(maxsize=1024)
def _style(decimals: Any, prefix: Any, suffix: Any) -> _Style:
    return _Style(0 if is_missing(decimals) else int(decimals), _affix(prefix), _affix(suffix))


@lru_cache(maxsize=1024)
def _is_percentage(unit: Any, suffix: Any) -> bool:
    return _affix(suffix).strip() == "%" or bool(re.match(r"per ?cent\b", text(unit).lower()))
