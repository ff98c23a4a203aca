"""What a job is: a named handler, when it runs, and how often it is tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, TypeVar

from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, Entropy, JobId

if TYPE_CHECKING:
    from trunkline.infra.journal import Entry
    from trunkline.infra.program import Program
    from trunkline.infra.queue.tables import JobRow
    from trunkline.infra.scope import Begin, Scope

Port = TypeVar("Port")


class RetryLater(Exception):
    """Raised by a handler that knows when to come back: a gateway is out, an object is not there yet.

    Counts as an attempt, unless it `spends` none: then the handler has to know by itself when it has waited long enough.
    """

    def __init__(self, reason: str, *, after: timedelta, spends: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.spends = spends


class Canceled(Exception):
    """Raised inside a handler at its next `progress` after somebody cancelled the job."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with jitter: `first` doubled per attempt up to `most`, times a random factor of 0.5 … 1."""

    attempts_max: int = 8
    first: timedelta = timedelta(seconds=2)
    most: timedelta = timedelta(hours=1)

    def delay(self, attempt: int, entropy: Entropy) -> timedelta:
        """How long to wait after attempt number `attempt` (1 is the first)."""
        full = min(self.first * (1 << min(attempt - 1, 30)), self.most)
        return full * (512 + entropy.getrandbits(9)) / 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at one job: its payload, transactions in the name of the job, the ports, and a way to report progress."""

    id: JobId
    kind: str
    attempt: int
    company_id: CompanyId | None
    payload: Mapping[str, object]
    program: Program
    begin: Begin
    report: Callable[[int, int], Awaitable[None]]

    @property
    def fact(self) -> Mapping[str, object]:
        """The payload of the fact that this job answers."""
        found = self.payload["payload"]
        assert isinstance(found, dict), "only a job that answers a fact has one"
        return found

    @property
    def subject(self) -> str:
        """The id of what the fact is about."""
        return str(self.payload["subject"])

    def scope(self) -> AbstractAsyncContextManager[Scope]:
        """One writing transaction for the job's company."""
        return self.begin(self.company_id)

    def port(self, kind: type[Port]) -> Port:
        return self.program.port(kind)

    async def progress(self, done: int, total: int) -> None:
        """Show how far it is. Raises `Canceled` if somebody asked for that."""
        await self.report(done, total)


Handler = Callable[[Run], Awaitable[None]]

# What must not stay behind when a job ends without having succeeded. In the transaction in which it is cancelled by its worker, or dead.
GivenUp = Callable[["Scope", "JobRow"], Awaitable[None]]

# Whether a job cares for a fact, asked in the transaction of the fact: so it costs one indexed read at most, and never fails.
Wanted = Callable[["Scope", "Entry"], Awaitable[bool]]

# What a schedule has to do for the scope's company: moments until the one given. What is past means: at the next firing.
Alarm = Callable[["Scope", datetime], Awaitable[Sequence[datetime]]]

# What a schedule has only to note at those of its firings that a company's clock passes: after the scope's time and up to the first of the
# two moments, on the way to the second. In the transaction that moves the clock, so that nothing is written for the company in between.
Passing = Callable[["Scope", datetime, datetime], Awaitable[None]]


async def never(_scope: Scope, _until: datetime) -> Sequence[datetime]:
    """The alarm of a schedule that keeps the installation in order, and has nothing to do for a company."""
    return ()


@dataclass(frozen=True, slots=True)
class Job:
    """`on`: the facts it answers, all of them or those that are `wanted`. `every`: a cron line in UTC. Neither: only on request.

    `given_up` tidies up when nobody will do the job any more, also where the worker died with it.

    A scheduled job that looks across companies (`run.begin(None)`) sees those that live by the machine's time. While a company's own
    clock moves it is run for that company and sees no other, whatever it asks for; `alarm` says when it has something to do for a
    company, and without one it fires every hour. `passing` notes what the clock need not stop for.
    """

    kind: str
    handler: Handler
    on: tuple[type[Fact], ...] = ()
    every: str | None = None
    retry: RetryPolicy = RetryPolicy()
    priority: int = 0
    alarm: Alarm | None = None
    given_up: GivenUp | None = None
    wanted: Wanted | None = None
    passing: Passing | None = None


def job(
    kind: str,
    *,
    on: type[Fact] | Iterable[type[Fact]] = (),
    every: str | None = None,
    retry: RetryPolicy | None = None,
    priority: int = 0,
    alarm: Alarm | None = None,
    given_up: GivenUp | None = None,
    wanted: Wanted | None = None,
    passing: Passing | None = None,
) -> Callable[[Handler], Job]:
    """Declare a job: `@job("payments.collect_invoice", on=InvoiceIssued)`. `kind` is `room.verb_noun` and stays for ever."""
    facts = (on,) if isinstance(on, type) else tuple(on)

    def declare(handler: Handler) -> Job:
        return Job(kind, handler, facts, every, retry or RetryPolicy(), priority, alarm, given_up, wanted, passing)

    return declare


class Jobs:
    """All jobs of the program, by kind and by the fact they answer."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.by_kind: dict[str, Job] = {}
        self.by_fact: dict[str, list[Job]] = {}
        for one in jobs:
            assert one.kind not in self.by_kind, f"two jobs are called {one.kind}"
            self.by_kind[one.kind] = one
            for fact in one.on:
                self.by_fact.setdefault(fact.kind, []).append(one)

    @staticmethod
    def of_modules(*modules: ModuleType) -> Jobs:
        """The jobs that the rooms' `jobs` modules declare."""
        return Jobs(value for module in modules for value in vars(module).values() if isinstance(value, Job))

    def scheduled(self) -> list[Job]:
        return [one for one in self.by_kind.values() if one.every]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDied(Fact):
    """A job failed for the last time; somebody should look. `subject` is the job's id."""

    kind: ClassVar[str] = "job.dead"
    audience: ClassVar[str] = "jobs.read"
    by_machine: ClassVar[bool] = True

    job_kind: str
    attempts: int
    error: str
