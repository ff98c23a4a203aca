"""SQLite needs no server: a folder with a file per database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines.processes import home, word


class SqliteFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create_database(self, name: str) -> str:
        self.drop_database(name)
        return f"sqlite+aiosqlite:///{self._file(name)}"

    def drop_database(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self._file(name)}{suffix}").unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{word(name)}.sqlite3"


@contextmanager
def sqlite_folder() -> Iterator[SqliteFolder]:
    with home() as where:
        yield SqliteFolder(where.folder)
