"""The sheets of a framework pack: one model per sheet, one field per column. A column not named here is refused."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.framework.columns import (
    FOREVER,
    LONG_AGO,
    Audience,
    Code,
    Icon,
    Many,
    PeriodCode,
    Ref,
    Sheet,
    Strength,
    Yes,
)
from pipelines.framework.surroundings import SURROUNDINGS


class Plan(Sheet):
    """A plan, or a node of one."""

    key = ("node",)

    plan: Annotated[Code, Ref("plan")]
    node: Code
    level: Annotated[str | None, Ref("level")] = None
    parent: Annotated[str | None, Ref("node")] = None
    title: str
    short_title: str | None = None
    ambition: str | None = None
    aims: str | None = None
    need: str | None = None
    owner: str | None = None
    portfolio: str | None = None
    partners: str | None = None
    partnership: Yes = False
    kind: Literal["corporate", "strategic", "delivery", "improvement", "directorate"] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    state: Literal["draft", "approved", "superseded"] = "approved"
    supersedes: Annotated[Many, Ref("node")] = ()
    classes: Annotated[Many, Ref("class")] = ()
    document: Annotated[str | None, Ref("document")] = None
    icon: Icon | None = None
    forum: Annotated[str | None, Ref("forum")] = None


class Measure(Sheet):
    """A measure's definition sheet."""

    key = ("measure", "valid_from")

    measure: Code
    title: str
    short_title: str | None = None
    plain: str | None = None
    definition: str | None = None
    rationale: str | None = None
    formula: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    inclusions: str | None = None
    unit: str
    prefix: str = ""
    suffix: str = ""
    decimals: Annotated[int, Field(ge=0, le=6)]
    polarity: Literal["higher", "lower", "band", "none"]
    band_low: float | None = None
    band_high: float | None = None
    band_margin: float | None = None
    tier: Annotated[str, Ref("tier")]
    component: Annotated[Many, Ref("component")] = ()
    type: str | None = None
    theme: str | None = None
    frequency: Literal["monthly", "quarterly", "half-yearly", "annual", "academic", "irregular"]
    period_type: (
        Literal["month", "quarter", "half", "financial", "academic", "calendar", "rolling12", "multi-year", "snapshot"]
        | None
    ) = None
    due_days: Annotated[int, Field(ge=0)] | None = None
    aggregation: Literal["sum", "last", "ratio", "weighted", "none"] | None = None
    cumulative: Yes = False
    scheme: Annotated[str | None, Ref("scheme")] = None
    tolerance: Annotated[float, Field(ge=0)] | None = None
    tolerance_kind: Literal["relative", "absolute"] | None = None
    council_role: Literal["deliver", "enable", "influence"] | None = None
    three_e: Literal["economy", "efficiency", "effectiveness"] | None = None
    source_system: str | None = None
    takes: Annotated[str, Field(pattern=r"^[a-z_]+:.+")] | None = None
    source_name: str | None = None
    source_url: str | None = None
    licence: str | None = None
    owner: str | None = None
    data_owner: str | None = None
    contact: str | None = None
    directorate: Annotated[str | None, Ref("node")] = None
    service: Annotated[str | None, Ref("node")] = None
    portfolio: str | None = None
    committee: str | None = None
    lifecycle: Literal["proposed", "provisional", "in_development", "live", "retired"] = "live"
    replaced_by: Annotated[str | None, Ref("measure")] = None
    visibility: Audience | None = None
    value_type: Literal["proportion", "rate", "count", "mean", "ratio", "index", "money"] | None = None
    per: Annotated[float, Field(gt=0)] | None = None
    suppress_below: Annotated[int, Field(ge=2)] | None = None
    quartiles: Yes = True
    seasonal: Yes = False
    spc_baseline: Annotated[int, Field(ge=8)] | None = None
    national_set: str | None = None
    national_code: str | None = None
    guidance: str | None = None
    headline: Yes = False
    baskets: Annotated[Many, Ref("basket")] = ()
    baseline: float | None = None
    baseline_period: PeriodCode | None = None
    caveats: str | None = None
    quality: str | None = None
    classes: Annotated[Many, Ref("class")] = ()
    contributors: Annotated[Many, Ref("node")] = ()
    partners: str | None = None
    wards: str | None = None
    collection: Literal["automatic", "part automatic", "by hand"] | None = None
    reach: Literal["corporate", "local"] = "corporate"
    also_in: Many = ()
    approved_by: str | None = None
    approved_on: date | None = None
    valid_from: date = LONG_AGO
    valid_to: date = FOREVER


class Link(Sheet):
    """A measure's contribution to a plan node."""

    key = ("measure", "node", "valid_from")

    measure: Annotated[str, Ref("measure")]
    node: Annotated[str, Ref("node")]
    strength: Strength = "direct"
    headline: Yes = False
    valid_from: date | None = None
    valid_to: date | None = None


class Target(Sheet):
    """What was set for one measure and period."""

    key = ("measure", "period", "set_on")

    measure: Annotated[str, Ref("measure")]
    period: PeriodCode
    target: float | None = None
    intervention: float | None = None
    stretch: float | None = None
    set_on: date = LONG_AGO
    who: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> Self:
        if self.target is None and self.intervention is None:
            raise ValueError("a target, an intervention level, or both")
        return self


