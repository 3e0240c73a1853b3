"""Database triggers that keep posted rows as they are, for every role, the owner included (reliability.md §5)."""

from __future__ import annotations

import pgtrigger

_REFUSE = "RAISE EXCEPTION '{reason}: %', TG_TABLE_NAME USING ERRCODE = '23514';"


def immutable(reason: str = "Posted rows never change", condition: pgtrigger.Condition | None = None) -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse UPDATE, DELETE and TRUNCATE on a table of posted rows.

    With a condition, rows that do not meet it (drafts) may still change; TRUNCATE is refused all the same.
    """
    func = _REFUSE.format(reason=reason)
    return [
        pgtrigger.Trigger(
            name="immutable_row",
            operation=pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.Before,
            level=pgtrigger.Row,
            condition=condition,
            func=func,
        ),
        pgtrigger.Trigger(
            name="immutable_table",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=func,
        ),
    ]


def only_grows(column: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses to lower a counter (REL-11)."""
    return pgtrigger.Trigger(
        name=f"{column}_only_grows",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        level=pgtrigger.Row,
        condition=pgtrigger.Condition(f'NEW."{column}" < OLD."{column}"'),
        func=f"RAISE EXCEPTION 'A counter only grows: % to %', OLD.\"{column}\", NEW.\"{column}\" USING ERRCODE = '23514';",
    )
