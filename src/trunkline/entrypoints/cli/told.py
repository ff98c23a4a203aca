"""What commands without a database share: a body from a file or standard input, and its answer on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from trunkline.entrypoints.cli.terminal import print_json
from trunkline.infra.web.validating import validated
from trunkline.kernel.errors import Invalid

Shape = TypeVar("Shape", bound=BaseModel)
STANDARD_INPUT = "-"
BYTES_MAX = 32 * 1024 * 1024


def add_body(parser: argparse.ArgumentParser, example: str) -> None:
    """FILE and --json, and the example below the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = example
    parser.add_argument(
        "file", nargs="?", default=STANDARD_INPUT, metavar="FILE", help="the request as JSON; - for standard input [-]"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def told(shape: type[Shape], args: argparse.Namespace) -> Shape:
    """The body that the command was given. Raises `Invalid` with the pointer of each field that cannot stand."""
    try:
        return validated(shape, json.loads(_text(args.file)))
    except (ValueError, RecursionError) as error:  # JSON of no sense, digits without end, lists without bottom
        raise Invalid(f"{_name(args.file)} is not JSON: {error}") from None


def show(answer: BaseModel) -> None:
    """The answer as the API gives it."""
    print_json(answer.model_dump(mode="json"))


def print_columns(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output, as wide as it needs to be."""
    cells = [tuple(names), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _text(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read(BYTES_MAX + 1) if file == STANDARD_INPUT else Path(file).read_bytes()
        if len(raw) > BYTES_MAX:
            raise Invalid(f"{_name(file)} is longer than {BYTES_MAX} bytes.")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None


def _name(file: str) -> str:
    return "standard input" if file == STANDARD_INPUT else file
