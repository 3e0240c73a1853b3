"""From orders to the rows of the overview: what must agree before orders share an invoice (invoicing.md 2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from invoicing.arrange import SummaryRow
from invoicing.models import InvoicingParameters, SummaryUpdate
from invoicing.models.parameters import SummaryField
from invoicing.planning import DraftLine, DraftPart
from sales.invoiceable import InvoiceableOrder

ZERO = Decimal(0)
RowKey = tuple[int, int | None, Hashable, Hashable, int | None]


def split_into_rows(
    order: InvoiceableOrder, lines: Sequence[DraftLine], summary: str, parameters: InvoicingParameters
) -> list[tuple[SummaryRow, list[DraftLine]]]:
    """Return the rows of one order with the lines of each: one row, or one per packing slip, site, delivery address or
    invoice that is credited in another currency."""
    by_key: dict[RowKey, list[DraftLine]] = defaultdict(list)
    for line in lines:
        for part_key, part_line in _parts(line, summary, parameters):
            by_key[part_key].append(part_line)
    return [(_row(order, key, members, parameters), members) for key, members in by_key.items()]


def _parts(line: DraftLine, summary: str, parameters: InvoicingParameters) -> list[tuple[RowKey, DraftLine]]:
    by_delivery = parameters.split_by_delivery_information or summary == SummaryUpdate.DELIVERY_INFORMATION
    site = line.line.site_id if parameters.split_by_site else None
    delivery = (line.address, _mode(line)) if by_delivery else None
    if summary != SummaryUpdate.PACKING_SLIP:
        return [((line.order.id, None, site, delivery, line.apart), line)]
    by_slip: dict[int, list[DraftPart]] = defaultdict(list)
    for part in line.parts:
        if part.slip is not None:
            by_slip[part.slip.slip_id].append(part)
    return [((line.order.id, slip_id, site, delivery, line.apart), replace(line, parts=parts)) for slip_id, parts in by_slip.items()]


def _row(order: InvoiceableOrder, key: RowKey, lines: Sequence[DraftLine], parameters: InvoicingParameters) -> SummaryRow:
    _order_id, slip_id, site, delivery, apart = key
    return SummaryRow(
        order_id=order.id,
        order_number=order.order.number,
        summary_allowed=order.order.summary_update_allowed,
        mandatory=mandatory_fields(order, lines, parameters),
        selectable=selectable_fields(order, lines),
        slip_id=slip_id,
        site=site,
        delivery=delivery,
        apart=apart,
        line_count=len(lines),
    )


def mandatory_fields(order: InvoiceableOrder, lines: Sequence[DraftLine], parameters: InvoicingParameters) -> dict[str, Hashable]:
    """Return the fields that must always agree."""
    header = order.order
    value = sum((line.quantity * line.line.unit_price for line in lines), ZERO)
    return {
        "invoice_account": header.invoice_account.account,
        "currency": header.currency_id,
        "prices_include_tax": header.prices_include_tax,
        "sign": value < 0 and not parameters.combine_credit_with_invoice,
        "posting_profile": header.invoice_account.posting_profile_id,
        "vat_number": header.invoice_account.vat_number,
        "electronic_address": header.invoice_account.electronic_address,
        "fixed_exchange_rate": header.fixed_exchange_rate,
    }


def selectable_fields(order: InvoiceableOrder, lines: Sequence[DraftLine]) -> dict[str, Hashable]:
    """Return the fields that agree when the parameters say so."""
    header = order.order
    return {
        SummaryField.PAYMENT_TERMS: _code(header.payment_terms),
        SummaryField.CASH_DISCOUNT: _code(header.cash_discount),
        SummaryField.PAYMENT_METHOD: _code(header.payment_method),
        SummaryField.LANGUAGE: header.language,
        SummaryField.SALES_TAX_GROUP: _code(header.sales_tax_group),
        SummaryField.BUYER_REFERENCE: header.invoice_account.buyer_reference,
        SummaryField.ORDER_ACCOUNT: header.customer.account,
        SummaryField.CUSTOMER_REFERENCE: header.customer_reference,
        SummaryField.CONTACT: header.contact_name,
        SummaryField.DELIVERY_TERMS: _code(header.delivery_terms),
        SummaryField.DELIVERY_MODE: frozenset(_mode(line) for line in lines),
        SummaryField.DELIVERY_ADDRESS: frozenset(line.address for line in lines),
        SummaryField.RESPONSIBLE: header.responsible_id,
        SummaryField.ORDER_TYPE: header.order_type,
    }


def _mode(line: DraftLine) -> str | None:
    """Return the code of the mode of delivery that a line travels by."""
    return line.line.place.mode or _code(line.order.order.delivery_mode)


def _code(record: object) -> str | None:
    return str(record) if record is not None else None
