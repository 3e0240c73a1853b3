"""The plan of a posting as plain data: what will be on each invoice, and which orders are refused and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from customers.addresses import AddressBook
from foundation.errors import BusinessRuleError, Refusal
from foundation.ledger.tax import TaxCodeRule, TaxResult
from foundation.ledger.vouchers import EntryDraft
from invoicing.models.parameters import QuantityOption, SummaryUpdate
from sales.credited_parts import CreditBook, CreditedPart
from sales.delivery_places import NO_ADDRESS, DeliveryAddress
from sales.invoiceable import InvoiceableLine, InvoiceableOrder, OpenSlipPart
from sales.models import SalesOrderCharge

ZERO = Decimal(0)


@dataclass(frozen=True)
class InvoiceRequest:
    """What was chosen in the posting form, in the API call or in the batch job (invoicing.md 1.4).

    ``quantities`` maps an order line to the quantity to invoice now, ``slip_quantities`` a packing slip line likewise;
    what is not named takes the suggested quantity. ``slips`` limits the packing slips that are offered (None = all).
    ``expected`` and ``expected_amounts`` hold the quantity and the amount of lines per order that were shown before posting;
    ``expected_invoices`` the terms of the invoice that each order would stand on. When these changed since, the orders are refused.
    ``credit_correction`` says how credits are booked (invoicing.md 6.4); None leaves it to the parameters of their orders.
    """

    quantity: str = QuantityOption.ALL
    summary_update: str = SummaryUpdate.AUTOMATIC
    leading_order: int | None = None
    invoice_date: date | None = None
    document_date: date | None = None
    credit_limit_type: str | None = None
    slips: tuple[int, ...] | None = None
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    slip_quantities: Mapping[int, Decimal] = field(default_factory=dict)
    close_lines: frozenset[int] = frozenset()
    expected: Mapping[int, Decimal] | None = None
    expected_amounts: Mapping[int, Decimal] | None = None
    expected_invoices: Mapping[int, str] | None = None
    arranged: bool = True
    print_invoice: bool = True
    credit_correction: bool | None = None
    accept_warnings: frozenset[str] = frozenset()
    idempotency_prefix: str = ""
    batch_run_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the request as data that a proposal or a batch job can store."""
        return {
            "quantity": self.quantity,
            "summary_update": self.summary_update,
            "leading_order": self.leading_order,
            "invoice_date": self.invoice_date.isoformat() if self.invoice_date else None,
            "document_date": self.document_date.isoformat() if self.document_date else None,
            "credit_limit_type": self.credit_limit_type,
            "slips": list(self.slips) if self.slips is not None else None,
            "quantities": {str(key): str(value) for key, value in self.quantities.items()},
            "slip_quantities": {str(key): str(value) for key, value in self.slip_quantities.items()},
            "close_lines": sorted(self.close_lines),
            "arranged": self.arranged,
            "print_invoice": self.print_invoice,
            "credit_correction": self.credit_correction,
            "accept_warnings": sorted(self.accept_warnings),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], **changes: Any) -> Self:
        """Return the request that ``as_json`` stored, with some fields replaced."""
        stored: dict[str, Any] = {name: data[name] for name in cls._plain_fields() if name in data}
        for name in ("invoice_date", "document_date"):
            stored[name] = date.fromisoformat(data[name]) if data.get(name) else None
        for name in ("quantities", "slip_quantities"):
            stored[name] = {int(key): Decimal(value) for key, value in (data.get(name) or {}).items()}
        stored["slips"] = tuple(data["slips"]) if data.get("slips") is not None else None
        stored["close_lines"] = frozenset(data.get("close_lines") or ())
        stored["accept_warnings"] = frozenset(data.get("accept_warnings") or ())
        return cls(**(stored | changes))

    @staticmethod
    def _plain_fields() -> tuple[str, ...]:
        return ("quantity", "summary_update", "leading_order", "credit_limit_type", "arranged", "print_invoice", "credit_correction")


@dataclass(frozen=True, slots=True)
class Original:
    """A line of a posted invoice that is credited: its key, of its invoice the key, the number and the date, and why."""

    line_id: int
    invoice_id: int
    number: str
    invoice_date: date
    reason: str


@dataclass(slots=True)
class DraftPart:
    """A quantity of a draft line and the packing slip line it comes from (None = straight from the order)."""

    quantity: Decimal
    slip: OpenSlipPart | None


