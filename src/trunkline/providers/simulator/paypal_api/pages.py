"""The pages on which a payer approves: as little HTML as does it."""

from __future__ import annotations

from html import escape

from trunkline.providers.simulator.paypal_api.payers import PAYERS

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Simulated PayPal</title>
<style>body{{font:16px/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}}button{{font:inherit;padding:.4rem 1rem}}</style>
<h1>Simulated PayPal</h1><p>No money moves here.</p>{content}</html>"""


def setup_page(token: str, field: str = "approval_session_id") -> str:
    """Which account is to be kept, or to pay; what each does when it is charged stands beside it."""
    choices = "".join(
        f'<option value="{escape(payer.account)}">{escape(payer.account)}: {escape(payer.about)}</option>'
        for payer in sorted(PAYERS.values(), key=lambda one: (one.account != "visa@wallet.example", one.account))
    )
    return _PAGE.format(
        content=f'<form method="post"><input type="hidden" name="{field}" value="{escape(token)}">'
        f'<p><label>Account <select name="payer">{choices}</select></label></p><button>Agree and continue</button></form>'
    )


def order_page(order_id: str) -> str:
    return _PAGE.format(
        content=f'<form method="post"><input type="hidden" name="token" value="{escape(order_id)}">'
        "<p>A payment waits for your approval.</p><button>Pay now</button></form>"
    )


def done_page(text: str) -> str:
    return _PAGE.format(content=f"<p>{escape(text)}</p>")
