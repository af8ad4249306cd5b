"""What budgets and savings say in words: how far over or under, how that has moved, what has been saved (DR-41)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dashboard import formats
from dashboard.words.delivery import money, share
from dashboard.words.prose import listed, rows, sentences, told, year_label
from dashboard.words.status import Status

Facts = Mapping[str, Any]

EDGES = (1, 2)
"""Per cent of the budget beyond which a variance is amber, and red (DR-41)."""
BUDGET_RULE = (
    "A forecast within 1% of the budget is green, within 2% amber, further off red: "
    "spending too little is judged as spending too much."
)
_PENNY = Decimal("0.01")


def budget_status(row: Facts) -> Status:
    """The judgement of a row of mart_budget as words and shape: "1% to 2% over", "More than 2% under"."""
    status, way = told(row, "status"), told(row, "direction")
    if status == "green":
        return Status("On budget" if way == "on" else "Within 1%", "circle", True)
    if status == "amber":
        return Status(f"1% to 2% {way}", "triangle", True)
    if status == "red":
        return Status(f"More than 2% {way}" if float(row["budget"]) else "Not budgeted", "diamond", True)
    return Status("No forecast", "outline")


def budget_share(row: Facts) -> str:
    """A variance in per cent of its budget: 2.3%; empty where there is no budget to divide by.

    It takes a further decimal where one would hide that the variance is beyond 1 or 2 per cent, so that the figure
    never contradicts its status.
    """
    gap, base = (_pounds(row.get(name)) for name in ("variance", "budget"))
    if gap is None or not base:
        return ""
    exact = 100 * gap / base
    if 0 < exact < Decimal("0.05"):
        return "less than 0.1%"
    for places in (1, 2, 3):
        shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if all((shown > edge) == (exact > edge) for edge in EDGES):
            return f"{shown}%"
    return f"just over {max(edge for edge in EDGES if exact > edge)}%"


def variance(row: Facts, *, of: str = " of budget") -> str:
    """How far a forecast is from its budget: "£1.2 million over, 2.3% of budget", "on budget", "no forecast"."""
    way = told(row, "direction")
    if way not in ("over", "under"):
        return "on budget" if way == "on" else "no forecast"
    part = budget_share(row)
    return f"{money(abs(float(row['variance'])))} {way}" + (f", {part}{of}" if part else "")


def budget_line(row: Facts, when: Facts) -> str:
    """Budget, forecast and variance of one node in sentences; ``when`` is the period (label, financial_year)."""
    year = year_label(told(when, "financial_year"))
    seen = f", as seen {formats.in_period(told(when, 'label'))}" if told(when, "label") != year else ""
    if formats.is_missing(row.get("forecast")):
        return sentences(f"The budget for {year} is {money(row['budget'])}. No forecast has been given{seen}")
    said = f"forecast spending is {money(row['forecast'])}: {variance(row)}"
    return sentences(f"The budget for {year} is {money(row['budget'])} and {said}{seen}")


def budget_savings(row: Facts) -> str:
    """Savings delivered of those planned: "£3.8 million of £12.5 million, 31%"; empty where none are stated."""
    planned, delivered = money(row.get("savings_planned")), money(row.get("savings_delivered"))
    if not planned:
        return delivered
    part = share(row.get("savings_delivered"), row.get("savings_planned"))
    return f"{delivered or 'none yet'} of {planned}" + (f", {part}" if part else "")


def variance_title(parts: Any) -> str:
    """The finding of a chart of variances: how many are beyond 2 per cent, and the largest gap in pounds."""
    found = [row for row in rows(parts) if told(row, "direction")]
    if not found:
        return "No forecast has been given"
    red = sum(row["status"] == "red" for row in found)
    worst = max(found, key=lambda row: abs(float(row["variance"])))
    if worst["direction"] == "on":
        return "Every forecast is on budget"
    many = f"{formats.count(red, len(found))} {'is' if red == 1 else 'are'}" if red else "None is"
    gap = f"{money(abs(float(worst['variance'])))} {worst['direction']}"
    return f"{many} more than 2% off budget; the largest gap is {worst['short_title']}, {gap}"


def variance_sentence(parts: Any) -> str:
    """Which nodes are beyond 2 per cent, which beyond 1, and how many are within."""
    found = rows(parts)
    red, amber = (
        listed(f"{row['short_title']} ({variance(row, of='')})" for row in found if told(row, "status") == status)
        for status in ("red", "amber")
    )
    within = sum(told(row, "status") == "green" for row in found)
    return sentences(
        f"More than 2% off: {red}" if red else "",
        f"1% to 2% off: {amber}" if amber else "",
        f"{formats.count(within, len(found))} within 1% of budget" if found else "",
    )


def forecast_title(history: Any) -> str:
    """The finding of a forecast over the periods: how it has moved within the last year shown."""
    year = _last_year(history)
    if not year:
        return "No forecast has been given"
    first, last = year[0], year[-1]
    named = year_label(last["financial_year"])
    if len(year) == 1:
        return f"The first forecast of {named} is {variance(last, of='')}"
    if first["variance"] == last["variance"]:
        return f"The forecast of {named} has not moved: {variance(last, of='')}"
    return f"The forecast of {named} has moved from {variance(first, of='')}, to {variance(last, of='')}"


def forecast_sentence(history: Any) -> str:
    """Where each year's last forecast stood, the latest year first."""
    found = {row["financial_year"]: row for row in rows(history) if told(row, "direction")}
    return sentences(
        *(
            f"{year_label(year)}: {variance(row)}, as seen {formats.in_period(told(row, 'label'))}"
            for year, row in reversed(found.items())
        )
    )


def finance_lead(total: Facts, when: Facts, parts: Any, many: str) -> str:
    """What the whole budget says: the line of the total, and how many parts are beyond 2 per cent."""
    found = rows(parts)
    red = sum(told(row, "status") == "red" for row in found)
    counted = f"{formats.count(red, len(found))} {many} {'is' if red == 1 else 'are'} more than 2% off" if found else ""
    return sentences(budget_line(total, when), counted)


def financial_year(begins: Any) -> str:
    """The name of a financial year from the year it begins in: 2026 is 2026/27; none is "No date"."""
    if formats.is_missing(begins):
        return "No date"
    return f"{int(begins)}/{(int(begins) + 1) % 100:02}"


def _last_year(history: Any) -> list[dict[str, Any]]:
    found = [row for row in rows(history) if told(row, "direction")]
    return [row for row in found if row["financial_year"] == found[-1]["financial_year"]]


def _pounds(amount: Any) -> Decimal | None:
    """Pounds to the penny, without sign, as mart_budget counts them."""
    if formats.is_missing(amount):
        return None
    return abs(Decimal(repr(float(amount)))).quantize(_PENNY, ROUND_HALF_UP)
