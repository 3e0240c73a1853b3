"""The lists of packages name versions and hashes, and no place to get them from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTS = ["requirements.txt", "requirements-dev.txt"]


def pinned(name: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==\S+", (ROOT / name).read_text(), re.MULTILINE | re.IGNORECASE))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("address", ["http", "index", "find-links", "@ file", "git+"])
def test_no_list_names_a_place_to_download_from(name: str, address: str) -> None:
    assert address not in (ROOT / name).read_text().lower()


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = [block for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE) if not block.startswith("#")]
    assert len(packages) > 50
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_the_development_list_holds_the_whole_production_list() -> None:
    assert pinned("requirements.txt") - pinned("requirements-dev.txt") == set()
