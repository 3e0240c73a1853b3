"""Which print records count for a document, and what each of them sends where (invoicing.md 9.2; customers.md §2.5).

The module's records come first; records of the customer group, the customer and the document replace them by name,
suppress them or add to them. Of an effective record the first setting counts whose condition the document meets, else
the default setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from foundation.documents.document_types import default_purpose
from foundation.documents.models import ConditionOperator, Destination, PrintDestination, PrintKind, PrintRecord, PrintSetting
from foundation.organization.models import LegalEntity

Fact = str | Decimal


@dataclass(frozen=True)
class PrintableDocument:
    """What print management must know of a document.

    ``owners`` name the group, the invoice account and the order as (level, model label, key). ``facts`` answer the
    conditions (keys of ``ConditionField``; the total in the document's currency). ``addresses`` hold the e-mail
    addresses per purpose, the primary address under "". ``values`` fill the placeholders of the e-mail's text.
    """

    document_type: str
    object_id: int
    number: str
    language: str
    party_name: str = ""
    owners: Sequence[tuple[int, str, int]] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    addresses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendition:
    """One form in which the document is printed: original, copy or pro forma, language, footer, mark, boxed sentence."""

    kind: str
    language: str
    footer_text: str = ""
    mark: str = ""
    notice: str = ""


@dataclass(frozen=True)
class PlannedOutput:
    """One delivery that will be made: which rendition goes where."""

    record_name: str
    rendition: Rendition
    destination: str
    copies: int = 1
    queue: str = ""
    purpose: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str = ""


def plan_outputs(legal_entity: LegalEntity, document: PrintableDocument) -> list[PlannedOutput]:
    """Return what would be sent where for a document, without writing anything.

    Where nothing at all is set up, the document goes by e-mail when the receiver has an address for its purpose.
    """
    records = list(PrintRecord.of(legal_entity).for_document(document.document_type, document.owners))
    if not records:
        return _without_setup(document)
    planned: list[PlannedOutput] = []
    for record in effective_records(records):
        setting = choose_setting(record, document.facts)
        if setting is not None:
            planned.extend(_planned(record, setting, place, document) for place in setting.destinations.all())
    return planned


def effective_records(records: Iterable[PrintRecord]) -> list[PrintRecord]:
    """Return the records that count, given records of all levels in the order of their levels."""
    by_name: dict[str, PrintRecord] = {}
    for record in sorted(records, key=lambda known: (known.level, known.pk)):
        if record.suppress:
            by_name.pop(record.name, None)
        else:
            by_name[record.name] = record
    return list(by_name.values())


def choose_setting(record: PrintRecord, facts: Mapping[str, Fact]) -> PrintSetting | None:
    """Return the first conditional setting that the document meets, else the default setting when it is enabled."""
    settings = sorted(record.settings.all(), key=lambda setting: setting.sequence)
    for setting in settings:
        if setting.sequence > 0 and meets(setting, facts):
            return setting
    if not record.default_enabled:
        return None
    return next((setting for setting in settings if setting.sequence == 0), None)


def meets(setting: PrintSetting, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a document with these facts meets a setting's condition; an unknown fact meets none."""
    fact = facts.get(setting.condition_field)
    if fact is None:
        return False
    comparison = _compare(fact, setting.condition_value)
    if comparison is None:
        return False
    return {
        ConditionOperator.GREATER: comparison > 0,
        ConditionOperator.AT_LEAST: comparison >= 0,
        ConditionOperator.LESS: comparison < 0,
        ConditionOperator.AT_MOST: comparison <= 0,
        ConditionOperator.EQUAL: comparison == 0,
        ConditionOperator.NOT_EQUAL: comparison != 0,
    }[ConditionOperator(setting.condition_operator)]


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of a comma- or semicolon-separated text."""
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())


def _compare(fact: Fact, value: str) -> int | None:
    if isinstance(fact, str):
        return (fact > value) - (fact < value)
    try:
        limit = Decimal(value)
    except InvalidOperation:
        return None
    return (fact > limit) - (fact < limit)


def _planned(record: PrintRecord, setting: PrintSetting, place: PrintDestination, document: PrintableDocument) -> PlannedOutput:
    language = setting.language or document.language
    purpose = place.purpose or default_purpose(document.document_type)
    return PlannedOutput(
        record_name=record.name,
        rendition=Rendition(record.kind, language, setting.footer_in(language)),
        destination=place.destination,
        copies=setting.copies,
        queue=place.queue,
        purpose=purpose,
        to=split_addresses(place.to) or tuple(document.addresses.get(purpose) or document.addresses.get("", ())),
        cc=split_addresses(place.cc),
        bcc=split_addresses(place.bcc),
        reply_to=place.reply_to,
    )


def _without_setup(document: PrintableDocument) -> list[PlannedOutput]:
    purpose = default_purpose(document.document_type)
    to = tuple(document.addresses.get(purpose) or document.addresses.get("", ()))
    rendition = Rendition(PrintKind.ORIGINAL, document.language)
    destination = Destination.EMAIL if to else Destination.ARCHIVE
    return [PlannedOutput("Original", rendition, destination, purpose=purpose, to=to)]
