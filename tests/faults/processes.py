"""Workers, schedulers and a broker as processes of their own, made to be killed and started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import redis
from django.db import connection

from config.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40


class Broker(EmbeddedValkey):
    """A broker that can crash and come back at the same address, with nothing in it."""

    url = ""

    def crash(self) -> None:
        """Kill the server; whoever is connected loses the connection."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def empty(self) -> None:
        """Forget every message, as FLUSHALL or a restart without a disk does."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def come_back(self) -> None:
        """Start the server again where it was."""
        assert self._folder is not None
        (self._folder / "socket").unlink(missing_ok=True)
        self._launch(self._folder)


class Celery:
    """Starts Celery programs and web servers on the test's database and broker, and ends those that are left."""

    def __init__(self, broker: str, folder: Path, *, tick_seconds: float = 0.5, lease_seconds: float = 1.5, **environment: str) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
            "REDIS_URL": broker,
            "BATCH_TICK_SECONDS": str(tick_seconds),
            "BATCH_CLAIM_LEASE_SECONDS": str(lease_seconds),
            "DEBUG": "1",
            "USE_REDIS_CACHE": "0",
            **environment,
        }

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker with two pool processes."""
        return self._start("worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")

    def beat(self) -> subprocess.Popen[bytes]:
        """Start a scheduler."""
        return self._start("beat", "--schedule", str(self._folder / f"beat-{len(self._running)}"), "--pidfile", "")

    def web(self, port: int) -> subprocess.Popen[bytes]:
        """Start a web server with two processes."""
        address = ["-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "2", "--log-level", "error", "--no-control-socket"]
        return self._launch("web", [sys.executable, "-m", "gunicorn", "config.wsgi", *address])

    def kill_child(self, process: subprocess.Popen[bytes], dice: random.Random) -> None:
        """Kill one of the processes that a program started; the program goes on and starts another."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(process.pid).children()
            if children:
                dice.choice(children).kill()

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a program and its children at once, with no chance to say goodbye."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        """Kill everything that still runs."""
        for process in self._running:
            self.kill(process)

    def all_live(self) -> bool:
        """Tell whether no program has ended that was not killed."""
        return all(process.poll() is None or process.returncode == -signal.SIGKILL for process in self._running)

    def said(self) -> str:
        """Return what the programs wrote, for the message of a failing test."""
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in sorted(self._folder.glob("*.log")))

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self._launch(arguments[0], [sys.executable, "-m", "celery", "--quiet", "-A", "config", *arguments, "--loglevel", "WARNING"])

    def _launch(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self._folder / f"{len(self._running)}-{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._running.append(process)
        return process


def wait_until(happened: Callable[[], bool], what: str, celery: Celery, *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something has happened; fail with what the programs said when it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert celery.all_live(), f"A program ended by itself\n{celery.said()}"
        assert time.monotonic() < deadline, f"{what} did not happen\n{celery.said()}"
        time.sleep(0.1)
