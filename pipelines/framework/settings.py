"""framework.toml of a pack, or the sheet "framework" of a workbook."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipelines.framework.columns import Code


class Council(BaseModel):
    """Who the dashboard is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    short_name: str
    area: Code
    accent: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#12436D"
    contact: str | None = None
    about: str | None = None
    demonstration: bool = False
    as_at: date | None = None
    measure_word: str = "measure"
    measure_word_plural: str = "measures"
    reporting: Literal["month", "quarter", "half", "financial"] = "quarter"
    public_by_default: bool = True


class Comparators(BaseModel):
    """Which comparator group is shown first, and how many of an ordered list count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: str | None = None
    neighbours: Annotated[int, Field(ge=1, le=60)] = 15


class Status(BaseModel):
    """The council's status scheme and its own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheme: Code = "intervention"
    words: dict[str, str] = {}


class Scheme(BaseModel):
    """The council's own status scheme: one that is built in, with other words or a tolerance of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    like: Literal["intervention", "tolerance", "brag", "direction", "two_state", "band"]
    name: str
    tolerance: Annotated[float, Field(ge=0)] | None = None
    tolerance_kind: Literal["relative", "absolute"] | None = None
    words: dict[str, str] = {}


class Level(BaseModel):
    """One level of the thread."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: str
    plural: str
    strand: Code = "plan"
    page: Literal["outcomes", "directorates", "services"]


class Tier(BaseModel):
    """One tier of measures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: str
    description: str | None = None
    rated: bool = True
    influence_rated: bool = False


class Component(BaseModel):
    """One component of the performance framework; ``page`` shows its measures beside what else is known of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    name: str
    page: Literal["health", "customers", "finance"] | None = None


class Settings(BaseModel):
    """framework.toml, or the sheet "framework" of a workbook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    council: Council
    comparators: Comparators = Comparators()
    status: Status = Status()
    schemes: tuple[Scheme, ...] = ()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    components: tuple[Component, ...] = ()
