"""Posting as a program of objects does it: order by order, with the same rules, each row read for its change and saved by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.db import models

from foundation.batch.handlers import ChunkContext, ChunkItem
from foundation.batch.models import BatchRun, RunItem
from foundation.database import fast_insert, set_update
from foundation.database.retries import retried
from foundation.organization.scope import entity_scope


def post_one_by_one(run: BatchRun, count: int) -> int:
    """Plan and post the first orders of a run, each by itself, with one save() per row; return how many were posted."""
    items = list(RunItem.of(run.legal_entity_id).filter(run=run).pending().order_by("position")[:count])
    posted = 0
    with entity_scope(run.legal_entity), saving_each_row():
        for item in items:
            [result] = retried(run.job.handler.post)(_context(run, item))
            posted += result.outcome == "posted"
    return posted


def _context(run: BatchRun, item: RunItem) -> ChunkContext:
    return ChunkContext(
        entity=run.legal_entity,
        user=run.run_by,
        job_id=run.job_id,
        run_id=run.pk,
        on_date=run.on_date,
        parameters=run.version.parameters,
        items=[ChunkItem(item.object_id, item.object_label, item.group_key)],
    )


@contextmanager
def saving_each_row() -> Iterator[None]:
    """Replace the inserts and updates of sets, wherever they are used, by a save() per row."""
    replaced = {
        fast_insert.insert_objects: _save_objects,
        fast_insert.insert_rows: _save_rows,
        set_update.update_from_values: _save_changes,
    }
    with ExitStack() as stack:
        for module in list(sys.modules.values()):
            for written, saved in replaced.items():
                if getattr(module, written.__name__, None) is written:
                    stack.enter_context(mock.patch.object(module, written.__name__, saved))
        yield


def _save_objects(objects: Sequence[models.Model]) -> list[models.Model]:
    for written in objects:
        written.save(force_insert=True)
    return list(objects)


def _save_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    return [written.pk for written in _save_objects([model(**dict(zip(names, row, strict=True))) for row in rows])]


def _save_changes(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    adding: Sequence[str] = (),
    touch: str = "",
) -> int:
    fields = {name: model._meta.get_field(name).attname for name in columns}  # type: ignore[union-attr]
    count = 0
    for key, *values in rows:
        known = model._base_manager.get(pk=key)
        for (name, attribute), value in zip(fields.items(), values, strict=True):
            setattr(known, attribute, getattr(known, attribute) + value if name in adding else value)
        known.save(update_fields=[*columns, *([touch] if touch else [])])
        count += 1
    return count
