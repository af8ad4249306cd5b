"""Periods of UK public reporting (DR-29): every one has a type, a first day and a last day; never a bare year."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

FORMS = {
    "month": "2025-M07",
    "quarter": "2025-26Q2",
    "half": "2025-26H1",
    "financial": "2025-26",
    "academic": "2024-25AY",
    "calendar": "2024",
    "multi-year": "2022-2024",
    "snapshot": "2025-03-31",
    "rolling12": "2016-11-15R12",
}
"""An example of each type's code. 2011-12 is the financial year 2011/12; December 2011 is 2011-M12.
Several years are calendar years, unless FY or AY says financial or academic ones: 2012-2015FY is 2012/13 to 2014/15."""

ISO_FORMS = {
    "month": "2025-12-01/P1M",
    "quarter": "2025-07-01/P3M",
    "half": "2025-04-01/P6M",
    "year": "2024-04-01/P1Y",
    "years": "2022-01-01/P3Y",
    "day": "2026-01-01",
    "calendar year": "2001",
}
"""An example of each form of interval that publishers write."""

LABELS = {
    "year": "2023/24",
    "calendar year": "2024",
    "years": "2021/22 - 23/24",
    "calendar years": "2022 - 24",
    "quarter": "2024/25 Q3",
    "calendar quarter": "Q3 2024",
    "month": "July 2025",
    "twelve months": "Oct 2023-Sep 2024",
    "day": "2025-03-31",
}
"""An example of each form of label that people write."""

MOST_YEARS = 20  # More were never published together: 2023-04 is not 2023 to 2104.

REGULAR = ("month", "quarter", "half", "financial", "academic", "calendar")
"""Types whose periods follow one another without gap or overlap, so that a day has exactly one of each."""

# Not strftime, whose words follow the machine's locale.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class PeriodError(ValueError):
    """A text that names no period; says the nearest form that does."""


@dataclass(frozen=True)
class Period:
    """One period: its code, type, first and last day (inclusive), length, place in time and labels."""

    code: str
    type: str
    start: date
    end: date
    months: int
    month_index: int
    label: str
    short_label: str
    financial_year: str


def parse(code: str) -> Period:
    """Return the period a code of ours names (``FORMS``); raise PeriodError for any other text."""
    for pattern, make in _CODES:
        if match := re.fullmatch(pattern, code):
            try:
                return make(*match.groups())
            except PeriodError:
                raise
            except (ValueError, OverflowError) as error:
                raise PeriodError(f"{code!r} has the form of a period but {error}") from None
    raise PeriodError(f"{code!r} is no period; the nearest form is {_nearest(code, FORMS)}")


def from_iso_interval(text: str) -> Period:
    """Return the period of an ISO 8601 interval, date or bare year as publishers write them (``ISO_FORMS``).

    A year that starts on 1 January is a calendar year, on 1 April a financial year, on 1 August or 1 September an
    academic year (DR-29), on any other day twelve months of their own. Raise PeriodError for any other text.
    """
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00(?::00)?Z?)?(?:/P([0-9]{1,2})([YM]))?", text)
    try:
        if re.fullmatch(r"[0-9]{4}", text):
            return _calendar(text)
        if not match:
            raise PeriodError(f"{text!r} is no interval; the nearest form is {_nearest(text, ISO_FORMS)}")
        start = date(*map(int, match.groups()[:3]))
        if match[4] is None:
            return _snapshot(start.isoformat())
        return _interval(text, start, int(match[4]) * (12 if match[5] == "Y" else 1))
    except PeriodError:
        raise
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"{text!r} has the form of an interval but {error}") from None


def from_label(text: str, *, academic: bool = False, dashed: str = "years") -> Period:
    """Return the period of a label as people write it (``LABELS``); raise PeriodError for any other text.

    Nothing in a label says some things: ``academic`` is whether its pairs of years are academic ones, ``dashed``
    whether 2023-04 is a month ("month") or, as in 2012-15, the years from one to the other ("years").
    """
    said = " ".join(text.split())
    for pattern, make in _LABELS:
        if match := re.fullmatch(pattern, said):
            try:
                return make(match, academic, dashed)
            except PeriodError:
                raise
            except (ValueError, OverflowError) as error:
                raise PeriodError(f"{text!r} has the form of a period but {error}") from None
    raise PeriodError(f"{text!r} is no label that we know; the nearest form is {_nearest(text, LABELS)}")


def from_own_label(text: str) -> Period:
    """Return the regular period whose label or short label this is, as our own pages and returns print it.

    Raise PeriodError for any other text. What is a year both financial and academic is the financial one.
    """
    said = " ".join(text.split()).lower()
    for year in map(int, re.findall(r"[12][0-9]{3}", said)):
        near = list(calendar(date(year - 1, 1, 1), date(year + 1, 12, 31)))
        for label in ("label", "short_label"):
            if found := [period for period in near if getattr(period, label).lower() == said]:
                return found[0]
    raise PeriodError(f"{text!r} is no label of a period; one is July to September 2025")


def of(day: date, type: str) -> Period:
    """Return the period of a type in ``REGULAR`` that holds the day (DR-29)."""
    april = day.year - (day.month < 4)
    september = day.year - (day.month < 9)
    months_in = (day.month - 4) % 12
    codes = {
        "month": f"{day.year:04}-M{day.month:02}",
        "quarter": f"{april:04}-{(april + 1) % 100:02}Q{months_in // 3 + 1}",
        "half": f"{april:04}-{(april + 1) % 100:02}H{months_in // 6 + 1}",
        "financial": f"{april:04}-{(april + 1) % 100:02}",
        "academic": f"{september:04}-{(september + 1) % 100:02}AY",
        "calendar": f"{day.year:04}",
    }
    if type not in codes:
        raise PeriodError(f"{type!r} is no regular type of period; those are {', '.join(codes)}")
    return parse(codes[type])


def calendar(start: date, end: date) -> Iterator[Period]:
    """Yield every regular period with a day from start to end, by last day then length (never by label, DR-29)."""
    found = []
    for type in REGULAR:
        day = start
        while day <= end:
            period = of(day, type)
            found.append(period)
            day = period.end + timedelta(days=1)
    yield from sorted(found, key=lambda period: (period.end, period.months, period.code))


def later(period: Period, months: int) -> Period:
    """Return the period of the same kind so many months later; the last day of a month stays the last day.

    Raise PeriodError for years by the several that would not start with a January.
    """
    index = period.month_index + months - 1
    last = _last_day(index // 12, index % 12 + 1)
    if period.type in REGULAR:
        return of(last, period.type)
    if period.type == "multi-year":
        if months % 12:
            raise PeriodError(f"{period.code!r} moves by whole years, not by {months} months")
        return _multi_year(f"{period.start.year + months // 12:04}", f"{last.year:04}", period.code[9:])
    ends_month = period.end == _last_day(period.end.year, period.end.month)
    day = last if ends_month else last.replace(day=min(period.end.day, last.day))
    return parse(day.isoformat() + ("R12" if period.type == "rolling12" else ""))


def financial_year(day: date) -> str:
    """Return the label of the financial year holding the day: 2025/26, 1999/00."""
    start = day.year - (day.month < 4)
    return f"{start:04}/{(start + 1) % 100:02}"


def _nearest(text: str, forms: dict[str, str]) -> str:
    """Return the example whose shape (digits made alike) is most like the text's, with its type."""
    shape = re.sub(r"\d", "0", text)
    best = max(forms, key=lambda form: SequenceMatcher(None, re.sub(r"\d", "0", forms[form]), shape).ratio())
    return f"{forms[best]} ({best})"


