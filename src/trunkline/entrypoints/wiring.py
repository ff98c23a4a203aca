"""The one place that chooses adapters: the configuration says which size, this says which class."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from trunkline.domains.access.ports import CompanyDirectory
from trunkline.domains.currencies.ports import ProviderCurrencies, RateHistory, RateSources
from trunkline.domains.notifications.ports import MailSender, WebhookSender
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.tenants.ports import PaymentsMode
from trunkline.domains.tenants.queries import company_known
from trunkline.domains.usage.ports import CallFormats
from trunkline.entrypoints.directory import ProviderMode, TenantDirectory
from trunkline.entrypoints.payment_providers import SimulatedProviders, connect_payments
from trunkline.entrypoints.rooms import load_tables, words
from trunkline.infra.blobs import FolderBlobs
from trunkline.infra.cache import Cache, ProcessCache
from trunkline.infra.config import Config, kept_secret_key, prepare_data_dir
from trunkline.infra.db import open_database
from trunkline.infra.program import Program
from trunkline.infra.pubsub import ProcessWakeUps, WakeUps
from trunkline.infra.queue import Jobs
from trunkline.infra.ratelimit import Limiter, ProcessLimiter
from trunkline.kernel.clock import Clock, SystemClock
from trunkline.kernel.ids import Entropy
from trunkline.providers.connected import Connected
from trunkline.providers.currencies_taken import CurrenciesTaken
from trunkline.providers.email import OutboxMails, SmtpMails
from trunkline.providers.exchange_rates import ConnectedRates, ShippedHistory
from trunkline.providers.telephony.formats import TelephonyFormats
from trunkline.providers.webhooks import HttpWebhooks, SystemResolver


@asynccontextmanager
async def running_program(
    config: Config, *, clock: Clock | None = None, entropy: Entropy | None = None
) -> AsyncIterator[Program]:
    """The program with everything opened, closed again at the end."""
    program = build_program(config, clock=clock, entropy=entropy)
    await program.wakeups.start()
    try:
        yield program
    finally:
        await program.wakeups.stop()
        if isinstance(payments := program.port(PaymentProviders), Connected):
            await payments.close()
        await program.database.close()


def build_program(
    config: Config,
    *,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    ports: dict[type[Any], object] | None = None,
) -> Program:
    """Choose every adapter. Raises `Misconfigured` when the data folder cannot be used."""
    prepare_data_dir(config.data_dir)
    if not config.secret_key:
        config = replace(config, secret_key=kept_secret_key(config.data_dir))
    load_tables()
    cache, limiter, wakeups = _shared_state(config)
    the_clock = clock or SystemClock()
    return Program(
        config=config,
        database=open_database(config),
        clock=the_clock,
        entropy=entropy or secrets.SystemRandom(),
        jobs=Jobs.of_modules(*words("jobs")),
        wakeups=wakeups,
        cache=cache,
        limiter=limiter,
        blobs=FolderBlobs(config.data_dir / "blobs"),
        company_known=company_known,
        ports=_ports(config, the_clock) | (ports or {}),
    )


def _shared_state(config: Config) -> tuple[Cache, Limiter, WakeUps]:
    """Cache, limits and wake-ups: in the process, or on Redis where several processes must agree."""
    if config.redis_url is None:
        return ProcessCache(), ProcessLimiter(), ProcessWakeUps()
    from trunkline.infra.cache.on_redis import RedisCache
    from trunkline.infra.pubsub.on_redis import RedisWakeUps
    from trunkline.infra.ratelimit.on_redis import RedisLimiter
    from trunkline.infra.redis_client import redis_client

    client = redis_client(config.redis_url)
    return RedisCache(client), RedisLimiter(client), RedisWakeUps(client)


def _ports(config: Config, clock: Clock) -> dict[type[Any], object]:
    payments, simulated = connect_payments(config, clock)
    ports: dict[type[Any], object] = {} if simulated is None else {SimulatedProviders: simulated}
    return ports | {
        CompanyDirectory: TenantDirectory(),
        PaymentsMode: ProviderMode(),
        PaymentProviders: payments,
        CallFormats: TelephonyFormats(),
        RateSources: ConnectedRates(config.rates),
        RateHistory: ShippedHistory(),
        ProviderCurrencies: CurrenciesTaken(),
        WebhookSender: HttpWebhooks(SystemResolver(), to_loopback=config.webhooks_to_loopback),
        MailSender: _mail(config),
    }


def _mail(config: Config) -> MailSender:
    """A mail server where one is set. The demo keeps its mails: its companies are made up, and so are their addresses."""
    server, sender = config.mail.server, config.mail.sender
    return OutboxMails(sender) if server is None or config.demo else SmtpMails(server, sender)
