#!/usr/bin/env python3
"""Prepares everything the project needs and then starts the demo or the tests, or backs up and restores.

    python3 run.py demo [--port 8000] [--reset] [--small]
    python3 run.py test [arguments of pytest]
    python3 run.py backup FILE
    python3 run.py restore FILE [--replace]

Only the standard library is used here, so that this works on a machine that has nothing but Python.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = {
    "demo": "requirements.txt",
    "test": "requirements-dev.txt",
    "backup": "requirements.txt",
    "restore": "requirements.txt",
}
USAGE = (
    "Usage: python3 run.py demo [--port 8000] [--reset] [--small]  |  python3 run.py test [arguments of pytest]\n"
    "       python3 run.py backup FILE  |  python3 run.py restore FILE [--replace]"
)
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
DISK_SPACE_NEEDED = 1_500_000_000

LIBRARIES = {
    "Linux": ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libfontconfig.so.1", "libharfbuzz-subset.so.0"),
    "Darwin": ("libgobject-2.0.0.dylib", "libpango-1.0.0.dylib", "libpangoft2-1.0.0.dylib", "libfontconfig.1.dylib"),
}
HOMEBREW_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib")
DEBIAN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


class SetupError(Exception):
    """The machine lacks something; the message is one sentence that says what to do."""


def main(arguments: list[str]) -> None:
    """Prepare what the command needs and become the command."""
    if not arguments or arguments[0] not in REQUIREMENTS:
        sys.exit(USAGE)
    command, rest = arguments[0], arguments[1:]
    os.umask(0o022)
    try:
        ensure_python(arguments)
        ensure_system_packages()
        ensure_environment()
        ensure_packages(command)
    except SetupError as error:
        sys.exit(f"run.py: {error}")
    except KeyboardInterrupt:
        sys.exit("run.py: stopped before it was ready; run it again to go on.")
    become(command, rest)


def ensure_python(arguments: list[str]) -> None:
    """Continue with a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for name in NEWER_PYTHONS:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, str(ROOT / "run.py"), *arguments])  # noqa: S606 -- a Python of this machine
    raise SetupError(f"Python 3.11 or newer is needed and this is {platform.python_version()}; install python3.11 and run this again.")


def ensure_system_packages() -> None:
    """Install the missing libraries with the machine's package manager when that is allowed, else say which line to run."""
    missing = missing_libraries()
    no_venv = importlib.util.find_spec("ensurepip") is None
    if not missing and not no_venv:
        return
    if platform.system() == "Darwin":
        install_with_homebrew(missing)
    elif shutil.which("apt-get"):
        packages = [*(DEBIAN_PACKAGES if missing else ()), *([f"python3.{sys.version_info[1]}-venv"] if no_venv else ())]
        install_with_apt(packages)
    else:
        needed = [*missing, *(["the Python module venv"] if no_venv else [])]
        raise SetupError(f"install {', '.join(needed)} with the package manager of this machine and run this again.")
    if missing_libraries():
        raise SetupError(f"these libraries are still missing: {', '.join(missing_libraries())}.")


def missing_libraries() -> list[str]:
    """Return the libraries for laying out PDFs that cannot be loaded."""
    return [name for name in LIBRARIES.get(platform.system(), ()) if not loadable(name)]


