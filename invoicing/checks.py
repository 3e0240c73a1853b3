"""What must hold before an order may be invoiced, and before an invoice may be posted (invoicing.md 1.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.addresses import AddressBook
from customers.holds import HeldAction, hold_refusal
from customers.models import HoldKind, VatState
from foundation.errors import BusinessRuleError
from foundation.inventory.errors import VariantMissing
from foundation.organization.access import Access
from invoicing.context import InvoicingContext
from invoicing.errors import (
    AboveOwnLimit,
    CustomerBlockedForInvoicing,
    InvoiceDataMissing,
    InvoiceDateTooLate,
    LineWithoutPrice,
    NoPostedPackingSlip,
    NothingToInvoice,
    OrderChangedMeanwhile,
    OrderIsJournal,
    OrderNotConfirmed,
    OrderOnInvoicingHold,
    VatNumberNotValid,
)
from invoicing.models import InvoicingParameters, QuantityOption
from invoicing.planning import DraftLine, InvoiceDraft, InvoiceRequest
from sales.errors import NothingReceived, OrderClosed
from sales.invoiceable import InvoiceableOrder
from sales.statuses import SalesStatus

_GOODS_TO_OTHER_STATE = "K"
_BUYER_OWES_TAX = ("K", "AE")


def order_refusals(
    order: InvoiceableOrder, lines: list[DraftLine], request: InvoiceRequest, context: InvoicingContext
) -> list[BusinessRuleError]:
    """Return every reason why an order cannot be invoiced, the cheap ones first."""
    found = _header_refusals(order, context)
    if order.traits.invoiced_by_slip and request.quantity != QuantityOption.PACKING_SLIP and request.batch_run_id is None:
        found.append(NoPostedPackingSlip(o=order.order))
    if context.parameters.block_zero_price:
        found.extend(LineWithoutPrice(line=line.line.line_number, order=order.order) for line in lines if not line.line.unit_price)
    found.extend(VariantMissing(i=line.line.item_number) for line in lines if line.line.is_master)
    changed = _changed_since(order, lines, request)
    if changed is not None:
        found.append(changed)
    elif not lines and not found:
        found.append(_nothing_left(order, request))
    if not any(line.quantity < 0 for line in lines):
        found.extend(_customer_refusals(order, context))
    return found


def check_customers(draft: InvoiceDraft, context: InvoicingContext) -> None:
    """Raise CustomerBlockedForInvoicing (INV-107) for an invoice to a blocked customer; a credit note by its total may pass."""
    if draft.is_credit_note:
        return
    for order in draft.orders:
        for refusal in _customer_refusals(order, context):
            raise refusal


def _header_refusals(order: InvoiceableOrder, context: InvoicingContext) -> list[BusinessRuleError]:
    found: list[BusinessRuleError] = []
    header = order.order
    if not order.traits.posts_documents:
        found.append(OrderIsJournal(order=header))
    if header.status == SalesStatus.INVOICED:
        found.append(NothingToInvoice(order=header))
    if header.status == SalesStatus.CANCELLED:
        found.append(OrderClosed(o=header, status=header.get_status_display()))
    if order.hold is not None:
        placed = date_format(order.hold.placed_at.date(), "j M Y")
        found.append(OrderOnInvoicingHold(order=header, date=placed, reason=order.hold.reason or order.hold.code.name))
    if context.parameters.require_confirmation and order.traits.confirmable and not header.confirmed_version:
        found.append(OrderNotConfirmed(order=header))
    return found


def _nothing_left(order: InvoiceableOrder, request: InvoiceRequest) -> BusinessRuleError:
    """Return why there is nothing to invoice: nothing was delivered yet, or everything is invoiced."""
    if order.traits.returns_goods and request.batch_run_id is not None:
        return NothingReceived(r=order.order)
    untouched = not any(line.slips or line.invoiced for line in order.lines)
    if request.quantity == QuantityOption.PACKING_SLIP and untouched:
        return NoPostedPackingSlip(o=order.order)
    return NothingToInvoice(order=order.order)


def _customer_refusals(order: InvoiceableOrder, context: InvoicingContext) -> list[BusinessRuleError]:
    found: list[BusinessRuleError] = []
    for customer in dict.fromkeys((order.order.customer, order.order.invoice_account)):
        refusal = hold_refusal(customer, HeldAction.INVOICE, context.today)
        if refusal is not None:
            reason = customer.hold_reason or HoldKind(customer.hold).label
            found.append(CustomerBlockedForInvoicing(customer=customer, reason=reason, cause=refusal.code))
    return found


def _changed_since(order: InvoiceableOrder, lines: list[DraftLine], request: InvoiceRequest) -> OrderChangedMeanwhile | None:
    """Return the refusal for an order whose quantities are no longer those that were shown (INV-121)."""
    if request.expected is None or order.id not in request.expected:
        return None
    left = sum((line.quantity for line in lines), Decimal(0))
    if left == request.expected[order.id]:
        return None
    return OrderChangedMeanwhile(order=order.order, remaining=f"{left.normalize():f}")


def check_date(invoice_date: date, context: InvoicingContext) -> None:
    """Raise InvoiceDateTooLate (INV-111) for a date too far in the future."""
    days = context.parameters.max_future_invoice_days
    if invoice_date > context.today + timedelta(days=days):
        raise InvoiceDateTooLate(date=invoice_date, n=days)


def check_own_limit(draft: InvoiceDraft, access: Access | None) -> None:
    """Raise AboveOwnLimit (INV-532) when the document total is above what the user may post."""
    if access is None:
        return
    limit = access.credit_note_limit if draft.is_credit_note else access.posting_limit
    if limit is not None and abs(draft.accounting_amount) > limit:
        raise AboveOwnLimit(amount=f"{abs(draft.accounting_amount):.2f}", limit=f"{limit:.2f}")


def check_vat_number(draft: InvoiceDraft, context: InvoicingContext) -> None:
    """Warn of, or raise VatNumberNotValid (INV-157) for, a zero rate whose VAT number is not known to be valid (invoicing.md 7.8).

    Warn speaks up only for a number that was found invalid; refuse asks for a valid answer that is not too old.
    """
    choices, rule = InvoicingParameters.VatCheck, context.parameters.vat_check_before_zero_rate
    if rule == choices.NONE or not _categories(draft).intersection(_BUYER_OWES_TAX):
        return
    customer = draft.leading.order.invoice_account
    state, checked = customer.vat_state, customer.vat_checked_at
    oldest = context.today - timedelta(days=context.parameters.vat_check_max_age_days)
    known_valid = state == VatState.VALID and checked is not None and checked.date() >= oldest
    if known_valid or (rule == choices.WARN and state != VatState.INVALID):
        return
    refusal = VatNumberNotValid(
        number=customer.vat_number or "–",
        customer=customer,
        state=VatState(state).label,
        date=date_format(checked.date(), "j M Y") if checked else "–",
    )
    if rule == choices.BLOCK:
        raise refusal
    draft.warnings.append(replace(refusal.as_refusal(), severity="warning"))


def _categories(draft: InvoiceDraft) -> set[str]:
    return {row.rule.category for row in draft.taxes.rows} if draft.taxes else set()


def check_mandatory_data(draft: InvoiceDraft, context: InvoicingContext, book: AddressBook) -> None:
    """Raise InvoiceDataMissing (INV-130) naming every datum that Article 226 asks for and that is not there."""
    missing = [*_missing_of_seller(context), *_missing_of_buyer(draft, book)]
    if missing:
        raise InvoiceDataMissing(list="; ".join(missing))


def _missing_of_seller(context: InvoicingContext) -> list[str]:
    entity = context.legal_entity
    wanted = {
        _("street of the legal entity"): entity.street,
        _("city of the legal entity"): entity.city,
        _("VAT number of the legal entity"): entity.vat_number,
    }
    return [name for name, value in wanted.items() if not value]


def _missing_of_buyer(draft: InvoiceDraft, book: AddressBook) -> list[str]:
    customer = draft.leading.order.invoice_account
    address = book.address(customer.party_id, "invoice")
    wanted = {
        _("street of customer %(customer)s") % {"customer": customer}: address and (address.street or address.extra_lines),
        _("city of customer %(customer)s") % {"customer": customer}: address and address.city,
    }
    categories = _categories(draft)
    if categories.intersection(_BUYER_OWES_TAX):
        wanted[_("VAT number of customer %(customer)s") % {"customer": customer}] = customer.vat_number
    if _GOODS_TO_OTHER_STATE in categories:
        wanted[_("country of the delivery address of order %(order)s") % {"order": draft.leading.order}] = min(
            (line.address.country for line in draft.lines), default=""
        )
    return [name for name, value in wanted.items() if not value]
