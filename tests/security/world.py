"""Two legal entities with a record of every kind that a page can show, and a mark on every text of the second one."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from backorders.services.inform_customers import inform_customers
from foundation.backoffice.models import Attachment
from foundation.documents.document_types import DocumentType
from foundation.documents.models import ArchiveKind
from foundation.documents.services import archive
from foundation.organization.entity_keys import has_entity
from foundation.organization.models import LegalEntity
from foundation.organization.roles import ShippedRole
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.models import ClosedDay, ReasonCode
from sales.suggestions.places import ON_QUOTATIONS
from sales.suggestions.services.answer_suggestions import postpone_suggestion
from sales.suggestions.services.offer_suggestions import offer_suggestions
from tests.factories.agreements import commitment, sales_agreement
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company, make_company
from tests.factories.invoicing import invoice
from tests.factories.picking import list_picking
from tests.factories.projects import project, sell
from tests.factories.purchasing import purchase, receive, vendor
from tests.factories.quotations import quotation, reason, send
from tests.factories.returns import arrive, disposition, return_of
from tests.factories.sales import agreement, auto_charge, confirm, deliver, hold_code, lines_of, sales_order
from tests.factories.suggestions import rule

MARK = "ZBR7"
"""Stands in every text of the second legal entity and nowhere else."""

UNKNOWN_KEY = 987_654_321
NO_DOCUMENT = 1_000_000
SHORTEST = 8
_LEFT_ALONE = {"organization.user", "organization.role", "organization.currency", "organization.legalentity"}
_numbers = itertools.count(1)


@dataclass
class World:
    """The entity whose users ask, and the one that they must not learn of."""

    own: Company
    foreign: Company
    keys: dict[type[models.Model], tuple[Any, Any]] = field(default_factory=dict)

    def pair(self, model: type[models.Model]) -> tuple[Any, Any]:
        """Return a record of a model in the own and one in the foreign entity; shared ones are the same."""
        if model not in self.keys:
            own = record_of(model, self.own.entity)
            self.keys[model] = (own, record_of(model, self.foreign.entity) if has_entity(model) else own)
        return self.keys[model]


def make_world(shown: Iterable[type[models.Model]] = ()) -> World:
    """Do a day's business in both entities, make the records that are shown beside it, then mark the second one."""
    world = World(make_company("NL01"), make_company("BE01", country="BE"))
    for company in (world.own, world.foreign):
        for role in ShippedRole:
            company.user(role.value)
        do_business(company)
    for model in shown:
        world.pair(model)
    mark(world)
    for model, (own, foreign) in world.keys.items():
        world.keys[model] = own, model._base_manager.get(pk=foreign.pk)
    return world


def record_of(model: type[models.Model], entity: LegalEntity) -> Any:
    """Return any record of a model, in an entity if it belongs to one; made when there is none."""
    rows = model._base_manager.order_by("pk")
    if has_entity(model):
        rows = rows.filter(legal_entity=entity)
    return rows.first() or _made(model, entity)


def do_business(company: Company) -> None:
    """Take orders, deliver and invoice one, print, and let a batch job run."""
    waiting, held, sold = (sales_order(company, ("A", 5, "25.00"), ("B", 2)) for _number in range(3))
    attach_file(company, waiting)
    confirm(company, waiting, sold)
    list_picking(company, waiting)
    deliver(company, sold)
    invoiced = invoice(company, sold)
    return_of(company, invoiced)
    arrive(company, return_of(company, invoiced))
    disposition(company)
    vendor(company, supplies="A")
    receive(company, purchase(company, "A", 5), 2)
    purchase(company, "A", 3)
    deliver(company, sell(company, project(company), ("A", 2)))
    agreement(company, item="A", amount=Decimal(20))
    auto_charge(company)
    send(company, quotation(company, ("A", 3), ("B", 1, "19.00"), expiry_date=company.entity.today() + datetime.timedelta(days=30)))
    ReasonCode.of(company.entity).bulk_create(
        ReasonCode(legal_entity=company.entity, kind=kind, code=f"x{next(_numbers)}") for kind in ReasonCode.Kind
    )
    ClosedDay.of(company.entity).create(
        legal_entity=company.entity, name="Closed", day=datetime.date(2026, 12, 1) + datetime.timedelta(days=next(_numbers))
    )
    reason(company)
    rule(company, "A", "S")
    offer_suggestions(company.entity, waiting.pk, company.clerk)
    offered = offer_suggestions(company.entity, quotation(company, ("A", 1)).pk, company.clerk, ON_QUOTATIONS)
    postpone_suggestion(company.entity, offered[0].pk)
    inform_customers(company.entity, [line.pk for line in lines_of(held)], company.clerk, tell_passed=True)
    agreed = sales_agreement(company, commitment(company, item="A", quantity=50, unit_price=9))
    confirm_agreement(company.entity, agreed.pk, company.clerk)
    holds = apps.get_model("sales", "OrderHold")
    holds.of(company.entity).create(legal_entity=company.entity, order=held, code=hold_code(company), placed_by=company.clerk)
    run(company, job(company))
    for kind, document_type in ((ArchiveKind.PRO_FORMA, DocumentType.PRO_FORMA), (ArchiveKind.ORIGINAL, DocumentType.CUSTOMER_INVOICE)):
        archive.store(
            company.entity,
            document_type=document_type,
            object_id=waiting.pk + NO_DOCUMENT,
            number=waiting.number,
            content=b"%PDF-1.4 a page",
            language="en",
            kind=kind,
        )


