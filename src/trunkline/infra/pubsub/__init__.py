"""Wake-ups: "look again", said to whoever waits for a topic. Never the thing itself.

A wake-up may be lost (a restart, a dropped connection, a full buffer): it then costs latency, never a message. Therefore a topic
carries no content, and every reader also looks by itself about once a second.
"""

from trunkline.infra.pubsub.in_process import ProcessWakeUps
from trunkline.infra.pubsub.waiting import WakeUps, Woken

__all__ = ["ProcessWakeUps", "WakeUps", "Woken"]
