"""A legal entity with a record of every kind that a page can show, in the states that give it other buttons."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone

from foundation.backoffice.models import Activity, ExportFile, Notification, SavedView
from foundation.backoffice.models.export_file import ExportState
from foundation.organization.entity_keys import has_entity
from foundation.organization.models import Membership, Role, User
from foundation.organization.roles import MATRIX, ShippedRole
from tests.factories.batch_invoicing import job, run
from tests.factories.company import Company, make_company
from tests.factories.sales import confirm, deliver, sales_order
from tests.security.routes import ENTITY, NUMBERS, WORDS, Route, page_routes
from tests.security.world import World, do_business

ROLES = [role.value for role in ShippedRole]
EVERYTHING, IN_ENGLISH = EVERYBODY = "ALL", "ALL-en"
"""Stand for somebody who holds every role, in Dutch as everyone else, and in English."""

LOGO = b"\x89PNG\r\n\x1a\n"
_STATES = ("status", "state", "kind")
_OWNERS = ("assigned_to", "user")
IMPORTED = b"number,name,sales unit,base price\nP-1,Pump,pcs,10.50\nP-2,Pipe,pcs,cheap\n"
"""The file that people who may import have uploaded."""


def furnish(company: Company | None = None) -> World:
    """Make the company unless there is one, its people and what they work with."""
    company = company or make_company()
    for role in ROLES:
        company.user(role)
    company.users["IN"].kind = User.Kind.INTEGRATION
    company.users["IN"].save()
    company.entity.logo = LOGO
    company.entity.save()
    for name in EVERYBODY:
        _somebody_with_every_role(company, name)
    User.objects.exclude(pk=company.users[IN_ENGLISH].pk).update(language="nl")
    do_business(company)
    _orders_in_other_states(company)
    world = World(company, company)
    for role, person in company.users.items():
        _things_of(company, person, may_export=_holds(role, "customers.export_customer"))
        if _holds(role, "inventory.import_item"):
            _imports_of(person)
    for route in page_routes():
        for model in route.models():
            world.pair(model)
    return world


def _holds(role: str, permission: str) -> bool:
    return role in EVERYBODY or role in MATRIX[permission].split()


def addresses(route: Route, world: World, role: str) -> list[str]:
    """Return the addresses of a route, one per state that its record can have; records that people have for themselves are the role's."""
    person = world.own.users[role]
    path = "/" + route.path.replace(ENTITY, world.own.entity.code)
    words = {**WORDS, "kind": "inventory.item"} if "/imports/" in path else WORDS
    for name, word in words.items():
        path = path.replace(f"<str:{name}>", word)
    for name, number in NUMBERS.items():
        path = path.replace(f"<int:{name}>", number)
    shown = [_in_every_state(model, world, person) for model in route.models()]
    if len(shown) > 1:
        shown = [[world.pair(model)[0]] for model in route.models()]
    found = []
    for records in product(*shown):
        filled = path
        for name, record in zip(route.keys, records, strict=True):
            filled = filled.replace(f"<int:{name}>", str(record.pk), 1)
        found.append(filled)
    return found


def _in_every_state(model: type[models.Model], world: World, person: User) -> list[Any]:
    names = {each.name for each in model._meta.local_fields}
    rows = model._base_manager.order_by("pk")
    owner = next((name for name in _OWNERS if name in names), None)
    rows = rows.filter(**({"legal_entity": world.own.entity} if has_entity(model) else {}), **({owner: person} if owner else {}))
    state = next((name for name in _STATES if name in names), None)
    if state:
        return list({getattr(record, state): record for record in reversed(rows)}.values())
    return list(rows[:1]) if owner else [world.pair(model)[0]]


def _somebody_with_every_role(company: Company, name: str) -> None:
    person = User.objects.create_user(f"{name.lower()}@example.com", "a-long-password", name="Jo Jansen")
    roles = Role.objects.filter(code__in=ROLES)
    Membership.objects.bulk_create(Membership(user=person, legal_entity=company.entity, role=role) for role in roles)
    company.users[name] = person


def _orders_in_other_states(company: Company) -> None:
    company.stock("A", "100")
    lines = (("A", 2), ("B", 3), ("S", 1), ("A", 1, "24.00"))
    shipped, partly = (sales_order(company, *lines, order_date=date(2026, 3, 2)) for _number in range(2))
    confirm(company, shipped, partly)
    deliver(company, shipped)
    deliver(company, partly, updates={1: 1})
    unpriced = company.customer("C-110")
    unpriced.sales_tax_group = None
    unpriced.save()
    refused = sales_order(company, ("A", 1), customer="C-110")
    confirm(company, refused)
    deliver(company, refused)
    run(company, job(company))


def _things_of(company: Company, person: User, *, may_export: bool) -> None:
    own = {"legal_entity": company.entity, "user": person}
    customer = company.customers["C-100"]
    page = f"/{company.entity.code}/customers/customers/{customer.pk}/"
    SavedView.objects.create(**own, page="sales:orders", name="NL01", query="q=SO")
    Notification.of(company.entity).create(**own, kind="batch", text="NL01", url=page)
    for state in ExportState.values if may_export else ():
        file = default_storage.save("exports/NL01.csv", ContentFile(b"number")) if state == ExportState.READY else ""
        values = {
            "title": "NL01",
            "path": f"/{company.entity.code}/customers/customers/",
            "format": "csv",
            "name": "NL01.csv",
            "content_type": "text/csv",
        }
        ExportFile.of(company.entity).create(**own, **values, state=state, file=file)
    Activity.of(company.entity).create(
        legal_entity=company.entity,
        object_type="customers.customer",
        object_id=customer.pk,
        object_label=customer.account,
        address=page,
        text="NL01",
        due_date=timezone.localdate() + timedelta(days=1),
        assigned_to=person,
        created_by=person,
    )


def _imports_of(person: User) -> None:
    client = Client()
    client.force_login(person)
    for checked in (False, True):
        sent = client.post("/NL01/imports/inventory.item/new/", {"file": SimpleUploadedFile("items.csv", IMPORTED)})
        if checked:
            form = client.get(sent["Location"]).context["form"]
            columns = {field.name: field.value() or "" for field in form if field.name.startswith("column-")}
            client.post(sent["Location"], columns | {"mode": "upsert", "date_order": ""})
