"""Migrations: one per app, and quick ones that end where slow ones do."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader

from foundation.database.quick_state import classes_kept

KINDS = ("indexes", "constraints", "triggers")


def options() -> dict[Any, dict[str, list[str]]]:
    """Return the names of what every model's state holds of each kind after all migrations."""
    models = MigrationLoader(None).project_state().models
    return {key: {kind: [known.name for known in model.options.get(kind, [])] for kind in KINDS} for key, model in models.items()}


def test_keeping_classes_leads_to_the_same_state_as_making_them_anew() -> None:
    slow = options()
    with classes_kept():
        quick = options()
    assert quick == slow
    assert all(any(model[kind] for model in quick.values()) for kind in KINDS)
