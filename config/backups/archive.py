"""The archive of a backup: a tar file with a description, the dump of the database and the files of the media folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from config.backups.errors import BackupError

DESCRIPTION, DUMP, FILES = "description.json", "database.dump", "files"


def require_new(target: Path) -> None:
    """Raise BackupError when an archive cannot be written because of its name."""
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    if not os.access(target.resolve().parent, os.W_OK):
        raise BackupError(f"The folder {target.resolve().parent} is not there or cannot be written.")


@contextmanager
def new_archive(target: Path) -> Iterator[tarfile.TarFile]:
    """Write an archive that only its owner may read, and give it its name when it is complete; raises BackupError."""
    require_new(target)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    except OSError as error:
        raise BackupError(f"The archive {target} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def add_description(archive: tarfile.TarFile, description: dict[str, Any]) -> None:
    """Add what is known about the backup, as the first part of the archive."""
    text = json.dumps(description, indent=1).encode()
    member = tarfile.TarInfo(DESCRIPTION)
    member.size, member.mode = len(text), 0o600
    archive.addfile(member, io.BytesIO(text))


def add_files(archive: tarfile.TarFile, folder: Path) -> int:
    """Add every file below the media folder, and return how many there are."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()] if folder.is_dir() else []
    for path in files:
        archive.add(path, f"{FILES}/{path.relative_to(folder).as_posix()}", recursive=False)
    return len(files)


@contextmanager
def opened(source: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive to read it; raises BackupError when it is none."""
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BackupError(f"{source} is not a backup of this program.") from error
    except OSError as error:
        raise BackupError(f"The archive {source} cannot be used: {error.strerror or error}.") from error


def read_description(archive: tarfile.TarFile) -> dict[str, Any]:
    """Return what is known about the backup."""
    return dict(json.loads(_content(archive, archive.getmember(DESCRIPTION)).read()))


def extract_dump(archive: tarfile.TarFile, target: Path) -> None:
    """Write the dump of the database to a file."""
    _write(archive, archive.getmember(DUMP), target)


def extract_files(archive: tarfile.TarFile, folder: Path) -> int:
    """Write the files into the media folder and return how many there are; a name that leads out of it raises BackupError."""
    count = 0
    for member in archive:
        if not member.name.startswith(f"{FILES}/"):
            continue
        path = PurePosixPath(member.name).relative_to(FILES)
        if not member.isfile() or ".." in path.parts or path.is_absolute():
            raise BackupError(f"The archive holds a part with an impossible name: {member.name}.")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(archive, member, target)
        count += 1
    return count


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(_content(archive, member), file)


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise BackupError(f"The archive lacks {member.name}.")
    return content
