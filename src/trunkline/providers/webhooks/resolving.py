"""Names become addresses by the resolver of the machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence


class SystemResolver:
    """Implements `NameResolver`. It reads an address in any notation (`0x7f.1`, `2130706433`) as the system's own `connect` would."""

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))
