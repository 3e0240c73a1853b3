"""Database triggers that keep posted rows as they are, for every role, the owner included (reliability.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pgtrigger

_REFUSE = "RAISE EXCEPTION '{reason}: %', TG_TABLE_NAME USING ERRCODE = '23514';"


def immutable(reason: str = "Posted rows never change", mutable: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse UPDATE, DELETE and TRUNCATE on a table of posted rows.

    Fields named in ``mutable`` live on after the posting (a counter with a CHECK of its own); all others are frozen.
    """
    func = _REFUSE.format(reason=reason)
    frozen = pgtrigger.AnyChange(exclude=list(mutable)) if mutable else None
    return [
        pgtrigger.Trigger(
            name="no_update", operation=pgtrigger.Update, when=pgtrigger.Before, level=pgtrigger.Row, condition=frozen, func=func
        ),
        pgtrigger.Trigger(name="no_delete", operation=pgtrigger.Delete, when=pgtrigger.Before, level=pgtrigger.Row, func=func),
        pgtrigger.Trigger(name="no_truncate", operation=pgtrigger.Truncate, when=pgtrigger.Before, level=pgtrigger.Statement, func=func),
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


def never_deleted(reason: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses DELETE on a table whose rows only go on."""
    return pgtrigger.Trigger(
        name="no_delete", operation=pgtrigger.Delete, when=pgtrigger.Before, level=pgtrigger.Row, func=_REFUSE.format(reason=reason)
    )


def frozen_once(column: str, fields: Sequence[str], reason: str) -> list[pgtrigger.Trigger]:
    """Return the triggers that keep some fields of a row, and the row itself, from the moment that a column is filled."""
    filled = f'OLD."{column}" IS NOT NULL'
    changed = " OR ".join(f'OLD."{field}" IS DISTINCT FROM NEW."{field}"' for field in fields)
    row: dict[str, Any] = {"when": pgtrigger.Before, "level": pgtrigger.Row, "func": _REFUSE.format(reason=reason)}
    return [
        pgtrigger.Trigger(name="frozen", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"{filled} AND ({changed})"), **row),
        pgtrigger.Trigger(name="no_delete", operation=pgtrigger.Delete, condition=pgtrigger.Condition(filled), **row),
    ]


def refuse_where(
    name: str, reason: str, query: str, *, condition: str = "", holding: str = "", operation: Any = pgtrigger.Insert | pgtrigger.Update
) -> pgtrigger.Trigger:
    """Return the trigger that refuses a row for which a query finds something, once the statement has written all of its rows.

    Rows that do not fulfil the condition are not asked for. ``holding`` (``"table" WHERE …``) names rows that the answer hangs on:
    they are held until the transaction ends, so that nobody changes them between the question and the commit.
    """
    hold = f"PERFORM 1 FROM {holding} FOR SHARE; " if holding else ""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.After,
        level=pgtrigger.Row,
        condition=pgtrigger.Condition(condition) if condition else None,
        func=f"{hold}IF EXISTS ({query}) THEN {_REFUSE.format(reason=reason)} END IF; RETURN NULL;",
    )
