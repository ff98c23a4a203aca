"""`trunkline scenario`: play scenarios, only check them, or print the language's JSON schema."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from trunkline.entrypoints.cli.terminal import Subparsers, complain, print_json, progress_bar, stderr
from trunkline.infra.telemetry import configure_logging

# 1 is a scenario that came out otherwise.
NOT_PLAYABLE = 2


def register(words: Subparsers) -> None:
    parser = words.add_parser("scenario", help="play scenarios: what is sold, what is done when, what must come of it")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run = verbs.add_parser(
        "run",
        help="play them on a throwaway program; exit code 1 when one comes out otherwise, 2 when one cannot be played",
    )
    _add_files(run)
    run.add_argument(
        "--database-url", metavar="URL", help="an empty database to play on [an SQLite file, gone afterwards]"
    )
    run.add_argument("--json", action="store_true", help="print how each came out as JSON")
    run.set_defaults(run=run_scenarios)
    check = verbs.add_parser(
        "check", help="only read them, and say what is wrong with them; exit code 2 when something is"
    )
    _add_files(check)
    check.set_defaults(run=check_scenarios)
    verbs.add_parser("schema", help="print the language's JSON schema").set_defaults(run=print_schema)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="scenarios, or folders of them")


async def run_scenarios(args: argparse.Namespace) -> int:
    from trunkline.entrypoints.scenario import as_json, failure_text, opened_stage, summary

    scripts = _loaded(args.files)
    if scripts is None:
        return NOT_PLAYABLE
    configure_logging("console", "critical")
    outcomes = []
    async with opened_stage(args.database_url) as stage:
        with progress_bar() as bar:
            task = bar.add_task("Scenarios", total=len(scripts))
            for script in scripts:
                bar.update(task, description=Path(script.file).stem)
                outcomes.append(await stage.play(script))
                if not args.json and not outcomes[-1].passed:
                    bar.console.print(failure_text(outcomes[-1]), markup=False, soft_wrap=True)
                bar.advance(task)
    if args.json:
        print_json(as_json(outcomes))
    else:
        stderr.print(summary(outcomes))
    return 0 if all(one.passed for one in outcomes) else 1


async def check_scenarios(args: argparse.Namespace) -> int:
    scripts = _loaded(args.files)
    if scripts is None:
        return NOT_PLAYABLE
    stderr.print(f"{len(scripts)} can be played")
    return 0


async def print_schema(args: argparse.Namespace) -> int:
    from trunkline.entrypoints.scenario import scenario_schema

    print_json(scenario_schema())
    return 0


def _loaded(files: list[Path]) -> list | None:  # type: ignore[type-arg]
    """All of them, or None after telling what is wrong."""
    from trunkline.entrypoints.scenario import Mistaken, load

    scripts, wrong = [], 0
    for path in _each(files):
        try:
            scripts.append(load(path))
        except Mistaken as error:
            wrong += len(error.mistakes)
            for mistake in error.mistakes:
                complain(str(mistake))
    if not scripts and not wrong:
        complain("There is no scenario among these files; of a folder the *.yaml are played.")
    return None if wrong or not scripts else scripts


def _each(files: list[Path]) -> Iterator[Path]:
    for path in files:
        yield from sorted(path.glob("**/*.yaml")) if _is_folder(path) else [path]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it will say why
