"""Answer the same request once: keys that a client chooses, kept with their answers for a week (reliability.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from foundation.organization.models import IdempotencyKey, User

KEPT = timedelta(days=7)
WAIT = "10s"
_CLAIM = """
    INSERT INTO organization_idempotencykey (client_id, key, fingerprint, status, headers, body, created_at)
    VALUES (%s, %s, %s, 0, '{}', '', now())
    ON CONFLICT (client_id, key) DO NOTHING
    RETURNING id
"""


def claim_key(client: User, key: str, fingerprint: str) -> IdempotencyKey | None:
    """Claim a key for this transaction and return None, or return the finished request that used it before.

    While another transaction holds the key this waits up to ten seconds; then the database raises OperationalError
    (55P03), which ends the transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A key is claimed inside the transaction of the request's effect")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        usual = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        cursor.execute(_CLAIM, [client.pk, key, fingerprint])
        claimed = cursor.fetchone() is not None
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
    return None if claimed else IdempotencyKey.objects.get(client=client, key=key)


def store_answer(client: User, key: str, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keep the answer of the request that claimed the key, in the same transaction."""
    IdempotencyKey.objects.filter(client=client, key=key).update(status=status, headers=dict(headers), body=body)


def delete_old_keys() -> int:
    """Delete the keys whose week is over, with the answers they hold, and return how many there were."""
    with transaction.atomic():
        deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted
