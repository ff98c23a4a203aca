"""How the installation is connected to Stripe: what is accepted, and that no refusal repeats a key."""

from __future__ import annotations

import pytest

from trunkline.infra.config import load_config
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.errors import Misconfigured

KEY = "TRUNKLINE_STRIPE_SECRET_KEY"
SECRETS = "TRUNKLINE_STRIPE_WEBHOOK_SECRETS"
PUBLISHABLE = "TRUNKLINE_STRIPE_PUBLISHABLE_KEY"
BASE = "TRUNKLINE_STRIPE_API_BASE"


def test_without_a_key_stripe_is_not_connected() -> None:
    assert load_config({}).stripe is None
    assert load_config({KEY: ""}).stripe is None


def test_everything_that_can_be_set() -> None:
    environ = {
        KEY: "sk_test_1",
        SECRETS: "whsec_new whsec_old",
        PUBLISHABLE: "pk_test_1",
        BASE: "http://127.0.0.1:8421/",
    }
    config = load_config(environ)
    assert config.stripe == StripeSettings(
        "sk_test_1", ("whsec_new", "whsec_old"), "pk_test_1", "http://127.0.0.1:8421"
    )
    assert not any(secret in repr(config) for secret in ("sk_test_1", "whsec_new", "whsec_old"))
    assert load_config({KEY: "rk_live_1"}).stripe == StripeSettings("rk_live_1")


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({KEY: "pk_live_secret"}, KEY),
        ({KEY: "sk_live_\nsecret"}, KEY),
        ({KEY: "sk_live_sécret"}, KEY),
        ({KEY: "sk_test_1", SECRETS: "whsec_1, secret"}, SECRETS),
        ({KEY: "sk_test_1", PUBLISHABLE: "sk_live_secret"}, PUBLISHABLE),
        ({KEY: "sk_test_1", BASE: "api.stripe.com"}, BASE),
        ({KEY: "sk_test_1", BASE: "ftp://x"}, BASE),
        ({KEY: "sk_test_1", BASE: "https://x?secret"}, BASE),
        ({SECRETS: "whsec_secret"}, KEY),
        ({PUBLISHABLE: "pk_secret"}, KEY),
        ({"TRUNKLINE_STRIPE_KEY": "sk_live_secret"}, "TRUNKLINE_STRIPE_KEY"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_not_repeated(environ: dict[str, str], name: str) -> None:
    with pytest.raises(Misconfigured, match=name) as refused:
        load_config(environ)
    assert "secret" not in str(refused.value)
    assert "sécret" not in str(refused.value)