@dataclass(slots=True)
class DraftLine:
    """One line of a future invoice; amounts in the invoice's currency, signed like the quantity.

    ``taken`` is what the line takes of its order line's net amount, ``discount_taken`` what of the order's total discount: with
    the tax where the order's prices include it. ``original`` is the invoice line that it credits, ``terms`` the prices and discounts
    of that one where they are shown instead of those of the order line. ``apart`` keeps it from the lines of other invoices.
    """

    order: InvoiceableOrder
    line: InvoiceableLine
    parts: list[DraftPart]
    gross: Decimal = ZERO
    net: Decimal = ZERO
    taken: Decimal = ZERO
    discount_share: Decimal = ZERO
    discount_taken: Decimal = ZERO
    tax_codes: tuple[str, ...] = ()
    tax: Decimal = ZERO
    delivery_date: date | None = None
    close: bool = False
    cost: Decimal | None = None
    rules: tuple[TaxCodeRule, ...] = ()
    original: Original | None = None
    apart: int | None = None
    terms: Mapping[str, Decimal] = field(default_factory=dict)
    tax_shares: dict[str, str] | None = None

    @property
    def address(self) -> DeliveryAddress:
        """Return where the goods went by their packing slip, else where the order wants the line."""
        delivered = next((part.slip.address for part in self.parts if part.slip is not None), NO_ADDRESS)
        return delivered if any(delivered) else self.line.place.address(self.order.order)

    @property
    def quantity(self) -> Decimal:
        """Return the quantity to invoice now, in the line's unit."""
        return sum((part.quantity for part in self.parts), ZERO)

    @property
    def slip_numbers(self) -> list[str]:
        """Return the packing slips the line is taken from."""
        return [part.slip.slip_number for part in self.parts if part.slip]


@dataclass(slots=True)
class DraftCharge:
    """One charge of a future invoice, in the invoice's currency; ``line`` is None for a header charge.

    ``taken`` is what it takes of the order's charge: with the tax where the order's prices include it. ``credits`` are the charges of an
    invoice that it gives back.
    """

    order: InvoiceableOrder
    charge: SalesOrderCharge
    amount: Decimal
    line: DraftLine | None = None
    tax_codes: tuple[str, ...] = ()
    tax: Decimal = ZERO
    taken: Decimal = ZERO
    credits: CreditedPart | None = None
    tax_shares: dict[str, str] | None = None

    @property
    def party_group(self) -> str:
        """Return the sales tax group of the line, or of the order for a header charge."""
        if self.line is not None:
            return self.line.line.tax_group or ""
        group = self.order.order.sales_tax_group
        return group.code if group else ""

    @property
    def item_group(self) -> str:
        """Return the charge's own item sales tax group, else that of its line; empty for a header charge without one."""
        group = self.charge.tax_group
        if group is not None:
            return group.code
        return (self.line.line.item_tax_group or "") if self.line else ""


@dataclass
class InvoiceDraft:
    """One future invoice, complete but for its number. ``leading`` lends the header.

    ``credit_correction``: what it credits is booked on the side of the sale, below zero. ``internal_charges`` are booked
    without the customer: no total and no paper shows them.
    """

    sequence: int
    leading: InvoiceableOrder
    orders: list[InvoiceableOrder]
    lines: list[DraftLine]
    charges: list[DraftCharge] = field(default_factory=list)
    internal_charges: list[DraftCharge] = field(default_factory=list)
    taxes: TaxResult | None = None
    total_discount: Decimal = ZERO
    round_off: Decimal = ZERO
    invoice_date: date = date.min
    document_date: date | None = None
    due_date: date = date.min
    tax_date: date = date.min
    supply_from: date | None = None
    supply_to: date | None = None
    exchange_rate: Decimal = Decimal(1)
    rate_factor: int = 1
    accounting_amount: Decimal = ZERO
    credit_correction: bool = False
    entries: list[EntryDraft] = field(default_factory=list)
    number: str = ""
    warnings: list[Refusal] = field(default_factory=list)

    @property
    def sum_lines(self) -> Decimal:
        """Net amounts of the lines, after line discounts."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def sum_gross(self) -> Decimal:
        """Amounts of the lines before any discount."""
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def sum_charges(self) -> Decimal:
        """Charges that the customer pays."""
        return sum((charge.amount for charge in self.charges), ZERO)

    @property
    def sum_tax(self) -> Decimal:
        """Sales tax of all codes."""
        return self.taxes.total_tax if self.taxes else ZERO

    @property
    def amount(self) -> Decimal:
        """Return the invoice amount: the document total identity of invoicing.md A.1."""
        return self.sum_lines - self.total_discount + self.sum_charges + self.sum_tax + self.round_off

    @property
    def terms(self) -> str:
        """Return what somebody who looked at the invoice agreed to, so that it can be compared: total, tax, due date, who owes."""
        order = self.leading.order
        amounts = [f"{amount.normalize():f}" for amount in (self.amount, self.sum_tax)]
        return " ".join([*amounts, self.due_date.isoformat(), order.currency_id, str(order.invoice_account_id)])

    @property
    def is_credit_note(self) -> bool:
        """Tell whether the total is negative: a credit note has its own type, title and series."""
        return self.amount < 0

    @property
    def order_numbers(self) -> list[str]:
        """Return the numbers of the orders on the invoice."""
        return [known.order.number for known in self.orders]

    @property
    def originals(self) -> list[Original]:
        """Return a credited line of each invoice that is credited, the oldest invoice first."""
        found = {line.original.invoice_id: line.original for line in self.lines if line.original is not None}
        return [found[key] for key in sorted(found)]

    @property
    def correction_reason(self) -> str:
        """Return why lines are credited, each reason once; blank where none are."""
        reasons = (line.original.reason for line in self.lines if line.original is not None)
        return "; ".join(dict.fromkeys(reason for reason in reasons if reason))

    @property
    def slip_numbers(self) -> list[str]:
        """Return the packing slips on the invoice, each once."""
        return list(dict.fromkeys(number for line in self.lines for number in line.slip_numbers))


@dataclass(slots=True)
class Taken:
    """What the invoices of a plan made so far take of orders that stand on several of them: by order line, by charge of an order.

    The next invoice counts it as if they were posted: a fixed charge is invoiced once, and the last part takes what is left.
    """

    quantities: dict[int, Decimal] = field(default_factory=dict)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    charges: dict[int, Decimal] = field(default_factory=dict)

    def add(self, draft: InvoiceDraft) -> None:
        """Count what one more invoice takes."""
        for line in draft.lines:
            key = line.line.id
            self.quantities[key] = self.quantity(key) + line.quantity
            self.amounts[key] = self.amount(key) + line.taken
        for known in (*draft.charges, *draft.internal_charges):
            self.charges[known.charge.pk] = self.charge(known.charge.pk) + known.taken

    def quantity(self, line_id: int) -> Decimal:
        """Return the quantity of an order line, in its unit."""
        return self.quantities.get(line_id, ZERO)

    def amount(self, line_id: int) -> Decimal:
        """Return the part of an order line's net amount, in the order's currency."""
        return self.amounts.get(line_id, ZERO)

    def charge(self, charge_id: int) -> Decimal:
        """Return the part of a charge, as the customer sees it, in the order's currency."""
        return self.charges.get(charge_id, ZERO)


