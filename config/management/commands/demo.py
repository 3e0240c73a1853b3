"""Starts the whole product on this machine: database, broker, web server, worker and scheduler."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from celery import Celery
from django.core.management.base import BaseCommand, CommandError

from config.embedded.errors import EmbeddedServerError
from config.embedded.locks import FileLock
from config.embedded.postgresql import EmbeddedPostgresql
from config.embedded.valkey import EmbeddedValkey
from config.processes import Program, StopRequestError, StopRequests, say, stop_programs

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / ".demo"
HOST = "127.0.0.1"
FIRST_PAGE = "/healthz"
FIRST_PAGE_SECONDS = 60
WORKER_SECONDS = 60


class Command(BaseCommand):
    """Uses DATABASE_URL and REDIS_URL when they are set, else embedded servers below ``.demo/``; stops all it started."""

    help = "Start the product with demo data on this machine; Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer another port, and a fresh start."""
        parser.add_argument("--port", type=int, default=8000, help="port of the web server (8000)")
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
        parser.add_argument("--small", action="store_true", help="load six weeks of history instead of a year")

    def handle(self, *_args: Any, port: int, reset: bool, small: bool, **_options: Any) -> None:
        """Start everything, watch it, and stop it in order when asked or when a part has died."""
        requests = StopRequests()
        requests.listen()
        with ExitStack() as running:
            try:
                _claim_folder(running)
                _refuse_taken_port(port)
                with requests.held_back():
                    environment = _start_servers(running, reset=reset)
                logins = _prepare(environment, small=small)
                with requests.held_back():
                    programs = _start_programs(running, environment, port)
                _wait_for_first_page(port, programs)
                say(f"\n{logins}\nE-mails become files in {FOLDER.name}/mail.".lstrip("\n"))
                say(f"Open http://{HOST}:{port}/ in a browser. Ctrl-C stops everything.\n")
                _wait_for_worker(environment["REDIS_URL"], programs)
                say("Worker and scheduler answer.")
                _watch(programs)
            except StopRequestError:
                say("Stopping, when what is in hand is finished")
            except EmbeddedServerError as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"The demo cannot use the folder {FOLDER}: {error.strerror or error}.") from error
            finally:
                requests.ignore()
        say("Stopped")


def _claim_folder(running: ExitStack) -> None:
    FOLDER.mkdir(exist_ok=True)
    lock = FileLock(FOLDER / "demo.lock")
    if not lock.seize():
        raise CommandError("The demo of this folder runs already; stop it first, or use a second copy of the project.")
    running.callback(lock.release)


def _refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {port} is in use or not allowed; choose another one with --port {port + 1}.") from error


def _start_servers(running: ExitStack, *, reset: bool) -> dict[str, str]:
    """Start what the environment does not name, and return the environment of the demo's programs."""
    environment = {**os.environ, "DEMO": "1", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    environment.setdefault("MEDIA_ROOT", str(FOLDER / "media"))
    environment.setdefault("EMAIL_URL", f"filemail:///{FOLDER / 'mail'}")
    if reset and environment.get("DATABASE_URL"):
        raise CommandError("--reset empties only the demo's own database, but DATABASE_URL names another one.")
    if not environment.get("DATABASE_URL"):
        server = EmbeddedPostgresql(FOLDER)
        if reset:
            for part in (server.data, FOLDER / "media", FOLDER / "mail"):
                shutil.rmtree(part, ignore_errors=True)
        running.callback(server.stop)
        server.start()
        server.ensure_database("demo")
        environment["DATABASE_URL"] = server.url("demo")
    if not environment.get("REDIS_URL"):
        valkey = EmbeddedValkey()
        running.callback(valkey.stop)
        environment["REDIS_URL"] = valkey.start()
    return environment


def _prepare(environment: Mapping[str, str], *, small: bool) -> str:
    """Bring the database up to date and return the table of demo logins."""
    say("Preparing the database")
    command = [sys.executable, str(ROOT / "manage.py"), "prepare_demo", *(["--small"] if small else [])]
    process = subprocess.Popen(  # noqa: S603 -- our own program and arguments
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        logins, _nothing = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if process.returncode:
        raise CommandError("The database could not be prepared; the reason stands above.")
    return logins.rstrip()


def _start_programs(running: ExitStack, environment: Mapping[str, str], port: int) -> list[Program]:
    """Start web server, worker and scheduler; they stop in this order, before the servers they use."""
    python = [sys.executable, "-m"]
    gunicorn = [
        "gunicorn",
        "config.wsgi",
        "-b",
        f"{HOST}:{port}",
        "-w",
        "2",
        "--threads",
        "4",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    worker = ["worker", "--concurrency", "2", "--pool", _worker_pool(), "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    beat = ["beat", "--schedule", str(FOLDER / "beat"), "--pidfile", "", "--loglevel", "WARNING"]
    lines = {
        "web": gunicorn,
        "worker": ["celery", "--quiet", "-A", "config", *worker],
        "beat": ["celery", "--quiet", "-A", "config", *beat],
    }
    programs: list[Program] = []
    running.callback(stop_programs, programs)
    for name, line in lines.items():
        programs.append(Program(name, [*python, *line], environment))
    return programs


def _worker_pool() -> str:
    """Choose processes for the worker, or threads where shared memory is closed to ordinary users, as in a plain chroot."""
    try:
        multiprocessing.Lock()
    except OSError:
        return "threads"
    return "prefork"


def _wait_for_first_page(port: int, programs: list[Program]) -> None:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while time.monotonic() < deadline:
        _fail_when_one_died(programs)
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}{FIRST_PAGE}", timeout=10).close()  # noqa: S310 -- our own address
            return
        except urllib.error.HTTPError as error:
            raise CommandError(f"The first page answers with an error ({error.code}); the reason stands above.") from error
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass  # not listening yet
        time.sleep(0.1)
    raise CommandError(f"The web server does not answer on port {port}.")


def _wait_for_worker(broker: str, programs: list[Program]) -> None:
    control = Celery("demo", broker=broker.replace("unix://", "redis+socket://", 1), set_as_current=False).control
    deadline = time.monotonic() + WORKER_SECONDS
    while not control.ping(timeout=0.5):
        _fail_when_one_died(programs)
        if time.monotonic() > deadline:
            raise CommandError("The worker does not answer.")


def _watch(programs: list[Program]) -> None:
    while True:
        _fail_when_one_died(programs)
        time.sleep(0.2)


def _fail_when_one_died(programs: list[Program]) -> None:
    for program in programs:
        if program.exit_status is not None:
            raise CommandError(f"The {program.name} stopped by itself with exit status {program.exit_status}, so the demo stops.")
