"""Setting up who gets which document how: records of a place, what they inherit, and changing them (invoicing.md 9.1, 9.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from foundation.documents.document_types import DocumentType
from foundation.documents.errors import TooManyPrintRecords
from foundation.documents.models import PrintDestination, PrintKind, PrintLevel, PrintRecord, PrintSetting
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit

MAX_RECORDS = 99
MAX_CONDITIONS = 19


@dataclass(frozen=True)
class Place:
    """Where records stand: the legal entity itself, or one customer group, customer or document."""

    level: int = PrintLevel.MODULE
    owner_type: str = ""
    owner_id: int | None = None

    def fields(self) -> dict[str, Any]:
        """Return the place as fields of a record."""
        return {"level": self.level, "owner_type": self.owner_type, "owner_id": self.owner_id}


@dataclass(frozen=True)
class Rule:
    """One row of a record: a condition, or none for the default, and one destination."""

    destination: str
    condition_field: str = ""
    condition_operator: str = ""
    condition_value: str = ""
    queue: str = ""
    purpose: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""

    @property
    def condition(self) -> tuple[str, str, str]:
        """Return the condition; three empty texts for the default."""
        return self.condition_field, self.condition_operator, self.condition_value

    def place(self) -> dict[str, str]:
        """Return the destination as fields of a row."""
        return {name: getattr(self, name) for name in ("destination", "queue", "purpose", "to", "cc", "bcc", "reply_to")}


@dataclass(frozen=True)
class RecordDraft:
    """A print record as a person set it up: the rule that a document is delivered, in which form, and where."""

    document_type: str
    name: str
    kind: str = PrintKind.ORIGINAL
    suppress: bool = False
    default_enabled: bool = True
    copies: int = 1
    language: str = ""
    footer_texts: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Rule] = ()


@dataclass(frozen=True)
class EffectiveRecord:
    """A record that counts at a place, and whether it stands there or is inherited."""

    record: PrintRecord
    inherited: bool

    @property
    def source(self) -> str:
        """Return where it stands, in words."""
        return str(PrintLevel(self.record.level).label)


def records_at(legal_entity: LegalEntity, places: Sequence[Place]) -> dict[str, list[EffectiveRecord]]:
    """Return the records that count at the last of the places, per kind of document; suppressed ones stay in, as such.

    ``places`` go from the legal entity down: a customer inherits from its group, the group from the legal entity.
    """
    found: dict[str, dict[str, EffectiveRecord]] = {}
    for place in places:
        for record in PrintRecord.of(legal_entity).of_owner(place.level, place.owner_type, place.owner_id):
            found.setdefault(record.document_type, {})[record.name] = EffectiveRecord(record, place != places[-1])
    return {kind: list(found[kind].values()) for kind in DocumentType.values if kind in found}


@transaction.atomic
def save_record(
    legal_entity: LegalEntity, draft: RecordDraft, place: Place, *, user: User | None, record: PrintRecord | None = None
) -> PrintRecord:
    """Write a record with its settings and destinations at a place; an existing one is replaced whole.

    Raises TooManyPrintRecords (DOC-07) beyond 99 records per document and place or 19 conditions per record.
    """
    _check_room(legal_entity, draft, place, record)
    record = record or PrintRecord(legal_entity=legal_entity, **place.fields())
    for name in ("document_type", "name", "kind", "suppress", "default_enabled"):
        setattr(record, name, getattr(draft, name))
    record.save()
    record.settings.all().delete()
    _write_rules(record, draft)
    audit.record(legal_entity, user, "documents.print_record_saved", [record])
    return record


@transaction.atomic
def delete_record(legal_entity: LegalEntity, record: PrintRecord, *, user: User) -> None:
    """Remove a record; what it replaced counts again."""
    audit.record(legal_entity, user, "documents.print_record_deleted", [record])
    record.delete()


def draft_of(record: PrintRecord) -> RecordDraft:
    """Return a record as a draft, to change it or to override it at a nearer place."""
    settings = list(record.settings.all())
    first = settings[0] if settings else PrintSetting()
    rules = [
        Rule(
            condition_field=setting.condition_field,
            condition_operator=setting.condition_operator,
            condition_value=setting.condition_value,
            **{name: getattr(place, name) for name in ("destination", "queue", "purpose", "to", "cc", "bcc", "reply_to")},
        )
        for setting in settings
        for place in setting.destinations.all()
    ]
    return RecordDraft(
        document_type=record.document_type,
        name=record.name,
        kind=record.kind,
        suppress=record.suppress,
        default_enabled=record.default_enabled,
        copies=first.copies,
        language=first.language,
        footer_texts=dict(first.footer_texts),
        rules=rules,
    )


def set_up_defaults(legal_entity: LegalEntity, *, user: User | None) -> None:
    """Give a new legal entity a first print management: what customers receive by mail, the rest into the archive."""
    mailed = (
        DocumentType.CONFIRMATION,
        DocumentType.SALES_AGREEMENT,
        DocumentType.CUSTOMER_INVOICE,
        DocumentType.CREDIT_NOTE,
        DocumentType.FREE_TEXT_INVOICE,
    )
    kept = (DocumentType.PICKING_LIST, DocumentType.PACKING_SLIP)
    for document_type in (*mailed, *kept):
        if PrintRecord.of(legal_entity).filter(document_type=document_type, level=PrintLevel.MODULE).exists():
            continue
        destination = "email" if document_type in mailed else "archive"
        save_record(legal_entity, RecordDraft(document_type, "Original", rules=[Rule(destination)]), Place(), user=user)


def _check_room(legal_entity: LegalEntity, draft: RecordDraft, place: Place, record: PrintRecord | None) -> None:
    label = DocumentType(draft.document_type).label
    conditions = {rule.condition for rule in draft.rules if rule.condition_field}
    if len(conditions) > MAX_CONDITIONS:
        raise TooManyPrintRecords(document=label, count=MAX_CONDITIONS, what=PrintSetting._meta.verbose_name_plural)
    if record is None:
        count = PrintRecord.of(legal_entity).filter(document_type=draft.document_type, **place.fields()).count()
        if count >= MAX_RECORDS:
            raise TooManyPrintRecords(document=label, count=MAX_RECORDS, what=PrintRecord._meta.verbose_name)


def _write_rules(record: PrintRecord, draft: RecordDraft) -> None:
    """Write one setting per condition in the order of the rows, the default as number 0."""
    settings: dict[tuple[str, str, str], PrintSetting] = {}
    for rule in draft.rules:
        if rule.condition in settings:
            continue
        settings[rule.condition] = PrintSetting(
            record=record,
            sequence=0 if not rule.condition_field else 1 + sum(1 for known in settings if known[0]),
            condition_field=rule.condition_field,
            condition_operator=rule.condition_operator,
            condition_value=rule.condition_value,
            copies=draft.copies,
            language=draft.language,
            footer_texts=dict(draft.footer_texts),
        )
    PrintSetting.objects.bulk_create(settings.values())
    PrintDestination.objects.bulk_create(PrintDestination(setting=settings[rule.condition], **rule.place()) for rule in draft.rules)
