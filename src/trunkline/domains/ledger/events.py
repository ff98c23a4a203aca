"""What is announced of the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerUnbalanced(Fact):
    """The nightly check has found `count` differences in a company's books, of which `first` is one; `trunkline ledger check` shows all.

    The company is the subject. Only the operator hears of it.
    """

    kind: ClassVar[str] = "ledger.unbalanced"
    audience: ClassVar[str] = Permission.platform_read

    count: int
    first: str
