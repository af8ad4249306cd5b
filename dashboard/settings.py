"""What an installation may set, read once from the environment."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.access import Tier


class Settings(BaseSettings):
    """``GOLDEN_THREAD_WAREHOUSE`` (a folder), ``GOLDEN_THREAD_TIER`` and ``GOLDEN_THREAD_CACHE_URL`` (``redis://…``).

    Raises pydantic's ValidationError for a tier that does not exist.
    """

    model_config = SettingsConfigDict(env_prefix="GOLDEN_THREAD_", frozen=True)

    warehouse: Path = Path("data/warehouse")
    tier: Tier = "public"
    cache_url: str | None = None
