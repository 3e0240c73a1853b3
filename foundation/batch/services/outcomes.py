"""Write what became of the items of a chunk: one statement for all of them, in the posting's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from foundation.batch.handlers import ItemResult
from foundation.batch.models import BatchClaim, RunItem
from foundation.batch.statuses import Outcome
from foundation.errors import Refusal

_WRITE = """
    UPDATE batch_runitem AS item SET outcome = result.outcome, document_type = result.document_type,
           document_id = result.document_id, document_number = result.document_number, code = result.code,
           params = result.params::jsonb, warnings = result.warnings::jsonb, ended_at = clock_timestamp()
    FROM unnest(%(key)s::bigint[], %(outcome)s::text[], %(document_type)s::text[], %(document_id)s::bigint[],
                %(document_number)s::text[], %(code)s::text[], %(params)s::text[], %(warnings)s::text[])
         AS result (key, outcome, document_type, document_id, document_number, code, params, warnings)
    WHERE item.run_id = %(run)s AND item.object_id = result.key AND item.outcome = 'pending'
"""


class ResultsDoNotMatchError(RuntimeError):
    """A handler did not return exactly one result per object of the chunk."""


def write_outcomes(items: Sequence[RunItem], results: Iterable[ItemResult]) -> list[ItemResult]:
    """Write one result per item and release the claims; returns the results.

    Raises ResultsDoNotMatchError when a handler forgot, doubled or invented an object.
    """
    results = list(results)
    keys = [result.key for result in results]
    if not items:
        return results
    if sorted(keys) != sorted(item.object_id for item in items):
        raise ResultsDoNotMatchError(f"{len(items)} objects, {len(results)} results")
    run_id, entity_id = items[0].run_id, items[0].legal_entity_id
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"run": run_id, **_columns(results)})
        if cursor.rowcount != len(results):
            raise ResultsDoNotMatchError(f"{cursor.rowcount} of {len(results)} items were pending")
    BatchClaim.of(entity_id).filter(run=run_id, object_id__in=keys).delete()
    return results


def _columns(results: Sequence[ItemResult]) -> dict[str, list[Any]]:
    """Return the results as the arrays that the statement takes, one per column."""
    documents = [result.document for result in results]
    refusals = [result.refusal for result in results]
    return {
        "key": [result.key for result in results],
        "outcome": [str(result.outcome) for result in results],
        "document_type": [document.type if document else "" for document in documents],
        "document_id": [document.id if document else None for document in documents],
        "document_number": [document.number if document else "" for document in documents],
        "code": [refusal.code if refusal else "" for refusal in refusals],
        "params": [json.dumps(dict(refusal.params) if refusal else {}) for refusal in refusals],
        "warnings": [json.dumps([as_json(warning) for warning in result.warnings]) for result in results],
    }


def fail_items(items: Sequence[RunItem], refusals: Sequence[Refusal]) -> None:
    """Record items as failed, each with its own refusal."""
    write_outcomes(items, [ItemResult(item.object_id, Outcome.FAILED, refusal=why) for item, why in zip(items, refusals, strict=True)])


def as_json(refusal: Refusal) -> dict[str, object]:
    """Return a refusal as it is stored with items and runs."""
    return {"code": refusal.code, "params": dict(refusal.params)}
