"""`python -m trunkline.entrypoints.scenario.alone`: one scenario from standard input, its report as JSON on standard output,
after the line `ready`, from which its time is counted.

For texts that somebody sent: this process may be ended at any moment, has nothing of the installation's but its code, and takes no more
than its share of the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import Any

from trunkline.entrypoints.scenario.loading import Script, load_text
from trunkline.entrypoints.scenario.playing import opened_stage
from trunkline.entrypoints.scenario.reading import Mistake, Mistaken
from trunkline.entrypoints.scenario.retelling import not_played, retold
from trunkline.infra.telemetry import configure_logging

FILE = "scenario"
STEPS_MAX = 200
VERBS_MAX = 1_000
MEMORY_BYTES_MAX = 2 * 1024**3
FILE_BYTES_MAX = 256 * 1024**2
CPU_SECONDS_MAX = 60


async def play_alone(text: str) -> dict[str, Any]:
    """The report; what cannot be played is told in it, too."""
    try:
        script = load_text(text, FILE)
        _require_short(script)
    except Mistaken as error:
        return not_played(error.mistakes)
    async with opened_stage() as stage:
        return retold(await stage.play(script, with_invoices=True))


def _require_short(script: Script) -> None:
    steps = script.scenario.steps
    for words, count, most in (
        ("steps", len(steps), STEPS_MAX),
        ("verbs", sum(len(step.do) for step in steps), VERBS_MAX),
    ):
        if count > most:
            told = f"has {count} {words}, of which {most} are played here; divide it, or use `trunkline scenario run`"
            raise Mistaken([Mistake(FILE, 1, told)])


def _hold_back() -> None:
    """Where the system knows such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, FILE_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))


def main() -> None:
    _hold_back()
    configure_logging("console", "critical")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    text = sys.stdin.buffer.read().decode("utf-8")
    json.dump(asyncio.run(play_alone(text)), sys.stdout)


if __name__ == "__main__":
    main()