def loadable(name: str) -> bool:
    """Say whether a library is where the system, or Homebrew, puts it."""
    folders = HOMEBREW_FOLDERS if platform.system() == "Darwin" else ()
    if any(Path(folder, name).exists() for folder in folders):
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_with_apt(packages: list[str]) -> None:
    """Install Debian packages as root or through sudo without a password."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        prefix = ["sudo", "-n"]
    else:
        raise SetupError(f"system packages are missing; run this line and then run.py again: sudo {line}")
    say(f"Installing system packages: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    install = [*apt, *line.split()[1:]]
    if quiet(install).returncode:
        quiet([*apt, "update"])
        installed = quiet(install)
        if installed.returncode:
            raise SetupError(f"the system packages could not be installed ({last_line(installed)}); run: {line}")
    importlib.invalidate_caches()


def install_with_homebrew(missing: list[str]) -> None:
    """Install Pango with Homebrew."""
    if not shutil.which("brew"):
        raise SetupError("install Homebrew from https://brew.sh, then run: brew install pango")
    if missing:
        say("Installing system packages: pango")
        installed = quiet(["brew", "install", "--quiet", "pango"])
        if installed.returncode:
            raise SetupError(f"pango could not be installed ({last_line(installed)}); run: brew install pango")


def ensure_environment() -> None:
    """Make the virtual environment, anew when its Python has gone or is another version."""
    if not os.access(ROOT, os.W_OK):
        raise SetupError(f"the folder {ROOT} cannot be written by this user; copy the project to a folder of your own.")
    if VENV.exists() and not os.access(VENV, os.W_OK):
        raise SetupError(f"the folder {VENV} belongs to another user; remove it and run this again.")
    version = ".".join(map(str, sys.version_info[:2]))
    if PYTHON.exists() and (VENV / "lib" / f"python{version}").exists() and quiet([str(PYTHON), "-c", "import pip"]).returncode == 0:
        return
    if shutil.disk_usage(ROOT).free < DISK_SPACE_NEEDED:
        raise SetupError(f"{DISK_SPACE_NEEDED / 1e9:.1f} GB of free disk space are needed below {ROOT}.")
    say(f"Making the Python environment in {VENV.name}")
    made = quiet([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        raise SetupError(f"the Python environment could not be made: {last_line(made)}")


def ensure_packages(command: str) -> None:
    """Install the pinned packages when the list has changed since they were installed."""
    marks = {name: VENV / f".installed-{name}" for name in set(REQUIREMENTS.values())}
    # the longer list holds everything of the shorter one
    if any(is_current(name, marks[name]) for name in {REQUIREMENTS[command], REQUIREMENTS["test"]}):
        return
    name = REQUIREMENTS[command]
    say(f"Installing the packages of {name} (once, about a minute)")
    for mark in marks.values():
        mark.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    installed = quiet([*pip, "install", "--require-hashes", "--no-deps", "-r", str(ROOT / name)])
    if installed.returncode:
        raise SetupError(explain_pip(installed))
    marks[name].write_text(fingerprint(name))


def is_current(name: str, mark: Path) -> bool:
    """Say whether exactly this list of packages was installed here."""
    return mark.exists() and mark.read_text() == fingerprint(name)


def fingerprint(name: str) -> str:
    """Return the hash of a list of packages."""
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def explain_pip(failed: subprocess.CompletedProcess[str]) -> str:
    """Say in one sentence why pip failed."""
    output = failed.stdout
    if "No space left" in output:
        return f"the disk is full below {ROOT}; make room and run this again."
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return "a downloaded package is not the one that the project was tested with, so nothing was installed."
    if any(sign in output for sign in ("NewConnectionError", "Max retries", "Name or service", "name resolution", "from versions: none")):
        return "the packages could not be downloaded; connect this machine to the internet (or to its package index) and run this again."
    return f"the packages could not be installed: {last_line(failed)}"


def become(command: str, rest: list[str]) -> None:
    """Replace this process, so that Ctrl-C and other signals reach the command itself."""
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    if platform.system() == "Darwin":
        environment.setdefault("DYLD_FALLBACK_LIBRARY_PATH", ":".join((*HOMEBREW_FOLDERS, "/usr/lib")))
    if command != "test":
        line = [str(PYTHON), str(ROOT / "manage.py"), command, *rest]
    else:
        chosen = any(argument.startswith(("-n", "--pdb")) for argument in rest)
        workers = [] if chosen else ["-n", str(min(2, os.cpu_count() or 1)), "--dist", "loadgroup"]
        line = [str(PYTHON), "-m", "pytest", *workers, *rest]
    if command in ("demo", "test"):
        os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(line[0], line, environment)  # noqa: S606 -- our own environment


def quiet(line: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says."""
    try:
        return subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(line, 127, stdout=f"{line[0]}: {error.strerror}")


def last_line(finished: subprocess.CompletedProcess[str]) -> str:
    """Return the last line that a program said, which is mostly its complaint."""
    lines = [line.strip() for line in finished.stdout.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit status {finished.returncode}"


def say(text: str) -> None:
    """Tell what is going on."""
    print(text, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
