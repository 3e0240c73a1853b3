"""Write item records, new ones and changed ones, with a number of statements that does not depend on how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from psycopg2.extras import Json

from foundation.database.set_update import update_from_values
from foundation.events import publish
from foundation.inventory.errors import ItemOnOpenLines, VariantExists, VariantInUse, VariantNameTaken
from foundation.inventory.events import ItemsBecomingOthers
from foundation.inventory.item_records import NAME_PREFIX, ItemRecord
from foundation.inventory.models import InventoryTransaction, Item
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

LONGEST_NAME = 100
"""Names that are cut off there may be alike."""


def load_item_records(legal_entity: LegalEntity, items: Sequence[Item]) -> list[ItemRecord]:
    """Return the records of saved items: a query, to learn of which of them stock was counted; for masters another, for variants."""
    counted = set(InventoryTransaction.of(legal_entity).filter(item__in=items).values_list("item_id", flat=True).distinct())
    masters = [item.pk for item in items if item.is_master]
    with_variants = set(Item.of(legal_entity).filter(master__in=masters).values_list("master_id", flat=True)) if masters else set()
    return [ItemRecord(item, counted=item.pk in counted, has_variants=item.pk in with_variants) for item in items]


@transaction.atomic
def save_item(legal_entity: LegalEntity, item: Item | None, values: Mapping[str, Any], *, user: User | None) -> Item:
    """Create an item, or change one whose row is held, by the rules of ``ItemRecord``; raises the first of ITM-01 to ITM-14."""
    record = ItemRecord.new(legal_entity) if item is None else load_item_records(legal_entity, [item])[0]
    record.enter(values)
    return save_items(legal_entity, [record], user=user)[0]


@transaction.atomic
def save_items(legal_entity: LegalEntity, records: Sequence[ItemRecord], *, user: User | None, reason: str = "") -> list[Item]:
    """Write checked records, all or nothing, and return their items; raises the first error of any record (ITM-01 to ITM-14).

    Records without a change cost nothing. ``reason`` stands in the audit trail, for an import the name of its file.
    """
    refuse_known_combinations(legal_entity, records)
    refuse_used(legal_entity, records)
    for record in records:
        if record.errors:
            raise record.errors[0]
    created = [record.item for record in records if record.is_new]
    changed = [record for record in records if not record.is_new and record.changes]
    Item.of(legal_entity).bulk_create(created, batch_size=2000)
    _update(changed)
    audit.record(legal_entity, user, "created", created, reason=reason)
    changes = {record.item.pk: record.changes for record in changed}
    audit.record(legal_entity, user, "changed", [record.item for record in changed], changes=changes, reason=reason)
    return [record.item for record in records]


def refuse_known_combinations(legal_entity: LegalEntity, records: Sequence[ItemRecord]) -> None:
    """Give ITM-08 and ITM-14 to records of variants whose values or name another of the master has: one query, for variants only."""
    variants = [record for record in records if record.item.master_id is not None]
    if not variants:
        return
    masters = {record.item.master_id for record in variants}
    others = Item.of(legal_entity).filter(master__in=masters).exclude(pk__in=[record.item.pk for record in variants if not record.is_new])
    known = {(item.master_id, item.combination) for item in others}
    called = {(item.master_id, item.name): item.number for item in others}
    for record in variants:
        item = record.item
        other = called.setdefault((item.master_id, item.name), item.number)
        if (item.master_id, item.combination) in known:
            record.errors.append(VariantExists(i=item.number, master=item.master, values=item.variant))
        elif other != item.number and "name" in record.changes and len(item.name) < LONGEST_NAME:
            record.errors.append(VariantNameTaken(i=item.number, other=other, name=item.name))
        known.add((item.master_id, item.combination))


def refuse_used(legal_entity: LegalEntity, records: Sequence[ItemRecord]) -> None:
    """Give ITM-12 to items that are to come in variants while open lines name them, ITM-13 to variants in use that are to be others.

    Whoever has lines is asked only when there is such a record.
    """
    masters = {record.item.pk: record for record in records if record.becomes_master}
    others = {record.item.pk: record for record in records if record.becomes_other}
    for chosen in (masters, others):
        if not chosen:
            continue
        asked = ItemsBecomingOthers(legal_entity, [record.item for record in chosen.values()], only_open=chosen is masters)
        with transaction.atomic():
            publish(asked)
        for key, record in chosen.items():
            if chosen is masters and key in asked.named:
                record.errors.append(ItemOnOpenLines(i=record.item.number, o=asked.named[key]))
            elif chosen is others and (record.counted or key in asked.named):
                record.errors.append(VariantInUse(i=record.item.number, values=", ".join(record.values_before)))


def _update(records: Sequence[ItemRecord]) -> None:
    """Update the columns that changed in any of the records; the other rows get the value they have, read under their lock."""
    names = sorted({"names" if name.startswith(NAME_PREFIX) else name for record in records for name in record.changes})
    if not names:
        return
    columns = [Item._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    rows = [[record.item.pk, *(_stored(record.item, column) for column in columns)] for record in records]
    update_from_values(Item, names, rows, touch="updated_at")


def _stored(item: Item, column: str) -> object:
    value = getattr(item, column)
    return Json(value) if column == "names" else value
