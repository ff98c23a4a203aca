"""The payment providers that this installation is connected to, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.ports import PaymentProvider
from trunkline.kernel.errors import NotFound


@runtime_checkable
class _Closing(Protocol):
    async def close(self) -> None: ...


class Connected:
    """`PaymentProviders`, in the order given: new methods go to the first."""

    def __init__(self, first: PaymentProvider, *others: PaymentProvider) -> None:
        self.first = first
        self._by_name = {one.name: one for one in (first, *others)}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._by_name)

    def of(self, name: str) -> PaymentProvider:
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(self._by_name)
            raise NotFound(f"The payment provider {name!r} is not connected here; connected are: {known}.") from None

    async def close(self) -> None:
        """Give the connections to those back that are reached over a network."""
        for one in self._by_name.values():
            if isinstance(one, _Closing):
                await one.close()
