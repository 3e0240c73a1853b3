"""Make an order that credits lines of an invoice (sales.md §13.3); the posting of invoices makes the credit note of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import get_language

from foundation.ledger.models import ItemSalesTaxGroup, SalesTaxGroup
from foundation.money import round_to_step
from foundation.organization.models import LegalEntity, User
from invoicing.credited_prices import FINE, discounts_of
from invoicing.errors import ChargeCredited, CreditReasonMissing
from invoicing.models import CreditLine, CreditOrder, CustomerInvoice, CustomerInvoiceLine, InvoicingParameters
from invoicing.models.credit_line import charges_to_credit, lines_to_credit
from invoicing.originals import Credited
from invoicing.services.credited_quantities import claim_credit
from sales.copy_errors import NothingToCopy
from sales.models import ChargeCode, ReasonCode, SalesOrder, SalesOrderLine
from sales.services.enter_orders import ChargeDraft, EnteredOrders, OrderDraft, prepare_orders, write_orders
from sales.services.order_lines import LineDraft
from sales.services.working_orders import WorkingLine
from sales.statuses import SalesOrderType

MOST_REASON = CreditLine._meta.get_field("reason").max_length


@dataclass(frozen=True, slots=True)
class Crediting:
    """What is credited: positive quantities by invoice line, why, and whether the goods come back to the warehouse.

    ``charges`` are the keys of charges on the whole invoice that are credited too; ``code`` says why where no text does.
    """

    quantities: Mapping[int, Decimal]
    reason: str
    goods_return: bool = False
    charges: Collection[int] = ()
    code: ReasonCode | None = None

    @property
    def why(self) -> str:
        """The reason as colleagues read it in the trail: code and text, as far as they were given."""
        said = self.told(get_language() or "en")
        return said if self.code is None else f"{self.code.code}: {said}"

    def told(self, language: str) -> str:
        """Return the reason as the customer reads it: what was written, else what the code says in the customer's language."""
        said = self.reason.strip()
        return said if said or self.code is None else self.code.name_in(language)


@transaction.atomic
def credit_invoice(entity: LegalEntity, invoice_id: int, crediting: Crediting, user: User) -> SalesOrder:
    """Make an order of negative lines at price, discounts and tax groups of the invoice lines, and return it.

    Without goods that come back the lines never reach the stock. Raises CPY-03, CPY-04 for nothing chosen, CPY-05 without a
    reason where the parameters ask for one, CPY-06 for charges that are credited already, and what new orders are refused for.
    """
    if not crediting.why and InvoicingParameters.of(entity).credit_reason_mandatory:
        raise CreditReasonMissing()
    lines = {line.pk: line for line in lines_to_credit(entity, invoice_id)}
    wanted = {key: abs(quantity) for key, quantity in crediting.quantities.items() if quantity and key in lines}
    if not wanted:
        raise NothingToCopy()
    claim_credit(entity, lines, wanted)
    invoice = CustomerInvoice.of(entity).get(pk=invoice_id)
    entered = EnteredOrders()
    draft = replace(_draft(entity, invoice, lines, wanted), charges=_charges(entity, invoice, crediting.charges))
    works = prepare_orders(entity, [draft], user, entered)
    entered.or_raise()
    work = works[0]
    for key, working in zip(wanted, work.lines, strict=True):
        _value(lines[key], working, goods_return=crediting.goods_return)
    write_orders(entity, works, user, reason=f"{invoice.number}: {crediting.why}")
    CreditOrder.of(entity).create(legal_entity=entity, order=work.order, invoice=invoice)
    told = crediting.told(invoice.language)[:MOST_REASON]
    CreditLine.of(entity).bulk_create(
        CreditLine(
            legal_entity=entity,
            order_line=working.line,
            invoice_line_id=key,
            goods_return=crediting.goods_return,
            reason=told,
        )
        for key, working in zip(wanted, work.lines, strict=True)
    )
    return work.order


def credited_lines(entity: LegalEntity, order_lines: Collection[int]) -> dict[int, Credited]:
    """Return what order lines made here credit, and why, by order line."""
    rows = CreditLine.of(entity).filter(order_line__in=order_lines).values_list("order_line", "invoice_line", "reason")
    return {order_line: Credited(line, reason) for order_line, line, reason in rows}


def _draft(
    entity: LegalEntity, invoice: CustomerInvoice, lines: Mapping[int, CustomerInvoiceLine], wanted: Mapping[int, Decimal]
) -> OrderDraft:
    parties = dict(SalesTaxGroup.of(entity).values_list("code", "pk"))
    goods = dict(ItemSalesTaxGroup.of(entity).values_list("code", "pk"))
    header = {
        "currency_id": invoice.currency_id,
        "prices_include_tax": invoice.amounts_include_tax,
        "total_discount_percent": Decimal(0),
        "automatic_reservation": False,
    }
    drafts = []
    for key, quantity in wanted.items():
        origin = lines[key]
        sold = origin.order_line
        assert origin.item_id is not None and sold is not None, "only lines of goods are credited"
        amount, percent = discounts_of(origin)
        drafts.append(
            LineDraft(
                item_id=origin.item_id,
                quantity=-quantity,
                unit_id=sold.unit_id,
                unit_price=origin.unit_price,
                price_unit=origin.price_unit,
                discount_amount=amount,
                discount_percent=percent,
                warehouse_id=sold.warehouse_id,
                name=sold.name,
                overdelivery_percent=Decimal(0),
                sales_tax_group_id=parties.get(origin.tax_group),
                item_sales_tax_group_id=goods.get(origin.item_tax_group),
                origin=SalesOrderLine.Origin.CREDIT,
            )
        )
    return OrderDraft(
        invoice.order_account_id, drafts, SalesOrderType.SALES_ORDER, invoice.invoice_account_id, header=header, from_room=True
    )


def _charges(entity: LegalEntity, invoice: CustomerInvoice, wanted: Collection[int]) -> list[ChargeDraft]:
    """Return what is left of the marked charges of the whole invoice with the opposite amount, taxed as they were; raises CPY-06."""
    if not wanted:
        return []
    creditable = [known for known in charges_to_credit(entity, invoice.pk, locked=True) if known.pk in wanted]
    if len(creditable) < len(set(wanted)):
        raise ChargeCredited(x=invoice)
    codes = {code.code: code for code in ChargeCode.of(entity).filter(code__in={known.charge.code for known in creditable})}
    taxed = {known.charge.item_tax_group for known in creditable} - {""}
    groups = dict(ItemSalesTaxGroup.of(entity).filter(code__in=taxed).values_list("code", "pk")) if taxed else {}
    return [
        ChargeDraft(
            codes[known.charge.code].pk,
            -known.left * codes[known.charge.code].customer_sign,
            position=number,
            tax_group_id=groups.get(known.charge.item_tax_group),
        )
        for number, known in enumerate(creditable, start=1)
        if known.charge.code in codes
    ]


def _value(origin: CustomerInvoiceLine, working: WorkingLine, *, goods_return: bool) -> None:
    """Let goods come back at the cost of their issue; what does not come back has no warehouse, so no stock."""
    line = working.line
    line.unit_cost = round_to_step(abs(origin.cost_amount / origin.quantity) / line.inventory_factor, FINE)
    if not goods_return:
        line.warehouse = None