def attach_file(company: Company, order: Any) -> None:
    """Note a file on an order; its bytes are nowhere."""
    Attachment.of(company.entity).create(
        legal_entity=company.entity,
        object_type=order._meta.label_lower,
        object_id=order.pk,
        name="terms.txt",
        file=f"uploads/{company.entity.code}/terms",
        content_type="text/plain",
        size=1,
        sha256="0" * 64,
        user=company.clerk,
    )


def _made(model: type[models.Model], entity: LegalEntity) -> Any:
    values = {
        found.name: _value(found, entity)
        for found in model._meta.local_concrete_fields
        if not found.primary_key and not found.has_default() and not (found.null or found.blank) and not _is_automatic(found)
    }
    if has_entity(model):
        values["legal_entity"] = entity
    return model._base_manager.create(**values)


def _is_automatic(found: Any) -> bool:
    return getattr(found, "auto_now", False) or getattr(found, "auto_now_add", False)


def _value(found: Any, entity: LegalEntity) -> Any:
    if isinstance(found, models.ForeignKey):
        related = found.remote_field.model
        return entity if related is LegalEntity else record_of(related, entity)
    if found.choices:
        return found.choices[0][0]
    if isinstance(found, models.DateTimeField):
        return datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    simple: dict[type, Any] = {
        models.DateField: datetime.date(2026, 3, 2),
        models.TimeField: datetime.time(15, 0),
        models.BooleanField: False,
        models.UUIDField: uuid.uuid4(),
        models.BinaryField: b"x",
        models.JSONField: {},
        models.DecimalField: Decimal(1),
        models.IntegerField: next(_numbers),
        models.CharField: _short_text(found),
        models.TextField: "x",
    }
    return next((value for kind, value in simple.items() if isinstance(found, kind)), None)


def _short_text(found: Any) -> str:
    """Return a text that fits and that no other record of these tests has."""
    return f"x{next(_numbers)}"[-found.max_length :] if found.max_length else "x"


def mark(world: World) -> None:
    """Put the mark at the head of every text of the foreign entity that has room for it, posted or not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in apps.get_models():
            for found in model._meta.local_concrete_fields:
                if model._meta.label_lower not in _LEFT_ALONE and _has_room(found):
                    _mark_column(cursor, model, found, world.foreign.entity)
        cursor.execute("UPDATE organization_legalentity SET name = %s || name WHERE code = 'BE01'", [MARK])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _has_room(found: Any) -> bool:
    long_enough = isinstance(found, models.TextField) or (isinstance(found, models.CharField) and (found.max_length or 0) >= SHORTEST)
    return long_enough and not found.choices and not isinstance(found, models.ForeignKey)


def _mark_column(cursor: Any, model: type[models.Model], found: Any, entity: LegalEntity) -> None:
    if has_entity(model):
        of_entity = "legal_entity_id = %s"
    elif any(key.name == "party" for key in model._meta.local_fields):
        of_entity = "party_id IN (SELECT party_id FROM customers_customer WHERE legal_entity_id = %s)"
    elif model._meta.label_lower == "customers.party":
        of_entity = "id IN (SELECT party_id FROM customers_customer WHERE legal_entity_id = %s)"
    else:
        return
    length = found.max_length or 100_000
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, found.column))
    try:
        with transaction.atomic():
            cursor.execute(f"UPDATE {table} SET {column} = left(%s || {column}, %s) WHERE {of_entity}", [MARK, length, entity.pk])  # noqa: S608
    except DatabaseError:
        return  # a check of the table wants this text in one shape
