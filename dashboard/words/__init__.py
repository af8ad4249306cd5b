"""Sentences from facts: rows of the marts and of dim_measure in, plain English out. Pure.

Every sentence ends with a full stop and names its period; verdicts come from a small fixed vocabulary.
"""

from dashboard.words.measure import headline, rank_clause, reason, target_clause, travel, travel_clause
from dashboard.words.plan import coverage, delivery, mix
from dashboard.words.position import benchmark_sentence, benchmark_title
from dashboard.words.prose import rows, sentences
from dashboard.words.status import (
    DELIVERY,
    STATUSES,
    Status,
    milestone,
    moved,
    on_target,
    ordered,
    red_run,
    rollup,
    status_label,
)
from dashboard.words.trend import event_notes, events_shown, runs, trend_finding, trend_sentence, trend_subtitle

__all__ = [
    "DELIVERY",
    "STATUSES",
    "Status",
    "benchmark_sentence",
    "benchmark_title",
    "coverage",
    "delivery",
    "event_notes",
    "events_shown",
    "headline",
    "milestone",
    "mix",
    "moved",
    "on_target",
    "ordered",
    "rank_clause",
    "reason",
    "red_run",
    "rollup",
    "rows",
    "runs",
    "sentences",
    "status_label",
    "target_clause",
    "travel",
    "travel_clause",
    "trend_finding",
    "trend_sentence",
    "trend_subtitle",
]
