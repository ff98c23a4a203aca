"""The verbs of the room."""

from trunkline.domains.ledger.actions.posting import open_deferrals, post, release_earned
from trunkline.domains.ledger.actions.rebuilding import rebuild_balances

__all__ = ["open_deferrals", "post", "rebuild_balances", "release_earned"]
