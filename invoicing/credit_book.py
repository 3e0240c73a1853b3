"""The invoices that order lines credit: codes and rates of their taxes, exchange rates, and what is left (invoicing.md 6.1, 6.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from foundation.database.together import read_together
from foundation.ledger.models import TaxTransaction
from foundation.ledger.tax import HUNDRED, TaxCodeRule
from foundation.ledger.tax_setup import rule_of
from foundation.money import ZERO
from foundation.organization.models import LegalEntity
from invoicing.models import CustomerInvoice, CustomerInvoiceCharge, CustomerInvoiceLine
from invoicing.models.invoice import PRICING
from invoicing.originals import credited_by
from invoicing.planning import InvoiceCredits, Original
from sales.credited_parts import CreditBook, CreditedPart, InvoicedParts

_LINE = (
    *("pk", "order_line", "invoice", "invoice__number", "invoice__invoice_date", "invoice__exchange_rate", "invoice__rate_factor"),
    *("invoice__amounts_include_tax", "quantity", "line_net", "total_discount_share", "tax_codes", "tax_amount", "tax_shares"),
    "invoice__currency__decimals",
)
_CREDIT = (
    "corrects__invoice",
    "corrects",
    "order",
    "quantity",
    "line_net",
    "total_discount_share",
    "tax_codes",
    "tax_amount",
    "tax_shares",
)
_CHARGE = ("pk", "invoice", "code", "item_tax_group", "amount", "tax_codes", "tax_amount", "tax_shares")
_CHARGE_CREDIT = ("corrects__invoice", "corrects__code", "order", "amount", "tax_codes", "tax_amount", "tax_shares")
Rules = Mapping[str, Sequence[TaxCodeRule]]
"""The codes on an invoice, each with the rates at which it stands there."""


def invoice_credits(
    entity: LegalEntity, lines: Mapping[int, int], *, without_orders: Collection[int] = (), locked: bool = False
) -> InvoiceCredits:
    """Return what order lines credit, given with the order of each; nothing is read where there are none.

    What is left counts the credits that are posted, but those of ``without_orders``; ``locked`` keeps other postings from taking it until
    the transaction ends. A statement for each room that keeps origins, and one for all that was invoiced.
    """
    origins = credited_by(entity, lines) if lines else {}
    if not origins:
        return InvoiceCredits()
    keys = {known.line_id for known in origins.values()}
    invoices = CustomerInvoiceLine.of(entity).filter(pk__in=keys).order_by().values("invoice")
    if locked:
        list(CustomerInvoice.of(entity).filter(pk__in=invoices).locked().values_list("pk"))
    of_lines: Any = CustomerInvoiceLine.of(entity).filter(invoice__in=invoices).order_by("pk").values_list(*_LINE, *PRICING)
    of_credits: Any = CustomerInvoiceLine.of(entity).filter(corrects__invoice__in=invoices).order_by("pk").values_list(*_CREDIT)
    charges: Any = CustomerInvoiceCharge.of(entity).filter(invoice__in=invoices).order_by("pk").values_list(*_CHARGE)
    given: Any = CustomerInvoiceCharge.of(entity).filter(corrects__invoice__in=invoices).order_by("pk").values_list(*_CHARGE_CREDIT)
    taxes = TaxTransaction.of(entity).filter(voucher__invoice__in=invoices).order_by("pk")
    taxes = taxes.select_related("voucher__invoice", "tax_code__posting_group", "tax_code__base_code")
    read_together(of_lines, of_credits, charges, given, taxes)
    rules = _rules(taxes)
    found = InvoiceCredits()
    _add_lines(found, of_lines, rules)
    _add_charges(found, charges, rules)
    for invoice, corrected, order, quantity, net, discount, *tax in of_credits:
        if order not in without_orders:
            found.book.of(invoice).lines[corrected].count(quantity, net - discount, discount, by_code(*tax))
    for invoice, code, order, amount, *tax in given:
        if order not in without_orders:
            found.book.of(invoice).charges[code].count(ZERO, amount, ZERO, by_code(*tax))
    known = {row[0]: row for row in of_lines}
    for order_line, origin in origins.items():
        _key, _line, invoice, number, day, *_rest = known[origin.line_id]
        found.originals[order_line] = Original(origin.line_id, invoice, number, day, origin.reason)
        found.book.lines_of[order_line] = invoice, origin.line_id
        found.book.invoices_of.setdefault(lines[order_line], set()).add(invoice)
    return found


def credit_book(entity: LegalEntity, lines: Mapping[int, int], without_orders: Collection[int]) -> CreditBook:
    """Return what is left of the invoices that order lines credit, for the totals of their orders."""
    return invoice_credits(entity, lines, without_orders=without_orders).book


def by_code(codes: Sequence[str], tax: Decimal, shares: Mapping[str, str] | None) -> dict[str, Decimal]:
    """Return the tax of a posted line or charge by code; where no shares are kept it is that of the first."""
    if shares:
        return {code: Decimal(share) for code, share in shares.items()}
    return {code: ZERO if index else tax for index, code in enumerate(codes)}


def _rules(taxes: Iterable[TaxTransaction]) -> dict[int, dict[str, list[TaxCodeRule]]]:
    """Return the rules by which invoices were taxed, by invoice and code."""
    found: dict[int, dict[str, list[TaxCodeRule]]] = defaultdict(lambda: defaultdict(list))
    for row in taxes:
        rule = rule_of(row.tax_code, rate=row.rate, category=row.category, exempt=row.exempt, reverse_charge=row.reverse_charge)
        found[row.voucher.invoice.pk][rule.code].append(rule)
    return found


def _rules_of(known: Rules, amount: Decimal, taxes: Mapping[str, Decimal]) -> tuple[TaxCodeRule, ...]:
    """Return the rules of a line; where a code stands at two rates on its invoice, the one that its tax comes nearest to."""
    return tuple(
        min(known[code], key=lambda rule: abs(amount * rule.effective_rate / HUNDRED - tax))
        for code, tax in taxes.items()
        if known.get(code)
    )


def _add_lines(found: InvoiceCredits, rows: Iterable[tuple[Any, ...]], rules: Mapping[int, Rules]) -> None:
    for row in rows:
        values = dict(zip((*_LINE, *PRICING), row, strict=True))
        invoice, amount = values["invoice"], values["line_net"] - values["total_discount_share"]
        taxes = by_code(values["tax_codes"], values["tax_amount"], values["tax_shares"])
        found.rates[invoice] = values["invoice__exchange_rate"], values["invoice__rate_factor"]
        found.book.of(invoice).lines[values["pk"]] = CreditedPart(
            invoice_id=invoice,
            key=values["pk"],
            rules=_rules_of(rules.get(invoice, {}), amount, taxes),
            amount=amount,
            discount=values["total_discount_share"],
            taxes=taxes,
            quantity=values["quantity"],
            includes_tax=values["invoice__amounts_include_tax"],
            step=Decimal(1).scaleb(-values["invoice__currency__decimals"]),
            terms={name: values[name] for name in PRICING},
        )


def _add_charges(found: InvoiceCredits, rows: Iterable[tuple[Any, ...]], rules: Mapping[int, Rules]) -> None:
    """Add the charges of invoices, those of one code together; one without a tax group is spread over what is taxed by itself."""
    spread: list[CreditedPart] = []
    for key, invoice, code, group, amount, *tax in rows:
        parts = found.book.of(invoice)
        known = parts.charges.get(code)
        taxes = by_code(*tax)
        if known is not None:
            taxes = {name: known.taxes.get(name, ZERO) + taxes.get(name, ZERO) for name in {**known.taxes, **taxes}}
            amount += known.amount
        parts.charges[code] = made = CreditedPart(
            invoice_id=invoice,
            key=known.key if known is not None else key,
            rules=_rules_of(rules.get(invoice, {}), amount, taxes),
            amount=amount,
            taxes=taxes,
            includes_tax=next(iter(parts.lines.values())).includes_tax,
        )
        if not group:
            spread.append(made)
    nets = {invoice: _nets_by_rules(parts, spread) for invoice, parts in found.book.invoices.items()} if spread else {}
    for part in spread:
        part.spread_over = tuple(nets[part.invoice_id].items())


def _nets_by_rules(parts: InvoicedParts, spread: Collection[CreditedPart]) -> Mapping[tuple[TaxCodeRule, ...], Decimal]:
    """Return what an invoice taxed by each set of rules, less what was spread over it."""
    others = {id(part) for part in spread}
    nets: dict[tuple[TaxCodeRule, ...], Decimal] = defaultdict(Decimal)
    for part in parts.all:
        if id(part) not in others:
            nets[part.rules] += part.paid
    return nets
