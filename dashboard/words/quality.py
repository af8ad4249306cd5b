"""How far a figure can be trusted: its quality rating and how it was revised (DR-37, DR-38)."""

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.words.prose import listed, sentences, told, whole, yes
from dashboard.words.status import status_label

Facts = Mapping[str, Any]

CHARACTERISTICS = 6
HIGHEST = 2 * CHARACTERISTICS
# "Rated None" would read as if nobody had rated it.
_RATINGS = {
    "High": "is rated High",
    "Reasonable": "is rated Reasonable",
    "Limited": "is rated Limited",
    "None": "has the lowest rating there is",
}


def quality_sentence(row: Facts) -> str:
    """How far a measure's figures can be trusted, and who says so (a row of mart_quality, DR-38)."""
    return sentences(_rated(row), _signed(row), _punctual(row))


def revision_sentence(about: Facts, row: Facts, labels: Mapping[str, str] | None = None) -> str:
    """How a figure changed since it was first published (DR-37); empty where it did not.

    ``row`` has value and revised_from and, where known, label, vintage (the day of the new figure), status and
    status_from (the status it had before).
    """
    old, new = row.get("revised_from"), row.get("value")
    if formats.is_missing(old) or formats.is_missing(new):
        return ""
    before, after = (formats.measured(amount, about, unit=True, exact=True) for amount in (old, new))
    label = told(row, "label") or told(row, "observed_label")
    day = formats.day(row.get("vintage"))
    place = f"The figure for {label}" if label else "The figure"
    on = f" on {day}" if day else ""
    if before == after:
        return sentences(f"{place} was revised{on}, but not by enough to show: it is still {after}")
    was, now = (told(row, key) for key in ("status_from", "status"))
    moved = ""
    if was and now and was != now:
        moved = f"Its status changed from {status_label(was, labels)} to {status_label(now, labels)}"
    return sentences(f"{place} was revised{on} from {before} to {after}", moved)


def _rated(row: Facts) -> str:
    rating = _RATINGS.get(told(row, "rating"))
    if rating is None:
        return "The quality of these figures has not been rated"
    total: Any = row.get("total")
    scored = "" if formats.is_missing(total) else f", {whole(total)} of {HIGHEST} points"
    capped = ", held down because one characteristic scored nothing" if yes(row.get("capped")) else ""
    return f"Data quality {rating}{scored}{capped}"


def _signed(row: Facts) -> str:
    who, when = told(row, "signed_by"), formats.day(row.get("signed_on"))
    if not who and not when:
        return ""
    return " ".join(part for part in ("Signed off", f"by {who}" if who else "", f"on {when}" if when else "") if part)


def _punctual(row: Facts) -> str:
    expected, missing, late = (whole(row.get(key)) for key in ("expected_periods", "missing_periods", "late_periods"))
    if not expected:
        return ""
    if not missing and not late:
        return f"All {expected:,} figures expected have arrived, none late" if expected > 1 else ""
    parts = [f"{n:,} {'was' if n == 1 else 'were'} {what}" for n, what in ((missing, "missing"), (late, "late")) if n]
    return f"Of {formats.plural(expected, 'figure')} expected, {listed(parts)}"
