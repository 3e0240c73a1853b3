"""The parent's end of the layout process: one warm child per process, killed when it takes too long (reliability.md §13)."""

from __future__ import annotations

import atexit
import os
import select
import struct
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.documents.errors import RenderingFailed, RenderingTooSlow

TIME_LIMIT = 60.0
DOCUMENTS_PER_CHILD = 5000
LARGE_REQUEST = 1_000_000
IDLE_SECONDS = 240.0


class Renderer:
    """A child process that lays out one document at a time and can be killed without loss."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self._used_at = 0.0

    def render(self, request: bytes, time_limit: float = TIME_LIMIT) -> bytes:
        """Return the PDF of an encoded request; raises RenderingTooSlow (DOC-02) or RenderingFailed (DOC-01)."""
        reply = b""
        with self._lock:
            deadline = time.monotonic() + time_limit
            try:
                self._send(request)
                reply = self._receive(deadline)
            except TimeoutError as error:
                raise RenderingTooSlow(seconds=int(time_limit)) from error
            except (OSError, EOFError) as error:
                raise RenderingFailed(reason=_("the layout process ended")) from error
            finally:
                # Whatever interrupts the exchange, the next document must never read the rest of this one's answer.
                if not reply or len(request) > LARGE_REQUEST:
                    self._stop()
            self._used_at = time.monotonic()
        return reply

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    def _send(self, request: bytes) -> None:
        frame = struct.pack(">I", len(request)) + request
        try:
            self._write(frame)
        except OSError:
            self._stop()
            self._write(frame)

    def _write(self, frame: bytes) -> None:
        pipe = self._ready_child().stdin
        if pipe is None:
            raise BrokenPipeError
        pipe.write(frame)
        pipe.flush()
        self._served += 1

    def _receive(self, deadline: float) -> bytes:
        length = struct.unpack(">I", self._read(4, deadline))[0]
        return self._read(length, deadline)

    def _read(self, count: int, deadline: float) -> bytes:
        pipe = self._child.stdout if self._child else None
        if pipe is None:
            raise EOFError
        parts: list[bytes] = []
        while count:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(pipe.fileno(), min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _ready_child(self) -> subprocess.Popen[bytes]:
        forked = self._owner != os.getpid()
        if forked:
            self._child = None
        if self._child is not None and self._is_worn(self._child):
            self._stop()
        if self._child is None:
            self._owner, self._served = os.getpid(), 0
            self._child = subprocess.Popen(  # noqa: S603 -- our own module, fixed arguments
                [sys.executable, "-m", "foundation.documents.render_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=_environment(),
                start_new_session=True,
            )
        return self._child

    def _is_worn(self, child: subprocess.Popen[bytes]) -> bool:
        """Tell whether a child is gone, has done its share, or may be about to leave because nothing came for long."""
        idle = time.monotonic() - self._used_at if self._served else 0.0
        return child.poll() is not None or self._served >= DOCUMENTS_PER_CHILD or idle > IDLE_SECONDS

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close_quietly(pipe)


def _close_quietly(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:
        return


def _environment() -> dict[str, str]:
    """Return what the child needs to find its libraries, and no secret."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "XDG_CACHE_HOME")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONDONTWRITEBYTECODE": "1"}


renderer = Renderer()
atexit.register(renderer.close)
