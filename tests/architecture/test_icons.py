"""Every icon that a page names is drawn: a name that the sprite does not have leaves an empty place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [*(file.parent for file in sorted(ROOT.glob("*/apps.py"))), ROOT / "foundation", ROOT / "templates"]
NAMED = re.compile(r"""(?:\bicon=|\{%\s*icon\s+)["']([a-z0-9-]+)["']""")
DRAWN = set(re.findall(r'<symbol id="(?:icon-)?([a-z0-9-]+)"', (ROOT / "static/icons/sprite.svg").read_text()))


def named() -> Iterator[tuple[str, str]]:
    """Yield each icon that sources and templates name, with the file."""
    for floor in FLOORS:
        for file in sorted(floor.rglob("*")):
            if file.suffix in {".py", ".html"}:
                yield from ((icon, str(file.relative_to(ROOT))) for icon in NAMED.findall(file.read_text()))


def test_every_icon_that_is_named_is_drawn() -> None:
    found = list(named())

    assert len({icon for icon, _file in found}) > 50
    assert [(icon, file) for icon, file in found if icon not in DRAWN] == []
