"""`python -m tests.simulation --seeds 1000 --first 0`: many seeds on all processors; ends at the first that finds something."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

from tests.simulation.seeds import STEPS, Failed, Sqlite, live, quiet


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=1000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--steps", type=int, default=STEPS, help="of each life")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--trace", action="store_true", help="print the steps of each seed")
    asked.add_argument("--keep-going", action="store_true", help="do not end at the first failure")
    chosen = asked.parse_args()
    return _run(range(chosen.first, chosen.first + chosen.seeds), chosen)


def _run(seeds: range, chosen: argparse.Namespace) -> int:
    template = Sqlite.begin()
    try:
        return _over(seeds, chosen, template)
    finally:
        template.end()


def _over(seeds: range, chosen: argparse.Namespace, template: Sqlite) -> int:
    begun, done, failed, waiting = time.monotonic(), 0, 0, iter(seeds)
    with ProcessPoolExecutor(min(chosen.processes, len(seeds))) as pool:
        running: set[Future[tuple[list[str], str]]] = set()
        while True:
            while len(running) < chosen.processes * 2 and (seed := next(waiting, None)) is not None:
                running.add(pool.submit(one, template, seed, chosen.steps))
            if not running:
                break
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                told, failure = future.result()
                done, failed = done + 1, failed + bool(failure)
                _say("\n".join(told) if chosen.trace else "", failure)
            sys.stderr.write(f"\r{done} of {len(seeds)} seeds, {failed} failed, {time.monotonic() - begun:.0f} s ")
            sys.stderr.flush()
            if failed and not chosen.keep_going:
                waiting = iter(())
    sys.stderr.write("\n")
    return 1 if failed else 0


def _say(*texts: str) -> None:
    for text in filter(None, texts):
        sys.stdout.write(f"\n{text}\n")
    sys.stdout.flush()


def one(template: Sqlite, seed: int, steps: int) -> tuple[list[str], str]:
    """In a process of the pool: the seed's trace, and what it found."""
    quiet()
    try:
        return live(template.fresh(), seed, steps), ""
    except Failed as failure:
        return [], str(failure)


if __name__ == "__main__":
    sys.exit(main())