def _period(code: str, type: str, start: date, end: date, months: int, label: str, short_label: str) -> Period:
    return Period(code, type, start, end, months, end.year * 12 + end.month, label, short_label, financial_year(end))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _span(code: str, type: str, start: date, months: int, short_label: str) -> Period:
    """Return the period of whole months that starts on a first of the month, labelled by its months."""
    last = start.year * 12 + start.month - 1 + months - 1
    end = _last_day(last // 12, last % 12 + 1)
    first_year = f" {start.year:04}" if start.year != end.year else ""
    label = f"{_MONTHS[start.month - 1]}{first_year} to {_MONTHS[end.month - 1]} {end.year:04}"
    return _period(code, type, start, end, months, label, short_label)


def _month(year: str, month: str) -> Period:
    first = date(int(year), int(month), 1)
    name = _MONTHS[first.month - 1]
    code = f"{year}-M{month}"
    return _period(code, "month", first, _last_day(first.year, first.month), 1, f"{name} {year}", f"{name[:3]} {year}")


def _years(year: str, next_year: str, suffix: str = "") -> tuple[int, str]:
    """Return the first year and the label 2025/26 of a pair of years; refuse a pair that is not consecutive."""
    start = int(year)
    wanted = f"{(start + 1) % 100:02}"
    if next_year != wanted:
        month = f"; a month is written {year}-M{next_year}" if not suffix and "01" <= next_year <= "12" else ""
        text = f"{year}-{next_year}{suffix}"
        raise PeriodError(f"'{text}' is no year, for {year} is followed by {wanted}: {year}-{wanted}{suffix}{month}")
    return start, f"{year}/{next_year}"


def _part(year: str, next_year: str, letter: str, number: str) -> Period:
    start, label = _years(year, next_year, f"{letter}{number}")
    type, months = ("quarter", 3) if letter == "Q" else ("half", 6)
    offset = 3 + (int(number) - 1) * months
    first = date(start + offset // 12, offset % 12 + 1, 1)
    return _span(f"{year}-{next_year}{letter}{number}", type, first, months, f"{letter}{number} {label}")


def _financial(year: str, next_year: str) -> Period:
    start, label = _years(year, next_year)
    return _period(f"{year}-{next_year}", "financial", date(start, 4, 1), date(start + 1, 3, 31), 12, label, label)


def _academic(year: str, next_year: str) -> Period:
    start, label = _years(year, next_year, "AY")
    first, last = date(start, 9, 1), date(start + 1, 8, 31)
    return _period(f"{year}-{next_year}AY", "academic", first, last, 12, f"academic year {label}", label)


def _calendar(year: str) -> Period:
    number = int(year)
    return _period(year, "calendar", date(number, 1, 1), date(number, 12, 31), 12, year, year)


def _multi_year(first: str, last: str, kind: str = "") -> Period:
    """Return several calendar years, or financial (FY) or academic ones (AY) of which one ends in ``last``."""
    years = int(last) - int(first) + (not kind)
    code = f"{first}-{last}{kind}"
    if years < 2:
        example = f"2022-2025{kind}" if kind else "2022-2024"
        raise PeriodError(f"'{code}' ends before its second year; several years are written like {example}")
    if not kind:
        start, end = date(int(first), 1, 1), date(int(last), 12, 31)
        return _period(code, "multi-year", start, end, 12 * years, f"{first} to {last}", f"{first}–{last[2:]}")
    start = date(int(first), 4 if kind == "FY" else 9, 1)
    end = date(int(last), start.month, 1) - timedelta(days=1)
    one, other = (f"{year:04}/{(year + 1) % 100:02}" for year in (int(first), int(last) - 1))
    label = f"{one} to {other}" if kind == "FY" else f"academic years {one} to {other}"
    return _period(code, "multi-year", start, end, 12 * years, label, f"{one}–{other[2:]}")


def _snapshot(text: str) -> Period:
    day = date.fromisoformat(text)
    month = _MONTHS[day.month - 1]
    label, short = f"{day.day} {month} {day.year:04}", f"{day.day} {month[:3]} {day.year:04}"
    return _period(text, "snapshot", day, day, 0, label, short)


def _rolling12(text: str) -> Period:
    end = date.fromisoformat(text)
    after = end + timedelta(days=1)
    start = date(after.year - 1, after.month, 28 if (after.month, after.day) == (2, 29) else after.day)
    month = _MONTHS[end.month - 1]
    label = f"12 months to {end.day} {month} {end.year:04}"
    return _period(f"{text}R12", "rolling12", start, end, 12, label, f"to {month[:3]} {end.year:04}")


def _interval(text: str, start: date, months: int) -> Period:
    """Return the period of so many months from the start, if there is such a period (DR-29)."""
    first_of_month = start.day == 1
    if months == 1 and first_of_month:
        return of(start, "month")
    if months in (3, 6) and first_of_month:
        part = of(start, "quarter" if months == 3 else "half")
        if part.start == start:
            return part
    if months == 12:
        year = {(1, 1): "calendar", (4, 1): "financial", (8, 1): "academic", (9, 1): "academic"}.get(
            (start.month, start.day)
        )
        if year == "academic":
            return of(date(start.year, 9, 1), year)
        if year:
            return of(start, year)
        leap_day = (start.month, start.day) == (2, 29)
        after = date(start.year + 1, 3, 1) if leap_day else date(start.year + 1, start.month, start.day)
        return _rolling12((after - timedelta(days=1)).isoformat())
    kinds = {(1, 1): "", (4, 1): "FY", (8, 1): "AY", (9, 1): "AY"}
    if months % 12 == 0 and months > 12 and (start.month, start.day) in kinds:
        kind = kinds[start.month, start.day]
        return _multi_year(f"{start.year:04}", f"{start.year + months // 12 - (not kind):04}", kind)
    raise PeriodError(
        f"{text!r} starts on no day that such a period starts on; the nearest form is {_nearest(text, ISO_FORMS)}"
    )


_CODES: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"([0-9]{4})-M([0-9]{2})", _month),
    (r"([0-9]{4})-([0-9]{2})(Q)([1-4])", _part),
    (r"([0-9]{4})-([0-9]{2})(H)([12])", _part),
    (r"([0-9]{4})-([0-9]{2})", _financial),
    (r"([0-9]{4})-([0-9]{2})AY", _academic),
    (r"([0-9]{4})", _calendar),
    (r"([0-9]{4})-([0-9]{4})", _multi_year),
    (r"([0-9]{4})-([0-9]{4})(FY|AY)", _multi_year),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})", _snapshot),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})R12", _rolling12),
)

