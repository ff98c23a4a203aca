"""The ten routes that screens are made of, under load: the real server on the demo world, eight connections at the same time.

The server is `trunkline serve` with its jobs, asked by the operator's staff, who see all companies and so get the longest answers. Each
connection has several API keys, because one caller may ask only 600 times a minute. Loading the demo world takes a minute;
TRUNKLINE_TEST_DEMO_DATA names a data folder that holds it already (a copy is used).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from benchmarks.line import Line, answering
from benchmarks.outcome import Row
from benchmarks.shop import free_port
from trunkline.domains.access.model import Permission
from trunkline.entrypoints.demo import demo_sign_ins

ENGINES = ("sqlite",)
LIMIT_MS = 200.0
CONNECTIONS = 8
REQUESTS = 160  # per route
KEYS = 16
PATHS = {
    "overview": "/api/v1/overview",
    "companies": "/api/v1/companies",
    "modules": "/api/v1/modules",
    "subscriptions": "/api/v1/subscriptions",
    "usage totals": "/api/v1/usage/totals?company={company}",
    "usage by day": "/api/v1/usage/daily?company={company}",
    "calls": "/api/v1/calls",
    "invoices": "/api/v1/invoices",
    "payments": "/api/v1/payments",
    "activity": "/api/v1/activity",
}


def rows(engine: str) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        data = _demo_data(Path(folder))
        with _serving(data) as (port, pid):
            return asyncio.run(_measure(port, pid))


async def _measure(port: int, pid: int) -> list[Row]:
    await answering(port)
    keys = await _make_keys(port)
    await asyncio.sleep(2)
    idle = _resident_mebibytes(pid)
    found = []
    loaded = idle
    company = await _a_company(port, keys[0])
    for name, template in PATHS.items():
        path = template.format(company=company)
        await _ask(port, keys, path, 2 * CONNECTIONS)  # warm
        alone, _ = await _ask(port, keys[:1], path, 10, connections=1)
        times, seconds = await _ask(port, keys, path, REQUESTS)
        loaded = max(loaded, _resident_mebibytes(pid))
        found.append(_row(name, times, alone, seconds))
    memory = [
        Row("memory of the server, idle", "sqlite", idle, "MiB"),
        Row("memory of the server, under load", "sqlite", loaded, "MiB", f"idle {idle:.0f} MiB", idle / loaded),
    ]
    return found + memory


def _row(name: str, times: list[float], alone: list[float], seconds: float) -> Row:
    p50, p95, p99 = (statistics.quantiles(times, n=100)[place - 1] * 1000 for place in (50, 95, 99))
    rate = len(times) / seconds
    told = f"{LIMIT_MS:.0f} ms (p50 {p50:.0f}, p99 {p99:.0f}; {rate:.0f}/s; alone {statistics.median(alone) * 1000:.1f} ms)"
    return Row(f"GET {name}, {CONNECTIONS} at once, p95", "sqlite", p95, "ms", told, LIMIT_MS / p95, 1)


async def _ask(
    port: int, keys: list[str], path: str, count: int, connections: int = CONNECTIONS
) -> tuple[list[float], float]:
    """Seconds that each of `count` requests took, and all of them together."""
    times: list[float] = []
    waiting = iter(range(count))
    shown = cycle(keys)

    async def ask() -> None:
        async with Line(port) as line:
            for _ in waiting:
                line.headers["Authorization"] = f"Bearer {next(shown)}"
                begun = time.perf_counter()
                status, answer = await line.send("GET", path)
                times.append(time.perf_counter() - begun)
                assert status == 200, answer[:300]

    begun = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(connections)))
    return times, time.perf_counter() - begun


async def _make_keys(port: int) -> list[str]:
    person = next(one for one in demo_sign_ins() if one.role == "super_admin")
    async with Line(port) as line:
        session = await line.json("POST", "/api/v1/session", {"email": person.email, "password": person.password})
        cookie = line.answered["set-cookie"].partition(";")[0]
        line.headers = {"Cookie": cookie, "X-CSRF-Token": session["csrf_token"]}
        reading = [str(one) for one in Permission if one.endswith(".read")]
        bodies = [{"name": f"bench {n}", "permissions": reading} for n in range(KEYS)]
        return [(await line.json("POST", "/api/v1/api-keys", body))["secret"] for body in bodies]


async def _a_company(port: int, key: str) -> str:
    async with Line(port, {"Authorization": f"Bearer {key}"}) as line:
        return str((await line.json("GET", "/api/v1/companies"))["items"][0]["id"])


def _demo_data(folder: Path) -> Path:
    data = folder / "data"
    loaded = os.environ.get("TRUNKLINE_TEST_DEMO_DATA")
    if loaded:
        shutil.copytree(loaded, data)
    command = [sys.executable, "-m", "trunkline.entrypoints.cli", "migrate" if loaded else "demo"]
    subprocess.run(command, env=_environment(data), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return data


@contextmanager
def _serving(data: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [sys.executable, "-m", "trunkline.entrypoints.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=_environment(data), stderr=subprocess.DEVNULL)
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _environment(data: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
    return others | {"TRUNKLINE_DATA_DIR": str(data), "TRUNKLINE_LOG_LEVEL": "warning"}


def _resident_mebibytes(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
