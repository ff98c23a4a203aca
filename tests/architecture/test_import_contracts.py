"""The house holds, and the check that says so would notice if it did not.

Each contract of pyproject.toml is broken on purpose, in a copy of the source, by one import. The copy works with whatever
rooms exist: a module that a violation needs is added when it is not there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PYPROJECT = REPOSITORY / "pyproject.toml"

FLOORS = "Floors: imports go down"
ROOMS = "Rooms: imports go down"
WORDS = "Words: every room speaks the same nine, in this order"
STORES = "Stores are private to their room's queries and actions"
PURE = "Kernel, model, rules, ports and events do no input or output"
SQL = "SQL lives in stores, queries and infra"
VENDORS = "Vendor SDKs live in providers"

# (who imports, what it imports, the contracts that must say no: exactly these)
VIOLATIONS = [
    ("trunkline.kernel.planted", "trunkline.providers.planted", {FLOORS}),
    ("trunkline.infra.planted", "trunkline.domains.planted", {FLOORS, ROOMS}),
    ("trunkline.planted", "trunkline.kernel", {FLOORS}),
    ("trunkline.domains.access.actions", "trunkline.domains.operations.model", {ROOMS}),
    ("trunkline.domains.analytics.jobs", "trunkline.domains.notifications.queries", {ROOMS}),
    ("trunkline.domains.planted.model", "trunkline.kernel", {ROOMS}),
    ("trunkline.domains.access.planted", "trunkline.kernel", {WORDS}),
    ("trunkline.domains.operations.queries", "trunkline.domains.operations.jobs", {WORDS}),
    ("trunkline.domains.operations.api", "trunkline.domains.operations.jobs", {WORDS}),
    ("trunkline.domains.operations.rules", "trunkline.domains.operations.ports", {WORDS}),
    ("trunkline.domains.operations.queries", "trunkline.domains.access.store", {STORES}),
    ("trunkline.domains.operations.jobs", "trunkline.domains.operations.store", {STORES}),
    ("trunkline.entrypoints.planted", "trunkline.domains.operations.store", {STORES}),
    ("trunkline.kernel.planted", "sqlalchemy", {PURE}),
    ("trunkline.domains.operations.rules", "fastapi", {PURE}),
    ("trunkline.domains.operations.events", "httpx2", {PURE}),
    ("trunkline.domains.operations.model", "trunkline.infra", {PURE}),
    ("trunkline.domains.operations.actions", "sqlalchemy", {SQL}),
    ("trunkline.entrypoints.planted", "sqlalchemy", {SQL}),
    ("trunkline.domains.operations.actions", "stripe", {VENDORS}),
    ("trunkline.infra.planted", "stripe", {VENDORS}),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of src that may be spoilt. The sources only: the built console is large and holds no imports."""
    copy = tmp_path / "src"
    shutil.copytree(REPOSITORY / "src", copy, ignore=lambda _, names: [n for n in names if _is_not_source(n)])
    for floor in ("entrypoints", "providers", "domains", "infra", "kernel"):
        _ensure_module(copy, f"trunkline.{floor}.__init__")
    return copy


def _is_not_source(name: str) -> bool:
    return "." in name and not name.endswith(".py")


def _broken_contracts(source: Path) -> tuple[set[str], str]:
    """The names of the contracts that the checker calls broken, and all that it said."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(PYPROJECT),
        "--no-cache",
        "--no-logo",
    ]
    environment = os.environ | {"PYTHONPATH": str(source), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    broken = set(re.findall(r"^(.+) BROKEN\b", said, re.MULTILINE))
    assert (done.returncode == 0) == (not broken), said
    return broken, said


def _plant(source: Path, importer: str, imported: str) -> None:
    """Make `importer` import `imported`, creating the modules of ours that do not exist yet."""
    module = _ensure_module(source, importer)
    if imported.startswith("trunkline"):
        _ensure_module(source, imported)
    module.write_text(f"{module.read_text()}\nimport {imported}\n")


def _ensure_module(source: Path, name: str) -> Path:
    *packages, last = name.split(".")
    folder = source
    for package in packages:
        folder /= package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if (folder / last).is_dir():
        return folder / last / "__init__.py"
    module = folder / f"{last}.py"
    module.touch()
    return module


def test_the_house_holds(source: Path) -> None:
    broken, said = _broken_contracts(source)
    assert not broken, said


@pytest.mark.parametrize(("importer", "imported", "contracts"), VIOLATIONS)
def test_a_wrong_import_is_refused_by_the_contract_that_forbids_it(
    source: Path, importer: str, imported: str, contracts: set[str]
) -> None:
    _plant(source, importer, imported)
    broken, said = _broken_contracts(source)
    assert broken == contracts, said


def test_every_contract_is_broken_once() -> None:
    configured = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in configured} == set().union(*(names for *_, names in VIOLATIONS))