class Milestone(Sheet):
    """A milestone as it stood on one day."""

    key = ("milestone", "as_at")

    milestone: Code
    title: str
    nodes: Annotated[Many, Field(min_length=1), Ref("node")]
    strength: Strength = "direct"
    source_plan: str | None = None
    review: str | None = None
    owner: str | None = None
    partners: str | None = None
    category: str | None = None
    horizon: Literal["short", "medium", "long"] | None = None
    evidence: Annotated[Many, Ref("evidence")] = ()
    start_date: date | None = None
    baseline: date | None = None
    forecast: date | None = None
    actual: date | None = None
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    tolerance_days: Annotated[int, Field(ge=0)] = 14
    programme: Annotated[str | None, Ref("programme")] = None
    recommendation: Annotated[str | None, Ref("recommendation")] = None
    note: str | None = None
    as_at: date


class Commentary(Sheet):
    """What an owner says about a measure or node in one period."""

    key = ("measure", "node", "period")

    measure: Annotated[str | None, Ref("measure")] = None
    node: Annotated[str | None, Ref("node")] = None
    period: PeriodCode
    going_well: str | None = None
    needs_improvement: str | None = None
    action: str | None = None
    action_owner: str | None = None
    action_due: date | None = None
    exception: Yes = False
    judgement: Literal["green", "amber", "red"] | None = None
    judgement_reason: str | None = None
    author: str | None = None
    written_on: date | None = None
    sources: str | None = None

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if self.measure is None and self.node is None:
            raise ValueError("a measure or a plan node")
        return self

    @model_validator(mode="after")
    def _is_judged_with_a_reason(self) -> Self:
        if self.judgement and not (self.node and self.judgement_reason and self.written_on):
            raise ValueError("a plan node, judgement_reason and written_on beside a judgement (DR-39)")
        return self


class Event(Sheet):
    """An outside event, a break in a series, or new control limits."""

    key = ("event",)

    event: Code
    measure: Annotated[str | None, Ref("measure")] = None
    event_date: date
    kind: Literal["event", "break", "rebase"]
    label: str
    note: str | None = None


Score = Annotated[int, Field(ge=0, le=2)]


class Quality(Sheet):
    """How a data owner scores the six characteristics of data quality, for one period or for all (DR-38)."""

    key = ("measure", "period")

    measure: Annotated[str, Ref("measure")]
    period: PeriodCode | None = None
    accuracy: Score
    validity: Score
    reliability: Score
    timeliness: Score
    relevance: Score
    completeness: Score
    signed_by: str | None = None
    signed_on: date | None = None
    challenge: str | None = None


class Budget(Sheet):
    """Budget and forecast of a plan node in one period, in pounds."""

    key = ("node", "period")

    node: Annotated[str, Ref("node")]
    period: PeriodCode
    budget: float
    forecast: float | None = None
    savings_planned: Annotated[float, Field(ge=0)] | None = None
    savings_delivered: float | None = None


class Basket(Sheet):
    """A named set of measures."""

    key = ("basket",)

    basket: Code
    name: str
    audience: str | None = None
    cadence: str | None = None
    reach: Literal["corporate", "local"] = "corporate"
    interim: Yes = False


class Forum(Sheet):
    """A meeting body that considers performance."""

    key = ("forum",)

    forum: Code
    name: str
    cadence: Literal["monthly", "quarterly", "half-yearly", "annual", "ad hoc"]
    kind: str | None = None
    audience: str | None = None
    chair: str | None = None
    description: str | None = None
    baskets: Annotated[Many, Ref("basket")] = ()


class Meeting(Sheet):
    """One meeting of a forum."""

    key = ("meeting",)

    meeting: Code
    forum: Annotated[str, Ref("forum")]
    held_on: date
    period: PeriodCode | None = None


class Document(Sheet):
    """A strategy, plan document, report or assessment."""

    key = ("document",)

    document: Code
    title: str
    kind: str
    owner: str | None = None
    published_on: date | None = None
    review_on: date | None = None
    url: str | None = None
    summary: str | None = None
    text: str | None = None
    theme: str | None = None
    parent: Annotated[str | None, Ref("document")] = None
    measures: Annotated[Many, Ref("measure")] = ()
    nodes: Annotated[Many, Ref("node")] = ()


class Area(Sheet):
    """An area the published geography does not hold."""

    key = ("area",)

    area: Code
    name: str
    type: str
    region: str | None = None
    nation: str | None = None


class GroupMember(Sheet):
    """One member of a comparator group."""

    key = ("group", "area")

    group: Code
    name: str
    family: str
    version: str
    of_area: str | None = None
    method: str | None = None
    area: Code
    rank: Annotated[int, Field(ge=1)] | None = None


SHEETS: dict[str, type[Sheet]] = {
    "plan": Plan,
    "measures": Measure,
    "links": Link,
    "targets": Target,
    "milestones": Milestone,
    "commentary": Commentary,
    "events": Event,
    "quality": Quality,
    "budgets": Budget,
    "baskets": Basket,
    "forums": Forum,
    "meetings": Meeting,
    "documents": Document,
    "areas": Area,
    "groups": GroupMember,
    **SURROUNDINGS,
}
"""Sheet name (file name without .csv) to the model of its rows."""

COMPULSORY = ("plan", "measures")
