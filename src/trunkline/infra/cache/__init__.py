"""Answers that may be reused: bytes under a key that says for whom they were made.

Values are bytes, encoded once: what a cached answer costs is then known exactly, both twins hold the same thing, and nobody can
change an object that somebody else is reading. `ProcessCache` serves one process, `RedisCache` (in `on_redis`) several.
"""

from trunkline.infra.cache.in_process import ProcessCache
from trunkline.infra.cache.key import Cache, CacheCounts, CacheKey, Load, permission_version

__all__ = ["Cache", "CacheCounts", "CacheKey", "Load", "ProcessCache", "permission_version"]
