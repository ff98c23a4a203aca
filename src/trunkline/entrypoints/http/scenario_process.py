"""Playing a text that somebody sent: in a process of its own, which knows nothing of this installation and is ended in time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from trunkline.kernel.errors import Conflict, Unavailable

SECONDS_MAX = 30.0
# To have a Python with all its modules, on a machine that is busy; it is not the scenario's time.
START_SECONDS_MAX = 30.0
_MODULE = "trunkline.entrypoints.scenario.alone"
# Of the environment a Python needs to start, and nothing that names a database, a key or a provider.
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZDIR")
_ERRORS_LOGGED_MAX = 4_000

log = structlog.get_logger("trunkline.scenarios")


class ScenarioBusy(Conflict):
    """One scenario is played at a time in a process of the server."""

    code = "scenario_busy"
    title = "Another scenario is being played"


@dataclass(slots=True)
class ScenarioProcess:
    """At most one of them. `seconds_max` bounds each."""

    seconds_max: float = SECONDS_MAX
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def play(self, text: str) -> dict[str, Any] | None:
        """The report, or None where it took too long. Raises `ScenarioBusy`, and `Unavailable` when the process ended without a report."""
        if self._busy.locked():
            raise ScenarioBusy("Another scenario is being played; run this one again when it is done.")
        async with self._busy:
            with tempfile.TemporaryDirectory(prefix="trunkline-scenario-") as folder:
                told = await self._ask(text.encode(), Path(folder))
        if told is None:
            return None
        report: dict[str, Any] = json.loads(told)
        return report

    async def _ask(self, text: bytes, folder: Path) -> bytes | None:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _MODULE, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder, env=_environment(folder)
        )
        try:
            assert process.stdout is not None, "it was asked for"
            await asyncio.wait_for(process.stdout.readline(), START_SECONDS_MAX)  # it says that it is there
            told, errors = await asyncio.wait_for(process.communicate(text), self.seconds_max)
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            log.error("scenario_without_report", errors=errors[-_ERRORS_LOGGED_MAX:].decode(errors="replace"))
            raise Unavailable(
                "The scenario ended without a report; it may need more memory than it is given. Make it smaller."
            )
        return told


def _environment(folder: Path) -> dict[str, str]:
    """Temporary files go where they are removed with everything else, also when the process was ended by force."""
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return known | {"TMPDIR": str(folder), "HOME": str(folder)}
