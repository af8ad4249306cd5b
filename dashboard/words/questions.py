"""Questions a scrutiny member could ask of a measure, each with the evidence for asking it. Rules, no model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]

AT_MOST = 5
LONG_RED = 3
SMALL = 20
"""A count behind a figure below which one or two cases move it visibly."""
FAR_AHEAD = 0.1
BIG_REVISION = 0.02


@dataclass(frozen=True)
class Question:
    """A question, and the sentence with figures that is the reason to ask it."""

    text: str
    evidence: str


def questions(
    about: Facts,
    facts: Facts,
    *,
    variation: Facts | None = None,
    outlook: Any = None,
    quality: Facts | None = None,
    position: Facts | None = None,
    commentary: Facts | None = None,
    revision: Facts | None = None,
) -> list[Question]:
    """At most five questions on a measure, the most important first. Stub in place while the rules are written."""
    return []