_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)


def _year_after(first: str, short: str) -> int:
    """Return the year whose last two digits are these, soon after the first: 1999 and 02 are 2002."""
    years = (int(short) - int(first)) % 100
    if years > MOST_YEARS:
        month = f"; a month is written {first}-M{short}" if "01" <= short <= "12" else ""
        raise PeriodError(f"'{first}-{short}' are no years that follow one another{month}")
    return int(first) + years


def _years_of_label(first: str, short: str, academic: bool) -> Period:
    """Return one year, or several up to the one that ends in the second."""
    one = (_year_after(first, short) - int(first)) == 1
    kind = "AY" if academic else "" if one else "FY"
    return parse(f"{first}-{short if one else _year_after(first, short)}{kind}")


def _dashed(match: re.Match, academic: bool, dashed: str) -> Period:
    return _month(match[1], match[2]) if dashed == "month" else _years_of_label(match[1], match[2], academic)


def _named_month(name: str, year: str) -> Period:
    return _month(year, f"{[month[:3] for month in _MONTHS].index(name[:3]) + 1:02}")


def _twelve_months(first_month: str, first_year: str, last_month: str, last_year: str) -> Period:
    first, last = _named_month(first_month, first_year), _named_month(last_month, last_year)
    if last.month_index - first.month_index != 11:
        raise PeriodError(f"{first.label} to {last.label} are not twelve months")
    return parse(f"{last.end}R12")


