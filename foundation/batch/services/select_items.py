"""A run's first step: find the objects, claim them, cut them into chunks; one transaction, a few statements (invoicing.md 3.5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from foundation.batch.bell import BELL
from foundation.batch.criteria import Criteria
from foundation.batch.errors import ClaimedByAnotherRun, NothingSelected, ObjectGone, RunBroken
from foundation.batch.handlers import SelectedItem, Selection, handler_for
from foundation.batch.models import BatchChunk, BatchClaim, BatchRun, RunItem
from foundation.batch.statuses import Outcome, RunStatus
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity
from foundation.organization.scope import entity_scope

GROUPS_PER_CHUNK = 50
ITEMS_PER_CHUNK = 250

_TAKE_CLAIMS = """
    INSERT INTO batch_batchclaim (legal_entity_id, run_id, kind, object_id, taken_at)
    SELECT %(entity)s, %(run)s, %(kind)s, object_id, now() FROM unnest(%(keys)s::bigint[]) AS object_id ORDER BY object_id
    ON CONFLICT (legal_entity_id, kind, object_id) DO NOTHING
    RETURNING object_id
"""
_INSERT_ITEMS = """
    INSERT INTO batch_runitem (legal_entity_id, run_id, chunk_id, position, object_id, object_label, group_key, outcome,
                               document_type, document_number, code, params, warnings, attempts, ended_at)
    SELECT %(entity)s, %(run)s, chunk_id, position, object_id, object_label, group_key, outcome,
           '', '', code, params::jsonb, '[]'::jsonb, 0, CASE WHEN outcome = 'pending' THEN NULL ELSE now() END
    FROM unnest(%(chunk)s::bigint[], %(position)s::int[], %(object)s::bigint[], %(label)s::text[], %(group)s::text[],
                %(outcome)s::text[], %(code)s::text[], %(params)s::text[])
         AS item (chunk_id, position, object_id, object_label, group_key, outcome, code, params)
