"""Later work on providers' notices: what they are about is looked up, and those that never arrived are found."""

from __future__ import annotations

from datetime import timedelta

import structlog

from trunkline.domains.payments import actions
from trunkline.domains.payments.events import NoticeReceived, NoticeReplayed
from trunkline.domains.payments.model import NoticeState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.queue import JobRow, RetryLater, Run, job, never
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Problem
from trunkline.kernel.ids import NoticeId

NOTICE_AGAIN = timedelta(minutes=1)
log = structlog.get_logger("trunkline.payments")


async def _give_up_notice(scope: Scope, row: JobRow) -> None:
    await actions.give_up_notice(scope, NoticeId.parse(str(row.payload["subject"])), "Its job was given up.")


@job("payments.handle_notice", on=(NoticeReceived, NoticeReplayed), given_up=_give_up_notice)
async def handle_notice(run: Run) -> None:
    """What a provider told of is looked up there; what is not there yet is looked for again. The verdict says when it has waited long
    enough: however long the provider is out, that uses up no attempt.
    """
    verdict = await actions.handle_notice(run.begin, run.port(PaymentProviders), NoticeId.parse(run.subject))
    if verdict.state is NoticeState.waiting:
        wait = min(NOTICE_AGAIN * 2 ** min(run.attempt - 1, 6), timedelta(hours=1))
        raise RetryLater(verdict.effect, after=wait, spends=False)


@job("payments.poll_notices", every="*/5 * * * *", alarm=never)
async def poll_notices(run: Run) -> None:
    """Notices that never arrived are found in the provider's own list. A provider that is out is asked the next time.

    What is wrong with one provider's list fails the job, and only after the others were read.
    """
    providers, wrong = run.port(PaymentProviders), list[Exception]()
    for name in providers.names:
        try:
            await actions.poll_notices(run.begin, providers, name)
        except Problem as error:
            log.warning("notices_not_polled", provider=name, reason=error.detail)
        except Exception as error:
            log.exception("notices_not_polled", provider=name)
            wrong.append(error)
    if wrong:
        raise wrong[0]
