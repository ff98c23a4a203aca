"""`jobs.md`"""

from __future__ import annotations

from datetime import timedelta

from trunkline.entrypoints.reference.markdown import code, page, table, words_of
from trunkline.entrypoints.rooms import words
from trunkline.infra.queue import Job, Jobs, RetryPolicy

ABOUT = """\
A job is a row that is born in the transaction of the fact that it answers, so neither exists without the other. It is leased by a
worker, tried again with exponential backoff (each wait between half of it and all of it, by chance), and ends `succeeded`, `canceled` or
`dead` with its history. Its effect is idempotent: after a crash it may run once more. Schedules are cron lines in UTC."""


def jobs() -> list[Job]:
    """Every job of the program, by kind."""
    return sorted(Jobs.of_modules(*words("jobs")).by_kind.values(), key=lambda one: one.kind)


def jobs_page() -> str:
    rows = [(code(one.kind), words_of(one.handler), _because(one), _tries(one.retry)) for one in jobs()]
    return page("Jobs", "src/trunkline/domains/*/jobs.py", ABOUT, table(("Job", "What it does", "When", "Tries"), rows))


def _because(one: Job) -> str:
    if one.every:
        return f"every {code(one.every)}"
    facts = sorted(fact.kind for fact in one.on)
    return ", ".join(f"[{code(kind)}](facts.md#{kind.replace('.', '')})" for kind in facts) or "on request"


def _tries(retry: RetryPolicy) -> str:
    return f"{retry.attempts_max}, after {_length(retry.first)} doubling up to {_length(retry.most)}"


def _length(span: timedelta) -> str:
    seconds = span // timedelta(seconds=1)
    if seconds % 3600 == 0:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"
