"""Sales agreements of the demo: a running one, one for value, one on hold, one that is about to expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from config.demo.clock import clock_at, moment_of
from config.demo.history import History
from sales.agreements.models import AgreementClassification, AgreementLine, SalesAgreement
from sales.agreements.services.agreement_lines import LineEntry
from sales.agreements.services.confirm_agreement import confirm_agreement
from sales.agreements.services.release_order import release_order
from sales.agreements.services.save_agreement import create_agreement


@dataclass(frozen=True)
class Deal:
    """An agreement of the demo: with whom, since how many days, for how many, and what of; confirmed unless ``draft``."""

    customer: str
    title: str
    since: int
    days: int
    lines: tuple[dict[str, Any], ...]
    classification: str = "YEAR"
    draft: bool = False
    released: tuple[tuple[int, int], ...] = ()
    """What was ordered from it already: line number and quantity."""


DEALS = (
    Deal(
        "Warenhuis Vroeger & Nu N.V.",
        "Year contract kitchen",
        60,
        365,
        (
            {"commitment": "quantity", "item": "1004", "quantity": 1200, "unit_price": "11.50", "max_is_enforced": True},
            {"commitment": "quantity", "item": "1304", "quantity": 600, "unit_price": "6.25", "price_and_discount_fixed": True},
            {"commitment": "value", "net_amount": 5000, "discount_percent": 4},
        ),
        released=((10, 24), (20, 12)),
    ),
    Deal(
        "Küchenhaus Rheinland GmbH",
        "Studio programme",
        30,
        180,
        ({"commitment": "product", "item": "1201", "net_amount": 4000, "discount_percent": 6, "min_release_amount": 100},),
    ),
    Deal(
        "Hotel Gent Centrum N.V.",
        "Breakfast season",
        150,
        165,
        ({"commitment": "value", "net_amount": 2500, "discount_percent": 5},),
        classification="CAMPAIGN",
    ),
    Deal(
        "Cadeauhuis Jansen",
        "Next season",
        -14,
        180,
        ({"commitment": "quantity", "item": "1203", "quantity": 240, "unit_price": "14.90"},),
        draft=True,
    ),
)
NAMES = {"YEAR": "Year contracts", "CAMPAIGN": "Campaigns"}


def add_agreements(history: History) -> None:
    """Agree with the customers that the company knows, on the days when that was."""
    today = history.entity.today()
    for deal in DEALS:
        if deal.customer in history.company.customers:
            _agree(history, deal, today - timedelta(days=deal.since))


def _agree(history: History, deal: Deal, day: date) -> SalesAgreement:
    company, entity = history.company, history.entity
    user = company.person("OM")
    classification, _made = AgreementClassification.of(entity).get_or_create(
        legal_entity=entity, code=deal.classification, defaults={"name": NAMES[deal.classification]}
    )
    header = {
        "customer": company.customers[deal.customer],
        "classification": classification,
        "document_title": deal.title,
        "effective_date": day,
        "expiration_date": day + timedelta(days=deal.days),
    }
    with clock_at(moment_of(entity, min(day, entity.today()), 9, 40)):
        agreement = create_agreement(entity, header, [LineEntry(values=_values(history, line)) for line in deal.lines], user).agreement
        if not deal.draft:
            confirm_agreement(entity, agreement.pk, user, mark_as_effective=True)
    if deal.released:
        keys = dict(AgreementLine.of(entity).filter(agreement=agreement).values_list("line_number", "pk"))
        quantities = {keys[number]: Decimal(quantity) for number, quantity in deal.released}
        release_order(entity, agreement.pk, entity.today() + timedelta(days=14), quantities, user)
    return agreement


def _values(history: History, line: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a commitment: items by number, numbers as they are written."""
    found: dict[str, Any] = {}
    for name, value in line.items():
        if name == "item":
            found[name] = history.company.items[value]
        else:
            found[name] = value if isinstance(value, bool) or name == "commitment" else Decimal(str(value))
    return found
