"""File locks that the kernel gives back when a process dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class FileLock:
    """A lock on one file: shared by those who use a thing, exclusive for the one who starts or stops it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def share(self) -> None:
        """Hold the lock together with others, until released."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def seize(self) -> bool:
        """Hold the lock alone when nobody else holds it; say whether that worked."""
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else holds the lock, and hold it alone for the length of the block."""
        fcntl.flock(self._open(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            self.release()

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> IO[str]:
        if self._file is None:
            self._file = self.path.open("a")
        return self._file
