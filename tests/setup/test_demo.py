"""The demo command starts everything, says where it is, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "docs", "tests", "benchmarks", "staticfiles", "media")
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "DEBUG", "DEMO", "USE_REDIS_CACHE", "MEDIA_ROOT"}


@pytest.fixture(scope="module")
def copy_of_project() -> Iterator[Path]:
    """A folder with the same program and no data of an earlier demo."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        yield Path(shutil.copytree(ROOT, Path(folder) / "project", ignore=NOT_COPIED))


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hang_up_is_heard() -> Iterator[None]:
    """Programs started from here receive SIGHUP, also when the tests themselves were started with ``nohup``."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def demo(copy_of_project: Path, free_port: int, hang_up_is_heard: None) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    with subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--small", "--port", str(free_port)],
        cwd=copy_of_project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        yield process
        process.kill()


def read_until(process: subprocess.Popen[str], sign: str) -> str:
    """Return what the demo says up to the line that holds a sign."""
    assert process.stdout is not None
    said = ""
    deadline = time.monotonic() + PATIENCE
    for line in process.stdout:
        said += line
        if sign in line:
            return said
        assert time.monotonic() < deadline, said
    raise AssertionError(f"The demo ended early: {said}")


def descendants(process: subprocess.Popen[str], folder: Path) -> list[psutil.Process]:
    """Return the children, and the servers that work in the demo's folder."""
    children = psutil.Process(process.pid).children(recursive=True)
    return children + [other for other in psutil.process_iter() if other.name() == "postgres" and str(folder) in " ".join(other.cmdline())]


@pytest.mark.faults
@pytest.mark.parametrize("request_", [signal.SIGINT, signal.SIGHUP])
def test_the_demo_serves_a_page_and_leaves_no_process_when_it_is_stopped(
    demo: subprocess.Popen[str], copy_of_project: Path, free_port: int, request_: signal.Signals
) -> None:
    read_until(demo, "Worker and scheduler answer")
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/readyz") as answer:
        assert answer.status == 200
        assert b'"status": "ok"' in answer.read()
    family = descendants(demo, copy_of_project)
    assert len(family) >= 6, "database, broker, web server with two children, worker, scheduler"

    demo.send_signal(request_)

    assert demo.wait(60) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


@pytest.mark.faults
def test_the_demo_stops_everything_when_one_part_dies(demo: subprocess.Popen[str], copy_of_project: Path) -> None:
    read_until(demo, "Worker and scheduler answer")
    family = descendants(demo, copy_of_project)
    scheduler = next(process for process in family if "beat" in process.cmdline())

    scheduler.kill()

    assert "The beat stopped by itself" in read_until(demo, "stopped by itself")
    assert demo.wait(60) == 1
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_a_port_in_use_is_said_in_one_sentence(copy_of_project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = [sys.executable, "manage.py", "demo", "--port", str(port)]
        said = subprocess.run(line, cwd=copy_of_project, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert said.returncode == 1
    assert said.stderr.strip() == f"CommandError: Port {port} is in use or not allowed; choose another one with --port {port + 1}."
