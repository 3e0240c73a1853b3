"""Quotations in memory, as the orders that they would become: what prices, totals and explains orders does it for them too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from foundation.organization.models import LegalEntity
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine
from sales.models.charge import ChargeTerms
from sales.models.terms import PricedLine, TradeTerms
from sales.quotations.models import Quotation, QuotationCharge, QuotationLine
from sales.services.load_orders import LoadedOrders, in_memory
from sales.services.working_orders import WorkingOrder

Target = TypeVar("Target", bound=Model)

PARTIES = tuple(Quotation._meta.get_field(name) for name in ("customer", "invoice_account", "created_by"))
HEADER: tuple[Any, ...] = (*TradeTerms._meta.local_fields, *PARTIES)
LINE = tuple(field for field in PricedLine._meta.local_fields if field.name != "item")
CHARGE = tuple(ChargeTerms._meta.local_fields)


@dataclass(frozen=True)
class LoadedQuotation:
    """A stored quotation, and in memory the order that it stands for; lines and charges there have the keys of those here."""

    quotation: Quotation
    loaded: LoadedOrders

    @property
    def work(self) -> WorkingOrder:
        """Return the order in memory."""
        return self.loaded.only()


@dataclass(frozen=True)
class LoadedQuotations:
    """Stored quotations by key, and in memory the orders that they stand for, by the same keys."""

    quotations: dict[int, Quotation]
    loaded: LoadedOrders


def load_quotations(entity: LegalEntity, quotation_ids: Collection[int], *, locked: bool = False) -> LoadedQuotations:
    """Return quotations by number with all that calculating them takes; with ``locked`` their rows are locked first, in key order."""
    keys = list(quotation_ids)
    if locked:
        list(Quotation.of(entity).filter(pk__in=keys).locked().values_list("pk"))
    quotations = {known.pk: known for known in Quotation.of(entity).for_page().filter(pk__in=keys).order_by("number")}
    orders = {key: order_of(known) for key, known in quotations.items()}
    lines = {line.pk: line for line in QuotationLine.of(entity).of_quotations(quotations)}
    order_lines = {
        key: copied(LINE, line, SalesOrderLine(pk=key, order=orders[line.quotation_id], item_id=line.item_id))
        for key, line in lines.items()
    }
    charges = [
        copied(CHARGE, charge, SalesOrderCharge(pk=charge.pk, order=orders[charge.quotation_id], line=order_lines.get(charge.line_id)))
        for charge in QuotationCharge.of(entity).of_quotations(quotations).select_related("code__item_sales_tax_group")
    ]
    categories = {key: line.category.key for key, line in lines.items() if line.category is not None}
    return LoadedQuotations(quotations, in_memory(entity, list(orders.values()), list(order_lines.values()), charges, categories))


def load_quotation(entity: LegalEntity, quotation_id: int, *, locked: bool = False) -> LoadedQuotation:
    """Return a quotation with everything that calculating it takes; with ``locked`` its row is locked first."""
    held = load_quotations(entity, [quotation_id], locked=locked)
    return LoadedQuotation(held.quotations[quotation_id], held.loaded)


def order_of(quotation: Quotation) -> SalesOrder:
    """Return the order that a quotation stands for; it is never saved under the quotation's key."""
    order = copied(HEADER, quotation, SalesOrder(pk=quotation.pk, order_date=quotation.quotation_date, number=quotation.number))
    if quotation.customer_id is None and quotation.prospect is not None:
        order.customer = order.invoice_account = quotation.prospect.as_customer()
    return order


def take_back(order: SalesOrder, quotation: Quotation) -> Quotation:
    """Write what the order in memory says onto its quotation, whose customer may stand for a prospect."""
    quotation.quotation_date, quotation.quotation_amount = order.order_date, order.order_amount
    copied(HEADER, order, quotation)
    prospect = order.customer.stands_for
    if prospect is not None:
        quotation.customer = quotation.invoice_account = None
        quotation.prospect_id = prospect.prospect_id
    return quotation


def copied(fields: Iterable[Any], source: Model, target: Target) -> Target:
    """Copy fields from one record to another that has them too, with the related records that are already read."""
    for field in fields:
        name = field.name if field.is_relation and field.is_cached(source) else field.attname
        setattr(target, name, getattr(source, name))
    return target
