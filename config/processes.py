"""Programs that run beside each other in the demo: each in its own process group, heard, watched, and stopped on request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

STOP_SECONDS = 25.0  # a worker's turn on a batch takes up to twenty; everything else is gone in a second
OUTPUT = threading.Lock()


class StopRequestError(Exception):
    """Somebody asked the demo to stop."""


class StopRequests:
    """Turns Ctrl-C, SIGTERM and SIGHUP into a StopRequestError, but never while something is being started."""

    def __init__(self) -> None:
        self._held = False
        self._pending = False

    def listen(self) -> None:
        """Receive requests from now on; a SIGHUP that ``nohup`` switched off stays off."""
        signal.signal(signal.SIGINT, self._receive)
        signal.signal(signal.SIGTERM, self._receive)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._receive)

    def ignore(self) -> None:
        """Receive no more requests: the demo is stopping already."""
        for request in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(request, signal.SIG_IGN)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let a request wait until the block is finished, so that nothing is started and then forgotten."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._pending:
            raise StopRequestError

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self._pending = True
        if not self._held:
            raise StopRequestError


def say(text: str) -> None:
    """Write a line; a terminal that was closed is no reason to fail."""
    with OUTPUT, suppress(OSError, ValueError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


class Program:
    """One program with its children, in a process group that the terminal's Ctrl-C does not reach."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._process = subprocess.Popen(  # noqa: S603 -- our own program and arguments
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._pass_on_output, daemon=True)
        self._listener.start()

    @property
    def exit_status(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Ask the program to finish what it has in hand; it passes that on to its children in its own way."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def stop(self, deadline: float) -> None:
        """Wait until the program has finished or the deadline of the monotonic clock has passed, and end what is left of its group."""
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._listener.join(timeout=1)

    def _signal(self, request: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, request)

    def _pass_on_output(self) -> None:
        if self._process.stdout is None:
            return
        for line in self._process.stdout:
            say(f"{self.name:<7}| {line.rstrip()}")


def stop_programs(programs: Sequence[Program]) -> None:
    """Ask all programs to finish, give them the same short time together, and end what is left of them, in their order."""
    for program in programs:
        program.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    for program in programs:
        program.stop(deadline)
