"""The floor under line coverage: 85 % of everything, 95 % of the kernel and of the rooms where money is decided.

    python -m tests.coverage_floor coverage.json

A number over the whole would hide a hole where it hurts most.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FLOORS = (
    ("src/trunkline/", 85),
    ("src/trunkline/kernel/", 95),
    ("src/trunkline/domains/marketplace/", 95),
    ("src/trunkline/domains/usage/", 95),
    ("src/trunkline/domains/currencies/", 95),
    ("src/trunkline/domains/billing/", 95),
    ("src/trunkline/domains/payments/", 95),
)


def main(report: str) -> int:
    files: dict[str, Any] = json.loads(Path(report).read_text())["files"]
    low = 0
    for folder, floor in FLOORS:
        summaries = [entry["summary"] for path, entry in files.items() if path.startswith(folder)]
        statements = sum(one["num_statements"] for one in summaries)
        covered = sum(one["covered_lines"] for one in summaries)
        per_cent = 100 * covered / statements if statements else 0
        low += per_cent < floor
        print(
            f"{'ok ' if per_cent >= floor else 'LOW'} {per_cent:6.2f} % of {statements:6} lines, floor {floor} %: {folder}"
        )
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
