"""What an installation may set, read once from the environment."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dashboard.access import Tier

_SITE = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")


class Settings(BaseSettings):
    """``GOLDEN_THREAD_WAREHOUSE`` (a folder), ``GOLDEN_THREAD_TIER`` and ``GOLDEN_THREAD_CACHE_URL`` (``redis://…``).

    ``GOLDEN_THREAD_EMBED_SITES`` names the sites that may show a figure in a frame: origins, with spaces between them.
    ``GOLDEN_THREAD_DRAW_AHEAD`` is no where an idle processor costs money: pages are then drawn only when asked for.
    ``GOLDEN_THREAD_SCRATCH`` is set by `serve`: the folder of the files its processes make for each other.
    Raises pydantic's ValidationError for a tier that does not exist and for a site that is no origin.
    """

    model_config = SettingsConfigDict(env_prefix="GOLDEN_THREAD_", frozen=True)

    warehouse: Path = Path("data/warehouse")
    tier: Tier = "public"
    cache_url: str | None = None
    draw_ahead: bool = True
    scratch: Path | None = None
    embed_sites: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("embed_sites", mode="before")
    @classmethod
    def _origins(cls, given: Any) -> tuple[str, ...]:
        """Read sites as they stand in the environment; whatever is no origin would be a hole in the policy."""
        sites = tuple(given.replace(",", " ").split() if isinstance(given, str) else given)
        for site in sites:
            if not _SITE.fullmatch(site):
                raise ValueError(f"{site!r} is no site; write its origin alone, such as https://www.example.gov.uk")
        return sites
