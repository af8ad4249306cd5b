"""The sheets of what stands around measures: programmes, risks, contracts, surveys, roles, words and decisions."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.framework.columns import Code, Many, PeriodCode, Ref, Sheet, Yes

Five = Annotated[int, Field(ge=1, le=5)]
Pounds = Annotated[float, Field(ge=0)]


class Programme(Sheet):
    """A programme of change, a project within one, or an improvement plan answering reviews."""

    key = ("programme",)

    programme: Code
    title: str
    kind: Literal["programme", "project", "improvement"] = "programme"
    parent: Annotated[str | None, Ref("programme")] = None
    nodes: Annotated[Many, Ref("node")] = ()
    measures: Annotated[Many, Ref("measure")] = ()
    summary: str | None = None
    owner: str | None = None
    board: str | None = None
    directorate: Annotated[str | None, Ref("node")] = None
    start_date: date | None = None
    end_date: date | None = None
    budget: Pounds | None = None
    savings_planned: Pounds | None = None
    savings_delivered: float | None = None
    state: Literal["proposed", "active", "paused", "closed"] = "active"
    document: Annotated[str | None, Ref("document")] = None


class Benefit(Sheet):
    """A benefit a programme is to bring, as it stood on one day."""

    key = ("benefit", "as_at")

    benefit: Code
    programme: Annotated[str, Ref("programme")]
    title: str
    measure: Annotated[str | None, Ref("measure")] = None
    unit: str | None = None
    planned: float | None = None
    delivered: float | None = None
    due: date | None = None
    mtfs_line: str | None = None
    note: str | None = None
    as_at: date


class Recommendation(Sheet):
    """A recommendation of a review, and how the council answered it."""

    key = ("recommendation",)

    recommendation: Code
    review: str
    kind: Literal["review", "inspection", "audit", "peer challenge", "working group"] = "review"
    reviewer: str | None = None
    title: str
    text: str | None = None
    received_on: date | None = None
    response: Literal["accepted", "partly accepted", "not accepted", "awaited"] = "awaited"
    answer: str | None = None
    programme: Annotated[str | None, Ref("programme")] = None
    nodes: Annotated[Many, Ref("node")] = ()
    measures: Annotated[Many, Ref("measure")] = ()
    document: Annotated[str | None, Ref("document")] = None
    owner: str | None = None
    closed_on: date | None = None


class Risk(Sheet):
    """A strategic risk; its score is likelihood times impact."""

    key = ("risk",)

    risk: Code
    title: str
    description: str | None = None
    likelihood: Five
    impact: Five
    target_score: Annotated[int, Field(ge=1, le=25)] | None = None
    owner: str | None = None
    mitigation: str | None = None
    reviewed_on: date | None = None
    measures: Annotated[Many, Ref("measure")] = ()
    nodes: Annotated[Many, Ref("node")] = ()


class Contract(Sheet):
    """A line of the contract register."""

    key = ("contract",)

    contract: Code
    title: str
    supplier: str
    category: str | None = None
    value: Pounds | None = None
    start_date: date | None = None
    end_date: date | None = None
    review_on: date | None = None
    owner: str | None = None
    sme: Yes | None = None
    local: Yes | None = None
    social_value: str | None = None
    measures: Annotated[Many, Ref("measure")] = ()
    nodes: Annotated[Many, Ref("node")] = ()


class Survey(Sheet):
    """The answer to one question of a survey in one period; ``base`` of those ``invited`` answered it."""

    key = ("survey", "question", "period")

    survey: Code
    title: str
    kind: Literal["workforce", "pulse", "residents", "users", "consultation"]
    question: str
    answer: str
    period: PeriodCode
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    base: Annotated[int, Field(ge=0)]
    invited: Annotated[int, Field(ge=1)] | None = None
    higher_is_better: Yes = True
    nodes: Annotated[Many, Ref("node")] = ()
    measures: Annotated[Many, Ref("measure")] = ()
    note: str | None = None
    decision: str | None = None
    budget: Yes = False

    @model_validator(mode="after")
    def _no_more_answered_than_were_asked(self) -> Self:
        if self.invited is not None and self.base > self.invited:
            raise ValueError(f"a base of no more than the {self.invited} who were invited")
        return self


class Term(Sheet):
    """A word of the council's or of statistics, explained."""

    key = ("term",)

    term: str
    meaning: str
    also: Many = ()


class Role(Sheet):
    """Who is responsible for what."""

    key = ("role",)

    role: str
    kind: Literal["member", "officer", "partner"]
    duties: str
    forums: Annotated[Many, Ref("forum")] = ()


class Class(Sheet):
    """One class of a classification that cuts across the plan: an operating principle, an SDG, an equality duty.

    ``classification_name`` is what readers see of the classification; it needs saying on one of its rows only.
    """

    key = ("classification", "class_code")

    classification: str
    classification_name: str | None = None
    class_code: Code
    name: str
    description: str | None = None


class Change(Sheet):
    """A decision about the framework itself, with its reason."""

    key = ("changed_on", "kind", "code", "summary")

    changed_on: date
    kind: Literal["measure", "target", "plan", "basket", "framework"]
    code: str | None = None
    summary: str
    reason: str
    decided_by: str | None = None
    added: Annotated[Many, Ref("measure")] = ()
    removed: Annotated[Many, Ref("measure")] = ()

    @model_validator(mode="after")
    def _names_what_changed(self) -> Self:
        if self.kind != "framework" and self.code is None:
            raise ValueError("the code of what changed")
        if (self.added or self.removed) and self.kind != "basket":
            raise ValueError("the kind basket: measures are added to a basket or removed from one")
        return self


class Day(Sheet):
    """A date of the council's year: a step of planning, of the budget or of reporting, or the framework's own start."""

    key = ("starts_on", "title")

    starts_on: date
    ends_on: date | None = None
    title: str
    kind: Literal["planning", "budget", "report", "refresh", "start"]
    forum: Annotated[str | None, Ref("forum")] = None
    note: str | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"ends_on no earlier than {self.starts_on}")
        return self


class Pair(Sheet):
    """A measure of cost beside a measure of what it buys: value for money."""

    key = ("pair",)

    pair: Code
    title: str
    cost: Annotated[str, Ref("measure")]
    outcome: Annotated[str, Ref("measure")]
    node: Annotated[str | None, Ref("node")] = None
    statement: str | None = None


SURROUNDINGS: dict[str, type[Sheet]] = {
    "programmes": Programme,
    "benefits": Benefit,
    "recommendations": Recommendation,
    "risks": Risk,
    "contracts": Contract,
    "surveys": Survey,
    "glossary": Term,
    "roles": Role,
    "classes": Class,
    "changes": Change,
    "calendar": Day,
    "pairs": Pair,
}
"""Sheet name (file name without .csv) to the model of its rows."""