"""


@dataclass(frozen=True)
class _Row:
    """An item before it is written, with the refusal that skips it, if any."""

    item: SelectedItem
    refusal: BusinessRuleError | None = None

    @property
    def group(self) -> str:
        return self.item.group_key or f"#{self.item.key}"


def found_keys(entity: LegalEntity, kind: str, parameters: Mapping[str, Any], criteria: Criteria, order_by: Sequence[str]) -> list[int]:
    """Return the keys that a selection finds now: the fixed list of a job without late selection, and *Show result*."""
    selection = Selection(entity, parameters, criteria, tuple(order_by), entity.today())
    return [item.key for item in preview(kind, selection)]


def preview(kind: str, selection: Selection) -> list[SelectedItem]:
    """Run a selection without writing anything."""
    with entity_scope(selection.entity), snapshot():
        return list(handler_for(kind).select(selection))


def claim_selection(run: BatchRun) -> bool:
    """Take the selection of a run upon this worker, committed before it starts; another may after a lease without an end."""
    now = timezone.now()
    free = BatchRun.of(run.legal_entity_id).filter(pk=run.pk).to_select(now)
    if not free.update(attempts=F("attempts") + 1, heartbeat_at=now):
        return False
    run.attempts += 1
    return True


def release_selection(run: BatchRun) -> None:
    """Let the next worker try the selection at once."""
    BatchRun.of(run.legal_entity_id).filter(pk=run.pk, status=RunStatus.SELECTING).update(heartbeat_at=None)


def select_items(run: BatchRun) -> bool:
    """Write the items, claims and chunks of a run that is selecting; tell whether this call did it.

    Raises what the selection raises, QueryFieldGone (INV-304) among others, and RunBroken (BAT-06) when selecting has lost
    its worker too often.
    """
    if run.attempts > run.job.max_retries:
        raise RunBroken(ref=run.pk)
    selection = _selection_of(run)
    found = preview(run.job.kind, selection)
    gone = _skip_gone(selection, found)
    if run.job.max_items:
        found = list(islice(found, run.job.max_items))
    with transaction.atomic():
        locked = BatchRun.of(run.legal_entity_id).locked().filter(pk=run.pk, status=RunStatus.SELECTING).first()
        if locked is None:
            return False
        rows = _skip_claimed(run, found) + gone
        _insert(run, rows)
        now = timezone.now()
        BatchRun.of(run.legal_entity_id).filter(pk=run.pk).update(
            status=RunStatus.EXECUTING,
            heartbeat_at=now,
            query_as_run=selection.criteria.as_run(selection.on_date),
            selected=len(rows),
            groups=len({row.group for row in rows}),
            notices=[] if rows else [_as_json(NothingSelected())],
        )
        BELL.ring_after_commit(run.pk, times=min(run.job.threads, 1 + len(rows) // GROUPS_PER_CHUNK))
    return True


def _selection_of(run: BatchRun) -> Selection:
    version = run.version
    keys = version.keys
    if run.rerun_of_id is not None:
        keys = list(RunItem.of(run.legal_entity_id).filter(run=run.rerun_of_id).to_rerun().values_list("object_id", flat=True))
    criteria = version.parsed_criteria()
    fixed = None if keys is None else tuple(keys)
    return Selection(run.legal_entity, version.parameters, criteria, tuple(version.order_by), run.on_date, fixed)


def _skip_claimed(run: BatchRun, found: Iterable[SelectedItem]) -> list[_Row]:
    """Claim what was found; what another live run holds becomes a skipped row that names that run (INV-301)."""
    found = list({item.key: item for item in found}.values())
    values: dict[str, Any] = {
        "entity": run.legal_entity_id,
        "run": run.pk,
        "kind": run.job.handler.claims,
        "keys": [item.key for item in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_CLAIMS, values)
        mine = {key for (key,) in cursor.fetchall()}
    held = [item.key for item in found if item.key not in mine]
    holders = BatchClaim.of(run.legal_entity_id).filter(kind=values["kind"], object_id__in=held).select_related("run__job") if held else ()
    holder_of = {claim.object_id: claim.run for claim in holders}
    return [_Row(item, None if item.key in mine else _claimed(item, holder_of.get(item.key))) for item in found]


def _claimed(item: SelectedItem, holder: BatchRun | None) -> ClaimedByAnotherRun:
    return ClaimedByAnotherRun(order=item.label, run=holder.run_no if holder else "–", job=holder.job if holder else "–")


def _skip_gone(selection: Selection, found: Iterable[SelectedItem]) -> list[_Row]:
    if selection.keys is None:
        return []
    known = {item.key for item in found}
    return [_Row(SelectedItem(key, f"#{key}"), ObjectGone(object=f"#{key}")) for key in selection.keys if key not in known]


def _insert(run: BatchRun, rows: list[_Row]) -> None:
    cuts = list(_cut([row for row in rows if row.refusal is None]))
    chunks = BatchChunk.of(run.legal_entity_id).bulk_create(
        BatchChunk(legal_entity_id=run.legal_entity_id, run=run, sequence=sequence) for sequence, _rows in enumerate(cuts, start=1)
    )
    chunk_of = {row.item.key: chunk.pk for chunk, cut in zip(chunks, cuts, strict=True) for row in cut}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ITEMS, {"entity": run.legal_entity_id, "run": run.pk, **_columns(rows, chunk_of)})


def _columns(rows: Sequence[_Row], chunk_of: Mapping[int, int]) -> dict[str, list[Any]]:
    """Return the rows as the arrays that the statement takes, one per column."""
    refusals = [row.refusal for row in rows]
    return {
        "chunk": [chunk_of.get(row.item.key) for row in rows],
        "position": list(range(1, len(rows) + 1)),
        "object": [row.item.key for row in rows],
        "label": [row.item.label[:120] for row in rows],
        "group": [row.group for row in rows],
        "outcome": [str(Outcome.SKIPPED if refusal else Outcome.PENDING) for refusal in refusals],
        "code": [refusal.code if refusal else "" for refusal in refusals],
        "params": [json.dumps(refusal.params if refusal else {}) for refusal in refusals],
    }


def _cut(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield chunks of whole groups, in the order in which the groups first appear."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    cut: list[_Row] = []
    count = 0
    for group in groups.values():
        if cut and (count == GROUPS_PER_CHUNK or len(cut) + len(group) > ITEMS_PER_CHUNK):
            yield cut
            cut, count = [], 0
        cut, count = cut + group, count + 1
    if cut:
        yield cut


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as of one moment; inside an open transaction its isolation holds.

    Nested loops are off: over many objects they are never the best plan, and where the planner's statistics say that tables
    are empty they turn a second into hours.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        if not outermost:
            cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def _as_json(refusal: BusinessRuleError) -> dict[str, Any]:
    return {"code": refusal.code, "params": refusal.params}
