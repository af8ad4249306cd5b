"""What the contract register says in words: worth, endings, reviews, and why a contract has a status or none."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard import formats
from dashboard.words.delivery import money, share
from dashboard.words.prose import listed, sentences, told, yes
from dashboard.words.status import status_label

Facts = Mapping[str, Any]

STAGES = {
    "ended": "ended",
    "not_begun": "not yet begun",
    "within_6": "within 6 months",
    "within_12": "within 12 months",
    "running": "",
}
ENDING = {
    "6": ("Within 6 months", ("within_6",)),
    "12": ("Within 12 months", ("within_6", "within_12")),
    "later": ("Later", ("running", "not_begun")),
    "ended": ("Ended", ("ended",)),
}
"""Choice of an ending to its words and the stages of mart_contract it takes."""


def contract_ends(row: Facts) -> tuple[str, str]:
    """When a contract ends, and what that asks for: "31 March 2027" and "within 6 months"."""
    return formats.day(row.get("end_date")) or "No end date", STAGES[told(row, "stage")]


def contract_review(row: Facts) -> tuple[str, str]:
    """When a contract is next reviewed, and "overdue" where that day has passed; "none stated" without a day."""
    return formats.day(row.get("review_on")) or "none stated", "overdue" if yes(row.get("review_overdue")) else ""


def contract_rating(row: Facts, *, one: str, many: str, labels: Mapping[str, str] | None = None) -> str:
    """Why a contract has its status, with counts: "2 off target of 4 KPIs, 1 not rated"; else why it has none."""
    total, rated = int(row["measures"]), int(row["rated"])
    of = formats.plural(total, one, many)
    if told(row, "reason") == "no_measures":
        return f"No status: no {one} is linked to it."
    if told(row, "reason") == "none_rated":
        return f"No status: none of its {of} is rated in this period."
    counted = [("red", row["red"]), ("amber", row["amber"]), ("green", row["met"])]
    parts = [f"{int(n):,} {status_label(status, labels).lower()}" for status, n in counted if n]
    left = f"; {total - rated:,} not rated" if total > rated else ""
    return f"{', '.join(parts)} of {of}{left}."


def contract_word(row: Facts, labels: Mapping[str, str] | None = None) -> str:
    """The word of a contract's status; "No status" where none of its measures is rated."""
    status = told(row, "status")
    return status_label(status, labels) if status else "No status"


def register(every: Iterable[Facts], labels: Mapping[str, str] | None = None) -> str:
    """What a register says as a whole: how many contracts are in force and what asks for a decision."""
    found = [row for row in every if row["stage"] != "ended"]
    if not found:
        return "No contracts are in force."
    red = status_label("red", labels).lower()
    asked = [
        (sum(told(row, "stage") == "within_6" for row in found), "ends within 6 months", "end within 6 months"),
        (sum(bool(yes(row["review_overdue"])) for row in found), "has an overdue review", "have an overdue review"),
        (sum(told(row, "status") == "red" for row in found), f"is {red}", f"are {red}"),
    ]
    said = listed(f"{n:,} {one if n == 1 else many}" for n, one, many in asked if n)
    none = f"None {listed((one for _, one, _ in asked), 'or')}"
    return sentences(
        f"{formats.plural(len(found), 'contract')} in force or agreed", f"Of these {said}" if said else none
    )


def contract_share(every: Iterable[Facts], which: str) -> str:
    """How many contracts in force are with such suppliers, and their share: "9 of 25, 12% of value".

    ``which`` is sme or local; a contract for which nobody says is left out of both counts.
    """
    known = [row for row in every if row["stage"] != "ended" and yes(row.get(which)) is not None]
    if not known:
        return ""
    mine = [row for row in known if yes(row[which])]
    part = share(_worth(mine), _worth(known))
    return formats.count(len(mine), len(known)) + (f", {part} of value" if part else "")


def contract_worth(every: Iterable[Facts]) -> str:
    """What the contracts in force are worth together; empty where no value is stated."""
    known = [row for row in every if row["stage"] != "ended" and not formats.is_missing(row["value"])]
    return money(_worth(known)) if known else ""


def _worth(found: Iterable[Facts]) -> float:
    return sum(float(row["value"]) for row in found if not formats.is_missing(row["value"]))
