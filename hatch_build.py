"""Puts the built console and the migrations into the wheel, so that an installed Trunkline needs neither Node nor a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # a checkout serves console/dist and migrations/ itself
        build_data["force_include"][str(Path(self.root) / "migrations")] = "trunkline/migrations"
        built = Path(self.root) / "console" / "dist"
        if not (built / "index.html").is_file():
            self.app.display_warning("The console is not built (make console): this wheel serves the API only.")
            return
        build_data["force_include"][str(built)] = "trunkline/console"
