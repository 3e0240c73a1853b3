"""The settings refuse what would be unsafe on a real server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO_KEY = "demo-only-" + "k" * 50


def load_settings(shown: str = "settings.SECRET_KEY[:9]", **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, with this environment only."""
    line = [sys.executable, "-c", f"from django.conf import settings; print({shown})"]
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    return subprocess.run(line, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}, {"SECRET_KEY": DEMO_KEY}])
def test_without_a_key_of_ones_own_nothing_starts(environment: dict[str, str]) -> None:
    refused = load_settings(**environment)
    assert refused.returncode != 0
    assert "Set SECRET_KEY" in refused.stderr


@pytest.mark.parametrize("environment", [{"DEMO": "1"}, {"DEBUG": "1"}])
def test_the_demo_has_a_key_built_in(environment: dict[str, str]) -> None:
    assert load_settings(**environment).stdout.strip() == "demo-only"


def test_a_key_of_ones_own_is_taken() -> None:
    assert load_settings(SECRET_KEY="my own " + "x" * 60).stdout.strip() == "my own xx"


@pytest.mark.parametrize(("process", "seconds"), [("web", (30, 5, 30)), ("worker", (300, 30, 60))])
def test_the_database_limits_the_time_of_web_server_and_worker(process: str, seconds: tuple[int, int, int]) -> None:
    given = load_settings("settings.DATABASES['default']['OPTIONS']['options']", DEBUG="1", PROCESS=process).stdout
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert given.split("-c ")[1:4] == [f"{name}={limit}s " for name, limit in zip(names, seconds, strict=True)]


@pytest.mark.parametrize("process", ["web", "worker"])
def test_no_plan_is_compiled(process: str) -> None:
    assert "-c jit=off" in load_settings("settings.DATABASES['default']['OPTIONS']['options']", DEBUG="1", PROCESS=process).stdout


def test_a_command_takes_the_time_that_it_needs() -> None:
    assert load_settings("settings.DATABASES['default'].get('OPTIONS', {})", DEBUG="1").stdout.strip() == "{}"


def test_deployment_lists_the_settings_that_the_environment_may_give() -> None:
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()))
    table = (ROOT / "docs" / "deployment.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    listed = {name for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for name in re.findall(r"`([A-Z_]+)`", row)}

    assert len(read) > 30
    assert listed == read
