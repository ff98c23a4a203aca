"""Serves the built console: its files as they are, and its one page for every address that is not the API's."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from trunkline.infra.config import Config

_NOT_BUILT = """<!doctype html><title>Trunkline</title><h1>The console is not built</h1>
<p>The API is here and works. Run <code>make console</code>, or point <code>TRUNKLINE_CONSOLE_DIR</code> at a built console.</p>"""
_RESERVED = ("api/", "ws", "openapi.json", "livez", "readyz", "metrics")


def serve_console(app: FastAPI, config: Config) -> None:
    folder = console_folder(config)

    @app.get("/{path:path}", include_in_schema=False)
    async def console(request: Request, path: str) -> Response:
        if path.startswith(_RESERVED):
            raise HTTPException(404, "There is no such route")
        if folder is None:
            return HTMLResponse(_NOT_BUILT, 503)
        return _file(folder, path)


def console_folder(config: Config) -> Path | None:
    """The built console: the configured folder, the one inside the package, or the one of a checkout."""
    here = Path(__file__).resolve()
    candidates = [config.console_dir, here.parents[2] / "console", here.parents[4] / "console" / "dist"]
    return next((path for path in candidates if path is not None and (path / "index.html").is_file()), None)


def _file(folder: Path, path: str) -> Response:
    wanted = (folder / path).resolve()
    if path and wanted.is_relative_to(folder) and wanted.is_file():
        forever = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        return FileResponse(wanted, headers={"Cache-Control": forever})
    if path.startswith("assets/"):
        raise HTTPException(404, "There is no such file")
    return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})