@dataclass(slots=True)
class InvoiceCredits:
    """What order lines credit: the book of it, the invoice lines by order line, and the exchange rates by invoice."""

    book: CreditBook = field(default_factory=CreditBook)
    originals: dict[int, Original] = field(default_factory=dict)
    rates: dict[int, tuple[Decimal, int]] = field(default_factory=dict)


@dataclass
class InvoicePlan:
    """The invoices that will be made, and apart the refusals of single orders.

    ``corrected`` are the order types whose credits are booked as corrections unless the request says otherwise; ``taken`` is what
    the invoices made so far take of their orders, and ``credits`` what is left of the invoices that they credit.
    """

    made: list[InvoiceDraft] = field(default_factory=list)
    refused: dict[int, list[BusinessRuleError]] = field(default_factory=dict)
    order_numbers: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)
    repriced: frozenset[int] = frozenset()
    corrected: frozenset[str] = frozenset()
    taken: Taken = field(default_factory=Taken)
    book: AddressBook | None = None
    credits: InvoiceCredits = field(default_factory=InvoiceCredits)

    @property
    def drafts(self) -> list[InvoiceDraft]:
        """Return the invoices that will be made: those that were planned and none of whose orders is refused."""
        return [draft for draft in self.made if not any(order.id in self.refused for order in draft.orders)]

    def add(self, draft: InvoiceDraft) -> None:
        """Plan one more invoice, and count what it takes of its orders."""
        self.made.append(draft)
        self.taken.add(draft)

    def refuse(self, order_id: int, error: BusinessRuleError) -> None:
        """Set an order aside, and with it every invoice that it stands on; all its refusals are collected."""
        self.refused.setdefault(order_id, []).append(error)

    def or_raise(self) -> Self:
        """Return the plan, or raise the first refusal: what a screen does that posts one order."""
        for errors in self.refused.values():
            raise errors[0]
        return self

    def quantities(self) -> dict[int, Decimal]:
        """Return the quantity to invoice per order: what a later posting expects to find unchanged."""
        found: dict[int, Decimal] = {}
        for draft in self.drafts:
            for line in draft.lines:
                found[line.order.id] = found.get(line.order.id, ZERO) + line.quantity
        return found

    def amounts(self) -> dict[int, Decimal]:
        """Return what the lines take of each order: what a later posting expects to find unchanged."""
        found: dict[int, Decimal] = {}
        for draft in self.drafts:
            for line in draft.lines:
                found[line.order.id] = found.get(line.order.id, ZERO) + line.taken
        return found

    def terms(self) -> dict[int, str]:
        """Return per order what its invoice would be: total, tax, due date, currency and who owes it."""
        return {order.id: draft.terms for draft in self.drafts for order in draft.orders}

    def order_ids(self) -> Iterable[int]:
        """Return the orders of all drafts."""
        return dict.fromkeys(known.id for draft in self.drafts for known in draft.orders)
