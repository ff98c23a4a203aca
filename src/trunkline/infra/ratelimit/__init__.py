"""How often somebody may do something: GCRA, a leaky bucket that stores one number per key.

Two twins answer alike, to the microsecond: `ProcessLimiter` for one process, `RedisLimiter` (in `on_redis`) for several.
The key is the caller's: name the limit and whom it counts (`login:203.0.113.7`), never a secret.
"""

from trunkline.infra.ratelimit.gcra import Limit, Limiter, Verdict
from trunkline.infra.ratelimit.in_process import ProcessLimiter

__all__ = ["Limit", "Limiter", "ProcessLimiter", "Verdict"]
