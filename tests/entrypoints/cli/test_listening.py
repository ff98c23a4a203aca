"""What the server listens on."""

from __future__ import annotations

import socket

from trunkline.entrypoints.cli.serve import _listening
from trunkline.infra.config import Config


def test_no_answer_waits_for_a_delayed_acknowledgement() -> None:
    """asyncio sets TCP_NODELAY only on connections of sockets that name their protocol; each answer took 40 ms more without."""
    with _listening(Config(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
