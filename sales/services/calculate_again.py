"""Calculate an order again on request: prices, multiline and total discount, header charges (sales.md §3.4–§3.6, §8.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.services.auto_charges import AutoChargeBook
from sales.services.calculate_orders import calculate
from sales.services.credited_terms import is_searchable
from sales.services.line_changes import LineWatch, action_of
from sales.services.load_orders import load_orders
from sales.services.save_changes import save_changes, snapshot
from sales.services.working_orders import ChargeSearch, OrderContext, WorkingOrder
from sales.statuses import sales_order_states


class Calculation(models.TextChoices):
    """What of an order can be calculated again."""

    PRICES = "prices", _("Prices and discounts")
    MULTILINE = "multiline", _("Multiline discount")
    TOTAL = "total", _("Total discount")
    HEADER_CHARGES = "header_charges", _("Automatic charges of the order")
    TIERED_CHARGES = "tiered_charges", _("Charges that depend on the order amount")


def search_prices(entity: LegalEntity, order_id: int, user: User, *, overwrite: bool = False) -> WorkingOrder:
    """Search prices and discounts of every open line again; those typed by hand only with ``overwrite`` (sales.md §3.6)."""
    return calculate_again(entity, order_id, user, [Calculation.PRICES], overwrite=overwrite)


@transaction.atomic
def calculate_again(entity: LegalEntity, order_id: int, user: User, parts: Collection[str], *, overwrite: bool = False) -> WorkingOrder:
    """Calculate some parts of an order, also those that the parameters do not calculate by themselves, and return it with its notices.

    Prices bring all automatic charges with them. Prices, discounts and a total discount that were typed stay without ``overwrite``,
    as do lines that are delivered or invoiced. Raises ORD-08, PRC-04, PRC-05 and INV-108.
    """
    loaded = load_orders(entity, [order_id], locked=True)
    work = loaded.only()
    sales_order_states.check("change", work.order)
    before, watch = snapshot(work), LineWatch(work)
    calculate_parts(loaded.context, work, parts, overwrite=overwrite)
    save_changes(entity, work, before, header=["total_discount_percent", "total_discount_amount"])
    changes = watch.changes(entity, work)
    action = action_of(changes) if changes else "prices calculated"
    audit.record(entity, user, action, [work.order], changes={work.order.pk: changes})
    return work


def calculate_parts(context: OrderContext, work: WorkingOrder, parts: Collection[str], *, overwrite: bool) -> None:
    """Calculate some parts of an order in memory, which may stand for a quotation; writes nothing. Raises as ``calculate_again``."""
    _ask(work, set(parts), overwrite)
    calculate(_with_header_charges(context, work), [work])
    if work.refusal is not None:
        raise work.refusal


def _ask(work: WorkingOrder, parts: Collection[str], overwrite: bool) -> None:
    """Mark what is to be searched."""
    for working in work.lines if Calculation.PRICES in parts else ():
        if is_searchable(working):
            working.search_price = overwrite or not working.line.price_manual
            working.search_discount = overwrite or not working.line.discount_manual
    work.asks_multiline = Calculation.MULTILINE in parts
    work.asks_total_discount = Calculation.TOTAL in parts
    if work.asks_total_discount and overwrite:
        work.order.total_discount_manual = False
    if Calculation.PRICES in parts:
        work.search_charges = True
    elif Calculation.HEADER_CHARGES in parts:
        work.search_charges, work.charge_search = True, ChargeSearch.HEADER
    elif Calculation.TIERED_CHARGES in parts:
        work.search_charges, work.charge_search = True, ChargeSearch.TIERED


def _with_header_charges(context: OrderContext, work: WorkingOrder) -> OrderContext:
    """Return the context with the set-up of header charges, which it lacks where orders do not find them by themselves."""
    if work.charge_search == ChargeSearch.ALL or context.parameters.auto_charges_header:
        return context
    return replace(context, auto_charges=AutoChargeBook.load(context.entity, context.parameters, header=True))
