"""Sentences from facts: rows of the marts and of dim_measure in, plain English out. Pure.

Every sentence ends with a full stop and names its period; titles, and words for a cell, have none. Verdicts come from
a small fixed vocabulary. What is not known (a missing key, None, NaN) is left out, never guessed, and never raises.
"""

from dashboard.words.breakdown import breakdown_sentence
from dashboard.words.distance import Change, changes, what_would_change
from dashboard.words.measure import headline, rank_clause, reason, target_clause, travel, travel_clause
from dashboard.words.outlook import outlook_refusal, outlook_sentence, outlook_title, outlook_words, projection_sentence
from dashboard.words.plan import coverage, delivery, mix
from dashboard.words.position import (
    benchmark_sentence,
    benchmark_title,
    quartile_words,
    quintile_words,
    significance_sentence,
)
from dashboard.words.prose import rows, sentences
from dashboard.words.quality import quality_sentence, revision_sentence
from dashboard.words.questions import Question, questions
from dashboard.words.scorecard import (
    filters_words,
    list_empty,
    list_meaning,
    list_title,
    scorecard_count,
    scorecard_title,
)
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
from dashboard.words.trend import (
    event_notes,
    events_shown,
    runs,
    trend_finding,
    trend_marker_words,
    trend_sentence,
    trend_subtitle,
)
from dashboard.words.variation import assurance_words, rule_words, spc_refusal, spc_sentence, spc_title, variation_words

__all__ = [
    "DELIVERY",
    "STATUSES",
    "Change",
    "Question",
    "Status",
    "assurance_words",
    "benchmark_sentence",
    "benchmark_title",
    "breakdown_sentence",
    "changes",
    "coverage",
    "delivery",
    "event_notes",
    "events_shown",
    "filters_words",
    "headline",
    "list_empty",
    "list_meaning",
    "list_title",
    "milestone",
    "mix",
    "moved",
    "on_target",
    "ordered",
    "outlook_refusal",
    "outlook_sentence",
    "outlook_title",
    "outlook_words",
    "projection_sentence",
    "quality_sentence",
    "quartile_words",
    "questions",
    "quintile_words",
    "rank_clause",
    "reason",
    "red_run",
    "revision_sentence",
    "rollup",
    "rows",
    "rule_words",
    "runs",
    "scorecard_count",
    "scorecard_title",
    "sentences",
    "significance_sentence",
    "spc_refusal",
    "spc_sentence",
    "spc_title",
    "status_label",
    "target_clause",
    "travel",
    "travel_clause",
    "trend_finding",
    "trend_marker_words",
    "trend_sentence",
    "trend_subtitle",
    "variation_words",
    "what_would_change",
]
