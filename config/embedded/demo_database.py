"""The demo's own database for commands that run beside the demo or without it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from config.embedded.postgresql import EmbeddedPostgresql

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".demo"


def run_on_demo_database(arguments: Sequence[str]) -> int:
    """Run a command of manage.py on the demo's database, whose server runs at least as long, and return its exit status."""
    server = EmbeddedPostgresql(FOLDER)
    server.start()
    try:
        server.ensure_database("demo")
        environment = os.environ | {"DEMO": "1", "DATABASE_URL": server.url("demo")}
        environment.setdefault("MEDIA_ROOT", str(FOLDER / "media"))
        return subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], env=environment, check=False).returncode  # noqa: S603
    finally:
        server.stop()
