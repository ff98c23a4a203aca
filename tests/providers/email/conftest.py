"""The certificate that the tests of webhooks make, and a letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.providers.webhooks.conftest import certified as certified
from trunkline.domains.notifications.model import File, Letter


@pytest.fixture
def letter() -> Letter:
    return Letter(
        message_id="<mai_1@trunkline.example>",
        sender="Trunkline Büro <billing@trunkline.example>",
        recipient="accounts@nordlicht.example",
        title="Zahlung über 119,00 € erhalten",
        text="Danke.\n.\n..und mehr\n",
        html="<p>Danke.</p>",
        locale="de",
        written_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
        files=(File("receipt-1.pdf", b"%PDF-1.7 \x00\xff\r\n.\r\n"),),
    )
