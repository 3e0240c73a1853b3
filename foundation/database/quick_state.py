"""Migrate without making classes anew for what changes no class.

For every index, constraint and trigger that a migration adds, Django renders the historical model and all that refer to it once
more: most of the time that a new database takes. None of the three changes a field or a name, and the statements that make them
are written from the operation itself. The options of the model's state are kept as always.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


@contextmanager
def classes_kept() -> Iterator[None]:
    """Keep historical classes as they are when an index, a constraint or a trigger is added to their state."""
    with patch.object(ProjectState, "_append_option", _append_option), patch.object(AddTrigger, "state_forwards", _add_trigger):
        yield


def _append_option(state: Any, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]


def _add_trigger(operation: Any, app_label: str, state: Any) -> None:
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]
