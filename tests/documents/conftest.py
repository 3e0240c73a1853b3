"""What the tests of documents share: a company, a folder for files, templates of their own, and doubles of the outside."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from foundation.documents.services import outbox
from foundation.organization.models import Currency, LegalEntity, User
from tests.documents.samples import seller


@pytest.fixture(autouse=True)
def _sample_templates(settings: Any) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def company(db: None) -> LegalEntity:
    """Return a saved Dutch company."""
    currency, _ = Currency.objects.get_or_create(code="EUR")
    entity = seller(currency=currency)
    entity.save()
    return entity


@pytest.fixture
def other_company(company: LegalEntity) -> LegalEntity:
    """Return a second company."""
    entity = seller(code="DE01", name="Rheinholz GmbH", currency=company.currency)
    entity.save()
    return entity


@pytest.fixture
def clerk(db: None) -> User:
    """Return a person."""
    return User.objects.create(email="clerk@polderhout.example", name="Cleo Clerk")


@pytest.fixture
def outbox_kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that registers work under a kind of its own for the length of the test."""
    monkeypatch.setattr(outbox, "_HANDLERS", dict(outbox._HANDLERS))

    def register(work: Callable[..., None], *, repeatable: bool = True, kind: str = "test") -> str:
        outbox.register_outbox_handler(kind, work, repeatable=repeatable)
        return kind

    return register
