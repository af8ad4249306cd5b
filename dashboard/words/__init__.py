"""Sentences from facts: rows of the marts and of dim_measure in, plain English out. Pure.

Every sentence ends with a full stop and names its period; titles, and words for a cell, have none. Verdicts come from
a small fixed vocabulary. What is not known (a missing key, None, NaN) is left out, never guessed, and never raises.
"""

from dashboard.words.breakdown import breakdown_sentence
from dashboard.words.delivery import (
    COMMITMENTS,
    KINDS,
    RECOMMENDATIONS,
    STATES,
    benefit,
    commitments,
    lifetime,
    money,
    programmes,
    recommendations,
    risk_score,
    risks,
    share,
    slip,
    timeline_sentence,
    timeline_title,
)
from dashboard.words.distance import Change, changes, what_would_change
from dashboard.words.measure import headline, rank_clause, reason, target_clause, travel, travel_clause
from dashboard.words.outlook import outlook_refusal, outlook_sentence, outlook_title, outlook_words, projection_sentence
from dashboard.words.plan import coverage, delivery, mix
from dashboard.words.position import (
    benchmark_sentence,
    benchmark_title,
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
from dashboard.words.variation import rule_words, spc_refusal, spc_sentence, spc_title

__all__ = [
    "COMMITMENTS",
    "DELIVERY",
    "KINDS",
    "RECOMMENDATIONS",
    "STATES",
    "STATUSES",
    "Change",
    "Question",
    "Status",
    "benchmark_sentence",
    "benchmark_title",
    "benefit",
    "breakdown_sentence",
    "changes",
    "commitments",
    "coverage",
    "delivery",
    "event_notes",
    "events_shown",
    "filters_words",
    "headline",
    "lifetime",
    "list_empty",
    "list_meaning",
    "list_title",
    "milestone",
    "mix",
    "money",
    "moved",
    "on_target",
    "ordered",
    "outlook_refusal",
    "outlook_sentence",
    "outlook_title",
    "outlook_words",
    "programmes",
    "projection_sentence",
    "quality_sentence",
    "questions",
    "rank_clause",
    "reason",
    "recommendations",
    "red_run",
    "revision_sentence",
    "risk_score",
    "risks",
    "rollup",
    "rows",
    "rule_words",
    "runs",
    "scorecard_count",
    "scorecard_title",
    "sentences",
    "share",
    "significance_sentence",
    "slip",
    "spc_refusal",
    "spc_sentence",
    "spc_title",
    "status_label",
    "target_clause",
    "timeline_sentence",
    "timeline_title",
    "travel",
    "travel_clause",
    "trend_finding",
    "trend_marker_words",
    "trend_sentence",
    "trend_subtitle",
    "what_would_change",
]
