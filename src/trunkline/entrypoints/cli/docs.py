"""`trunkline docs`: the reference pages, written from the code."""

from __future__ import annotations

import argparse
from pathlib import Path

from trunkline.entrypoints.cli.terminal import Subparsers, stderr
from trunkline.entrypoints.reference import PAGES, facts_typescript


def register(words: Subparsers) -> None:
    parser = words.add_parser(
        "docs", help="write the reference pages", description="Write the reference from the code."
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the pages go: docs/reference in a checkout")
    parser.add_argument("--types", metavar="FILE", type=Path, help="where the console's types of the facts go")
    parser.set_defaults(run=run)


async def run(args: argparse.Namespace) -> int:
    for name, text in PAGES.items():
        _write(args.folder / name, text())
    if args.types is not None:
        _write(args.types, facts_typescript())
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    path.write_text(text, encoding="utf-8")
    stderr.print(f"{'written' if changed else 'as it was'}  {path}")
