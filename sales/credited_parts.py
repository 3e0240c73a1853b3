"""What is left of the invoices that order lines credit, and how a credit takes of it to the cent (invoicing.md 6.1, 6.2). Pure.

Amounts are in the currency of the invoice and have its sign; what a credit takes has the opposite one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.ledger.tax import TaxCodeRule, TaxResult
from foundation.money import CENT, ZERO, round_to_step

FINE = Decimal("0.000001")
"""The step of a price: a credit at the full price of its line may differ by this much per unit."""


@dataclass(slots=True)
class CreditedPart:
    """A line of an invoice, or all its charges of one code, and what no credit took of it yet.

    ``amount`` is without tax and after the share of the total discount; ``discount`` is that share. ``spread_over`` says by codes what a
    charge without a tax group of its own was spread over, ``terms`` at which prices and discounts the line was invoiced. Only where every
    credit so far was ``at_full_price`` the last one takes what is left.
    """

    invoice_id: int
    key: int
    rules: tuple[TaxCodeRule, ...]
    amount: Decimal
    discount: Decimal = ZERO
    taxes: dict[str, Decimal] = field(default_factory=dict)
    quantity: Decimal = ZERO
    includes_tax: bool = False
    step: Decimal = CENT
    terms: Mapping[str, Decimal] = field(default_factory=dict)
    spread_over: Sequence[tuple[tuple[TaxCodeRule, ...], Decimal]] = ()
    left_quantity: Decimal = ZERO
    left_paid: Decimal = ZERO
    left_discount: Decimal = ZERO
    left_taxes: dict[str, Decimal] = field(default_factory=dict)
    at_full_price: bool = True

    def __post_init__(self) -> None:
        """Begin with all that was invoiced."""
        self.left_quantity, self.left_paid, self.left_discount = self.quantity, self.paid, self.discount
        self.left_taxes = dict(self.taxes)

    @property
    def paid(self) -> Decimal:
        """What was paid for it, as prices say it: with the tax where they include it."""
        return self.amount + sum(self.taxes.values(), ZERO) if self.includes_tax else self.amount

    def take(self, quantity: Decimal, paid: Decimal) -> Decimal:
        """Take a negative quantity at what its price comes to, and return what is credited: never more than is left.

        The credit that brings the line to fully credited takes what is left (6.2).
        """
        full = self._is_full(quantity, paid)
        self.left_quantity += quantity
        closes = full and self.at_full_price and self.left_quantity <= 0
        credited = -self.left_paid if closes or abs(paid) > abs(self.left_paid) else paid
        self._lower(credited, full=full)
        return credited

    def count(self, quantity: Decimal, amount: Decimal, discount: Decimal, taxes: Mapping[str, Decimal]) -> None:
        """Count what a posted credit took, all of it with the sign of the credit."""
        paid = amount + sum(taxes.values(), ZERO) if self.includes_tax else amount
        full = self._is_full(quantity, paid)
        self.left_quantity += quantity
        self.left_discount += discount
        self._lower(paid, full=full)
        self.take_taxes(taxes)

    def take_discount(self, quantity: Decimal) -> Decimal:
        """Return the share of the total discount that goes back with a negative quantity that was taken."""
        share = round_to_step(self.discount * quantity / self.quantity, self.step)
        if self.left_quantity <= 0 or abs(share) > abs(self.left_discount):
            share = -self.left_discount
        self.left_discount += share
        return share

    def take_taxes(self, taxes: Mapping[str, Decimal]) -> None:
        """Take taxes by code, with the sign of the credit."""
        for code, tax in taxes.items():
            self.left_taxes[code] = self.left_taxes.get(code, ZERO) + tax

    def take_amount(self, paid: Decimal) -> None:
        """Take an amount of charges, with the sign of the credit."""
        self._lower(paid, full=True)

    def has_left(self, amount: Decimal) -> bool:
        """Tell whether an amount gives back no more than is left."""
        return amount * self.left_paid < 0 and abs(amount) <= abs(self.left_paid)

    def _is_full(self, quantity: Decimal, paid: Decimal) -> bool:
        """Tell whether a quantity is credited at the price at which it was invoiced, but for rounding."""
        if not self.quantity:
            return True
        rounding = self.step + FINE * abs(quantity) / self.terms.get("price_unit", Decimal(1))
        return abs(paid - self.paid * quantity / self.quantity) <= rounding

    def _lower(self, paid: Decimal, *, full: bool) -> None:
        self.left_paid += paid
        self.at_full_price = self.at_full_price and (full or not self.left_paid)


@dataclass(slots=True)
class InvoicedParts:
    """An invoice that is credited: its lines by key, its charges by code."""

    lines: dict[int, CreditedPart] = field(default_factory=dict)
    charges: dict[str, CreditedPart] = field(default_factory=dict)

    @property
    def all(self) -> list[CreditedPart]:
        """The lines, then the charges."""
        return [*self.lines.values(), *self.charges.values()]


@dataclass(slots=True)
class CreditBook:
    """The invoices that order lines credit, by key, and what is left of each.

    ``lines_of`` names by order line the invoice and the line of it that it credits, ``invoices_of`` by order the invoices.
    """

    invoices: dict[int, InvoicedParts] = field(default_factory=dict)
    lines_of: dict[int, tuple[int, int]] = field(default_factory=dict)
    invoices_of: dict[int, set[int]] = field(default_factory=dict)

    def of(self, invoice: int) -> InvoicedParts:
        """Return an invoice, to be filled where it is new."""
        return self.invoices.setdefault(invoice, InvoicedParts())

    def line_of(self, order_line: int | None) -> CreditedPart | None:
        """Return what an order line credits; None where it credits no invoice."""
        found = self.lines_of.get(order_line or 0)
        return self.invoices[found[0]].lines[found[1]] if found is not None else None

    def charge_of(self, order: int, code: str, amount: Decimal) -> CreditedPart | None:
        """Return the charges that an amount of an order gives back: those of its code on an invoice that the order credits."""
        invoices = (self.invoices[key] for key in sorted(self.invoices_of.get(order, ())) if key in self.invoices)
        back = [known.charges[code] for known in invoices if code in known.charges and known.charges[code].paid * amount < 0]
        return next((part for part in back if part.has_left(amount)), back[0] if back else None)

    def copied(self, invoices: Iterable[int] | None = None) -> CreditBook:
        """Return the same book with parts of its own, to try what credits would take; of some invoices, or of all."""
        chosen = {key: self.invoices[key] for key in (self.invoices if invoices is None else set(invoices))}
        parts = {
            key: InvoicedParts(
                {line: _copied(part) for line, part in known.lines.items()}, {code: _copied(part) for code, part in known.charges.items()}
            )
            for key, known in chosen.items()
        }
        return CreditBook(parts, self.lines_of, self.invoices_of)

    def update(self, tried: CreditBook) -> None:
        """Take over what was tried with copies."""
        self.invoices.update(tried.invoices)


def _copied(part: CreditedPart) -> CreditedPart:
    found = copy(part)
    found.left_taxes = dict(part.left_taxes)
    return found


def settle_taxes(book: CreditBook, result: TaxResult, credited: Mapping[str, CreditedPart], *, includes_tax: bool) -> None:
    """Make the taxes of what is credited fit what is left of them; ``credited`` names parts by the key of their taxable line.

    Per invoice and code never more than is left; and where nothing that the code taxed is left, all of it (6.2). The difference
    stands on the last line of the code.
    """
    keys_of: dict[int, list[str]] = defaultdict(list)
    for key, part in credited.items():
        keys_of[part.invoice_id].append(key)
    for invoice, keys in keys_of.items():
        parts = book.of(invoice).all
        for code in dict.fromkeys(code for key in keys for code in result.shares[key]):
            taxed = [part for part in parts if code in part.taxes]
            left = sum((part.left_taxes[code] for part in taxed), ZERO)
            given = sum((result.shares[key].get(code, ZERO) for key in keys), ZERO)
            if abs(given) > abs(left) or not any(part.left_paid for part in taxed):
                last = [key for key in keys if code in result.shares[key]][-1]
                _move(result, last, credited[last], code, -left - given, includes_tax=includes_tax)
    for key, part in credited.items():
        part.take_taxes(result.shares[key])


def _move(result: TaxResult, key: str, part: CreditedPart, code: str, tax: Decimal, *, includes_tax: bool) -> None:
    result.shares[key][code] += tax
    rates = {rule.rate for rule in part.rules if rule.code == code}
    row = next(row for row in result.rows if row.rule.code == code and row.rule.rate in rates)
    row.tax += tax
    if includes_tax:
        row.base -= tax