_LABELS: tuple[tuple[str, Callable[[re.Match, bool, str], Period]], ...] = (
    (r"([0-9]{4})/([0-9]{2})", lambda m, academic, _: parse(f"{m[1]}-{m[2]}{'AY' if academic else ''}")),
    (r"([0-9]{4})-([0-9]{2})", _dashed),
    (r"([0-9]{4})", lambda m, *_: _calendar(m[1])),
    (r"([0-9]{4})(?: - |/)([0-9]{4})", lambda m, *_: _multi_year(m[1], m[2])),
    (r"([0-9]{4}) - ([0-9]{2})", lambda m, *_: _multi_year(m[1], f"{_year_after(m[1], m[2]):04}")),
    (r"([0-9]{4})/[0-9]{2} ?- ?(?:[0-9]{2}){1,2}/([0-9]{2})", lambda m, ay, _: _years_of_label(m[1], m[2], ay)),
    (r"([0-9]{4})[/-]([0-9]{2})[ ;]*Q([1-4])", lambda m, *_: parse(f"{m[1]}-{m[2]}Q{m[3]}")),
    (r"Q([1-4]) ([0-9]{4})[/-]([0-9]{2})", lambda m, *_: parse(f"{m[2]}-{m[3]}Q{m[1]}")),
    (r"Q([1-4]) ([0-9]{4})", lambda m, *_: of(date(int(m[2]), 3 * int(m[1]), 1), "quarter")),
    (r"([0-9]{4}) Q([1-4])", lambda m, *_: of(date(int(m[1]), 3 * int(m[2]), 1), "quarter")),
    (rf"({_MONTH}) ([0-9]{{4}})", lambda m, *_: _named_month(m[1], m[2])),
    (rf"({_MONTH}) ([0-9]{{4}}) ?(?:-|to) ?({_MONTH}) ([0-9]{{4}})", lambda m, *_: _twelve_months(*m.groups())),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})", lambda m, *_: _snapshot(m[1])),
)
"""Pattern of a label, and what makes a period of its match."""
