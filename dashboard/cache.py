"""Where answers of the database are kept: in this process, or in a Redis that several replicas share."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_caching import Cache

DAY = 24 * 60 * 60
MOST = 2000

log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The cache that the settings name cannot be used; the message is one sentence that says why and what to do."""


def in_process(server: Flask) -> Cache:
    """Return a cache of this process alone. Nothing in it grows old: the snapshot is part of every key."""
    return Cache(server, config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 0, "CACHE_THRESHOLD": MOST})


class Shared:
    """A cache in Redis. It saves time and is never needed: while it does not answer, the database does."""

    def __init__(self, server: Flask, url: str) -> None:
        """Connect to ``redis://…``. Raises Unreachable."""
        place = f"GOLDEN_THREAD_CACHE_URL names {urlsplit(url).hostname}, but"
        try:
            import redis
        except ImportError as error:
            raise Unreachable(f"{place} the package redis is not installed; `pip install redis`.") from error
        self._away = redis.RedisError
        try:
            redis.Redis.from_url(url).ping()
        except (redis.RedisError, ValueError) as error:
            raise Unreachable(f"{place} it cannot be used ({error}); start it, or unset the variable.") from error
        # The keys of old snapshots are never asked for again; a day later they are gone.
        config = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": url, "CACHE_DEFAULT_TIMEOUT": DAY}
        self._cache = Cache(server, config=config | {"CACHE_KEY_PREFIX": "golden-thread:"})

    def get(self, key: str) -> Any:
        """Return what is kept under ``key``, or None."""
        try:
            return self._cache.get(key)
        except self._away as error:
            log.warning("The shared cache does not answer (%s); the database does.", error)
            return None

    def set(self, key: str, value: Any) -> None:
        """Keep ``value`` under ``key``."""
        try:
            self._cache.set(key, value)
        except self._away as error:
            log.warning("The shared cache does not take an answer (%s).", error)


def named(server: Flask, url: str | None) -> Cache | Shared:
    """Return the cache that the settings name. Raises Unreachable."""
    return Shared(server, url) if url else in_process(server)
