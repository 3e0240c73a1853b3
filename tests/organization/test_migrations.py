"""Migrations: quick ones end where slow ones do."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

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


def columns(apps: Any) -> dict[str, set[tuple[str, str]]]:
    """Return name and kind of every field of every historical class."""
    return {model._meta.label: {(found.name, type(found).__name__) for found in model._meta.local_fields} for model in apps.get_models()}


def test_classes_that_are_kept_end_with_the_fields_of_those_made_anew() -> None:
    loader = MigrationLoader(None)
    kept = ProjectState()
    with classes_kept():
        assert columns(kept.apps) == {}
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
            kept = loader.graph.nodes[key].mutate_state(kept, preserve=False)

    assert columns(kept.apps) == columns(loader.project_state().apps)
    assert len(columns(kept.apps)) > 150
