"""What the framework lacks, in words: the rules of mart_coverage with their groups, counts and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import formats
from dashboard.words.prose import capital, sentences, small

MANY_FORUMS = 6
"""From how many forums on a measure is said to be reported to many (mart_coverage)."""


@dataclass(frozen=True)
class Rule:
    """A question asked of every thing of a kind: what those with a gap are called, why it matters, where it belongs.

    ``gap`` and ``means`` may name {many}, the council's word for measures. ``weighs`` is False for what is worth
    knowing and no fault.
    """

    group: str
    gap: str
    means: str
    weighs: bool = True


GROUPS = {
    "answers": "Who answers",
    "thread": "The golden thread",
    "forums": "Where it is reported",
    "definition": "Definitions and decisions",
    "data": "Where figures come from",
    "returns": "Returns and what is done",
}

GAPS = {
    "measure_owner": Rule("answers", "{many} without an accountable owner", "Nobody answers for the result."),
    "measure_data_owner": Rule("answers", "{many} without a data owner", "Nobody is named to supply the figure."),
    "measure_directorate": Rule("answers", "{many} without a directorate", "They stand on no directorate's page."),
    "measure_portfolio": Rule("answers", "{many} without a cabinet portfolio", "No member answers for them."),
    "owner_unknown": Rule(
        "answers",
        "{many} whose owner is known nowhere else",
        "The owner has no role here and answers for no plan, service or programme: a name that may have moved on.",
    ),
    "node_owner": Rule("answers", "Parts of the plan without an owner", "Nobody answers for the outcome or service."),
    "node_portfolio": Rule("answers", "Parts of the plan without a portfolio", "No member answers for them."),
    "milestone_owner": Rule("answers", "Open milestones without an owner", "Nobody answers for the date."),
    "programme_owner": Rule("answers", "Programmes and projects without an owner", "Nobody answers for the result."),
    "node_measure": Rule("thread", "Ends of the plan without {many}", "Nothing would show whether they are reached."),
    "measure_priority": Rule(
        "thread", "{many} that serve no part of the plan", "The golden thread does not reach them."
    ),
    "strategy_measure": Rule(
        "thread", "Strategies without {many}", "Neither the strategy nor a plan below it says how it will be known."
    ),
    "document_link": Rule("thread", "Documents linked to nothing", "They stand alone in the library."),
    "document_review": Rule("thread", "Documents overdue for review", "The date they set themselves has passed."),
    "document_review_date": Rule(
        "thread", "Strategies and plans without a review date", "Nobody will notice them age."
    ),
    "measure_forum": Rule("forums", "{many} reported to no forum", "Nobody looks at them together."),
    "measure_many_forums": Rule(
        "forums",
        f"{{many}} reported to {MANY_FORUMS} forums or more",
        "The same figure is prepared many times over: is each needed?",
        weighs=False,
    ),
    "measure_committee": Rule(
        "forums", "Service {many} without a scrutiny committee", "No committee is sure to look into them."
    ),
    "basket_forum": Rule("forums", "Baskets no forum considers", "The set is kept for nobody."),
    "forum_basket": Rule("forums", "Regular forums without a basket", "What they consider is not written down."),
    "measure_definition": Rule(
        "definition", "{many} with an incomplete definition", "Definition, reason, formula, inclusions and exclusions."
    ),
    "measure_approval": Rule(
        "definition", "{many} whose definition nobody has approved", "An approver and a date are wanted."
    ),
    "change_reason": Rule("definition", "Changes without a reason", "The data shows a change nobody has explained."),
    "measure_source": Rule("data", "{many} without a source", "Neither a source system nor a publisher is named."),
    "measure_collection": Rule("data", "{many} whose collection is not said", "Automatic, part automatic or by hand."),
    "measure_by_hand": Rule(
        "data", "{many} collected by hand", "Slower, dearer and easier to get wrong.", weighs=False
    ),
    "measure_parts": Rule(
        "data", "Shares and rates without numerator or denominator", "Nobody outside could work the figure out again."
    ),
    "measure_benchmark": Rule("data", "{many} with nothing to compare with", "No other council's figure is held."),
    "measure_target": Rule("data", "Judged {many} without a target for this year", "They cannot be on or off target."),
    "measure_quality": Rule("data", "{many} whose data quality nobody has rated", "How far to rely on it is not said."),
    "measure_figure": Rule("data", "{many} without any figure yet", "Defined, and still awaiting a first return."),
    "return_overdue": Rule("returns", "Returns overdue in the latest period", "The figure was due and has not come."),
    "return_missing": Rule("returns", "{many} with periods missing", "Between the first return and the last one due."),
    "return_late": Rule("returns", "{many} returned late at least once", "The first figure came after its due day."),
    "red_report": Rule(
        "returns", "Off target without an exception report", "A reason, an action, an owner and a date are owed."
    ),
    "red_action": Rule("returns", "Off target without an action", "Nothing is said to be done about it."),
}
"""Rule of mart_coverage to its words, in the order of the page."""


def gap_title(rule: str, many: str) -> str:
    """What the things with a gap are called: "KPIs without an accountable owner"."""
    return capital(GAPS[rule].gap.format(many=many))


def gap_meaning(rule: str, many: str) -> str:
    """Why the gap matters, in one sentence."""
    return GAPS[rule].means.format(many=many)


def gaps_found(rules: Mapping[str, tuple[int, int]], many: str) -> str:
    """What a council should look at first, from (gaps, asked) by rule.

    "25 of 32 questions find no gap. The widest: KPIs without a target, 116 of 116."
    """
    asked = {rule: counts for rule, counts in rules.items() if rule in GAPS and GAPS[rule].weighs and counts[1]}
    if not asked:
        return "Nothing could be asked: the framework holds nothing yet."
    whole = sum(not found for found, _ in asked.values())
    worst = max(asked, key=lambda rule: (asked[rule][0] / asked[rule][1], asked[rule][0]))
    found, of = asked[worst]
    widest = f"The widest gap: {small(gap_title(worst, many))}, {found:,} of {of:,}" if found else ""
    return sentences(f"{formats.count(whole, len(asked))} questions {'finds' if whole == 1 else 'find'} no gap", widest)


def gap_share(found: int, asked: int) -> str:
    """How much is without a gap: "97.6% complete"; whole figures only where it is all or nothing."""
    if not asked:
        return ""
    share = 100 * (asked - found) / asked
    decimals = 0 if share in (0, 100) else 1
    return f"{formats.number(share, decimals=decimals, suffix='%')} complete"


def forum_spread(rows: Any, many: str) -> str:
    """By how many forums measures are considered: "No forum considers 3 KPIs; 98 of 167 are considered by six…"."""
    counts = {int(row["forums"]): int(row["measures"]) for row in rows}
    total, none = sum(counts.values()), counts.get(0, 0)
    lots = sum(measures for forums, measures in counts.items() if forums >= MANY_FORUMS)
    if not total:
        return ""
    first = (
        f"No forum considers {none:,} of {total:,} {many}" if none else f"Every one of {total:,} {many} is considered"
    )
    return sentences(first, f"{formats.count(lots, total)} go to {MANY_FORUMS} forums or more" if lots else "")


def in_use(states: Mapping[str, int], many: str) -> str:
    """How the measures in use add up to the list of measures: "168 KPIs: 167 in use and 1 retired"."""
    total, retired = sum(states.values()), states.get("retired", 0)
    return f"{total:,} {many}: {total - retired:,} in use and {retired:,} retired"
