"""Where what is asked of the database is kept: in this process, up to so many bytes, or in a Redis replicas share."""

import logging
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_caching import Cache
from flask_caching.backends.base import BaseCache

DAY = 24 * 60 * 60
MOST = 64 * 2**20
"""Bytes a process keeps: some three thousand questions. Whole answers lie on disk, so few are asked twice."""

log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The cache that the settings name cannot be used; the message is one sentence that says why and what to do."""


class Bounded(BaseCache):
    """A cache of this process alone, pickled; nothing grows old, what was longest not asked for makes room."""

    def __init__(self, most: int = MOST) -> None:
        """Keep at most so many bytes."""
        super().__init__()
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any:
        """Return what is kept under ``key``, the caller's own to change, or None."""
        with self._lock:
            held = self._kept.get(key)
            if held is None:
                return None
            self._kept.move_to_end(key)
        return pickle.loads(held)

    def set(self, key: str, value: Any, timeout: Any = None) -> bool:
        """Keep ``value`` under ``key``, unless it alone would take an eighth of the room."""
        held = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if len(held) > self._most // 8:
            return False
        with self._lock:
            self._put(key, held)
        return True

    def add(self, key: str, value: Any, timeout: Any = None) -> bool:
        """Keep ``value`` under ``key`` if nothing is kept there, and tell so."""
        with self._lock:
            if key in self._kept:
                return False
            self._put(key, pickle.dumps(value))
            return True

    def delete(self, key: str) -> bool:
        """Keep nothing under ``key``."""
        with self._lock:
            self._size -= len(self._kept.pop(key, b""))
        return True

    def _put(self, key: str, held: bytes) -> None:
        self._size += len(held) - len(self._kept.pop(key, b""))
        self._kept[key] = held
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])


def in_process(server: Flask) -> Cache:
    """Return a cache of this process alone; the snapshot is part of every key, so nothing is ever invalidated."""
    return Cache(server, config={"CACHE_TYPE": "dashboard.cache.Bounded", "CACHE_DEFAULT_TIMEOUT": 0})


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
        return self._told(None, lambda: self._cache.get(key))

    def set(self, key: str, value: Any) -> Any:
        """Keep ``value`` under ``key``."""
        return self._told(False, lambda: self._cache.set(key, value))

    def add(self, key: str, value: Any, timeout: int) -> Any:
        """Keep ``value`` under ``key`` for so many seconds if nothing is kept there, and tell so."""
        return self._told(True, lambda: self._cache.add(key, value, timeout))

    def delete(self, key: str) -> Any:
        """Keep nothing under ``key``."""
        return self._told(False, lambda: self._cache.delete(key))

    def _told(self, otherwise: Any, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except self._away as error:
            log.warning("The shared cache does not answer (%s); the database does.", error)
            return otherwise


def named(server: Flask, url: str | None) -> Cache | Shared:
    """Return the cache that the settings name. Raises Unreachable."""
    return Shared(server, url) if url else in_process(server)
