"""`settings.md`"""

from __future__ import annotations

from trunkline.entrypoints.reference.markdown import code, page, table
from trunkline.infra.config import SETTINGS

ABOUT = """\
Settings come from the environment, once, at start. Nothing needs to be set: the defaults are one process with one data folder. A wrong
value, or a name that begins with `TRUNKLINE_` and is no setting, is refused by name; the exit code is then 2."""


def settings_page() -> str:
    rows = [(code(name), meaning, default) for name, meaning, default in SETTINGS]
    return page("Settings", "src/trunkline/infra/config.py", ABOUT, table(("Setting", "Meaning", "Default"), rows))
