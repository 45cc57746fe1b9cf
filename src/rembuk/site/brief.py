"""What a process believes for a second, kept as it is: Django's memory cache without a copy for each who asks.

Whoever gets a value shares it with all threads and must not change it: keep frozen things, or copy what you change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache


class SharedMemory(LocMemCache):
    """Django's own stores a pickle and reads it anew for each request: for a thousand numbers that is 0.1 ms."""

    # What Django's class has, and its annotations leave out.
    _cache: OrderedDict[str, Any]
    _lock: Lock
    _set: Callable[[str, Any, Any], None]
    _delete: Callable[[str], bool]
    _has_expired: Callable[[str], bool]

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; whether it was kept."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._has_expired(made):
                return False
            self._set(made, value, timeout)
            return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value itself."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if self._has_expired(made):
                self._delete(made)
                return default
            self._cache.move_to_end(made, last=False)
            return self._cache[made]

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._set(made, value, timeout)

    def validate_key(self, key: str) -> None:
        """Any key will do here; Django's own asks whether Memcached would take it, sixteen times a post."""

    incr = BaseCache.incr
