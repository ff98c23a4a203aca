"""Every payment journey and every crash once more, through Stripe's adapter and dialect instead of the plain simulator."""

from tests.domains.payments.test_crashes import *  # noqa: F403
from tests.domains.payments.test_given_up_and_credited import *  # noqa: F403
from tests.domains.payments.test_journeys import *  # noqa: F403
