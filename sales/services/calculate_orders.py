"""The one calculation that prices and totals orders in memory.

A form that computes while someone types, a new order, a changed one and an import of thousands all go through
``calculate``; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from foundation.errors import BusinessRuleError
from foundation.ledger.tax_setup import TaxSetup
from foundation.money import CENT, ZERO, round_to_step
from sales import agreed_terms
from sales import charges as charging
from sales.agreed_price import AgreedPrice
from sales.agreement_search import PRICE_STEP
from sales.bounds import check_amount
from sales.discount_limit import GivenLine, given_of_line, given_percent
from sales.models import SalesOrder, SalesOrderCharge, SalesOrderLine, SalesParameters
from sales.models.parameters import PriceDate
from sales.models.terms import PRICED_FOR
from sales.price_errors import DiscountAboveHundred, DiscountAboveLimit, DiscountAbovePrice, PriceIsZero
from sales.pricing import HUNDRED, OrderTotals, combine_discounts, discount_fault, line_net, percent_or_amount, price_after
from sales.schedule import repriced_schedules
from sales.services.auto_charges import AutoChargeBook
from sales.services.charge_rates import charge_currencies, order_rate, set_rates
from sales.services.credited_terms import keep_credited_prices
from sales.services.credited_totals import credited_nets
from sales.services.exchange import Rates
from sales.services.part_charges import line_charges
from sales.services.price_accounts import price_accounts
from sales.services.price_lines import LinePrices, OrderTerms, PriceBook, PriceRequest, find_total_discounts, price_lines
from sales.services.promise_dates import is_controlled, judge, load_promises
from sales.services.total_discounts import discount_of
from sales.services.unit_factors import UnitFactors
from sales.services.working_orders import ChargeSearch, OrderContext, WorkingLine, WorkingOrder, inherit_prices
from sales.statuses import TRAITS, LineKind

FINE = Decimal("0.0001")


def price_date(order: SalesOrder, line: SalesOrderLine | None, parameters: SalesParameters) -> date:
    """Return the day whose prices count for a line (sales.md §3.2)."""
    if parameters.price_date == PriceDate.REQUESTED_SHIP:
        return line.requested_ship_date if line else order.requested_ship_date
    if parameters.price_date == PriceDate.REQUESTED_RECEIPT:
        return line.requested_receipt_date if line else order.requested_receipt_date
    return order.order_date


def order_terms(order: SalesOrder, account: str, on_date: date) -> OrderTerms:
    """Return what of an order decides its prices."""
    return OrderTerms(
        account=account,
        currency=order.currency_id,
        on_date=on_date,
        price_group=_code(order.price_group),
        line_group=_code(order.line_discount_group),
        multiline_group=_code(order.multiline_discount_group),
        total_group=_code(order.total_discount_group),
    )


def calculate(context: OrderContext, works: Sequence[WorkingOrder], *, discount_limit: Decimal | None = None) -> None:
    """Search what is to be searched, then set nets, total discount, automatic charges and order amount of every order.

    ``discount_limit`` is the largest percentage the user may give away by hand; None for no limit. PRC-04 … PRC-06, PRC-12
    and INV-108 become the order's refusal; warnings (PRC-03) go to its notices.
    """
    accounts = price_accounts(context.entity, works)
    terms = [order_terms(work.order, accounts[id(work)], _price_day(context, work)) for work in works]
    asked = [(work, line) for work in works for line in work.live_lines]
    requests = [_request(context, work, line, accounts[id(work)]) for work, line in asked]
    items = {line.item.pk: line.item for work in works for line in work.lines}
    book = PriceBook.load(context.entity, [*terms, *(request.terms for request in requests)], items)
    rates = Rates.load(context.entity, {*(term.currency for term in terms), *context.auto_charges.currencies, *charge_currencies(works)})
    prices = price_lines(context.entity, requests, book, multiline=any(work.asks_multiline for work in works))
    keep_credited_prices(works)
    agreed_terms.settle(context, works, {id(line): found for (_work, line), found in zip(asked, prices, strict=True)})
    keep_credited_prices(works)
    priced = [(work, line, found) for (work, line), found in zip(asked, prices, strict=True)]
    for work, line, found in [*priced, *_priced_schedules(context, works, accounts, book)]:
        line.listed = _listed(line, found)
        try:
            _set_prices(context, work, line, found, discount_limit)
        except BusinessRuleError as error:
            work.refusal = work.refusal or error.at(line.row)
    for work in works:
        inherit_prices(work)
        _set_nets(context, work)
    _set_total_discounts(context, works, terms, book)
    for work in works:
        _set_charges(context, work, rates)
        _set_rates(work, rates)
        _set_totals(context, work, book.units, discount_limit)
        _check_amounts(work)
    _check_dates(context, works)


def _priced_schedules(
    context: OrderContext, works: Sequence[WorkingOrder], accounts: Mapping[int, str], book: PriceBook
) -> list[tuple[WorkingOrder, WorkingLine, LinePrices]]:
    """Return what was found for lines with multiple deliveries that want a price: for the quantity of all their deliveries."""
    whole = [(work, line, total) for work in works for line, total in repriced_schedules(work)]
    requests = [replace(_request(context, work, line, accounts[id(work)]), quantity=total) for work, line, total in whole]
    prices = price_lines(context.entity, requests, book)
    return [(work, line, found) for (work, line, _total), found in zip(whole, prices, strict=True)]


def _set_totals(context: OrderContext, work: WorkingOrder, units: UnitFactors, discount_limit: Decimal | None) -> None:
    """Total an order that has its charges, and hold what was given away of it as a whole against the user's limit."""
    work.totals = totals_of(context, work, units)
    if discount_limit is not None and work.refusal is None:
        work.refusal = given_above_limit(context, work, units, discount_limit)
    work.order.order_amount = work.totals.net


def _check_dates(context: OrderContext, works: Sequence[WorkingOrder]) -> None:
    """Warn of lines whose date cannot be met (DLV-01, DLV-02); nothing is read where no line is controlled."""
    lines = [(work, known) for work in works for known in work.live_lines if is_controlled(work.order, known.line)]
    book = load_promises(context.entity, context.parameters, [(known.line, known.item) for _work, known in lines])
    for work, known in lines if book is not None else ():
        found = judge(book, work.order, known.line, known.item)  # type: ignore[arg-type]
        work.notices.extend(notice.at(known.row) for notice in found)


def _check_amounts(work: WorkingOrder) -> None:
    """Make an amount that is too large to be kept (PRC-12) the order's refusal."""
    try:
        for working in work.lines:
            check_amount(working.line.unit_price, "unit_price")
            check_amount(working.line.net_amount)
        check_amount(work.totals.subtotal)
        check_amount(work.totals.net)
    except BusinessRuleError as error:
        work.refusal = work.refusal or error


def _code(group: object) -> str:
    return str(getattr(group, "code", ""))


def _price_day(context: OrderContext, work: WorkingOrder, line: SalesOrderLine | None = None) -> date:
    return work.prices_on or price_date(work.order, line, context.parameters)


def _request(context: OrderContext, work: WorkingOrder, line: WorkingLine, account: str) -> PriceRequest:
    terms = order_terms(work.order, account, _price_day(context, work, line.line))
    return PriceRequest(
        id(work),
        terms,
        line.item,
        line.line.unit_id,
        line.line.ordered_quantity,
        line.line.warehouse_id,
    )


def _listed(working: WorkingLine, found: LinePrices) -> Decimal:
    """Return the price of one unit that typed ones are held against: the agreed one, the found one, else the one before."""
    agreed = working.agreed
    if agreed is not None and agreed.unit_price:
        return agreed.unit_price / agreed.price_unit
    return found.price.amount / found.price.price_unit or working.price_before


def _set_prices(context: OrderContext, work: WorkingOrder, working: WorkingLine, found: LinePrices, limit: Decimal | None) -> None:
    line = working.line
    if found.error is not None:
        raise found.error
    agreed = working.agreed
    if working.search_price and agreed is not None and agreed.unit_price is not None:
        line.unit_price, line.price_unit, line.price_manual = agreed.unit_price, agreed.price_unit, False
    elif working.search_price:
        line.unit_price, line.price_unit, line.price_manual = found.price.amount, found.price.price_unit, False
    if working.search_discount:
        line.discount_amount, line.discount_percent, line.discount_manual = found.discount.amount, found.discount.percent, False
        if agreed is not None:
            line.discount_amount, line.discount_percent = agreed.discount_amount, agreed.discount_percent
    if agreed is not None and working.search_discount:
        line.multiline_amount, line.multiline_percent = _beside(agreed, context.parameters.discount)
    elif agreed is None and _is_settled(work, line):
        line.multiline_amount, line.multiline_percent = _beside(line, context.parameters.discount)
    elif agreed is None and _finds_multiline(context, work, line):
        line.multiline_amount, line.multiline_percent = found.multiline.amount, found.multiline.percent
    if working.given_net is not None:
        _keep_net(line, working.given_net, context.parameters.discount)
    if working.search_price or working.search_discount or working.is_changed:
        told = dict(agreed.source) if agreed is not None else {}
        why = found.source() if working.found_before is None else dict(working.found_before)
        kept = {} if working.search_price else {name: value for name, value in (line.price_source or {}).items() if name == PRICED_FOR}
        line.price_source = kept | why | told | ({"price": "manual"} if line.price_manual else {})
        check_discounts(context.parameters.discount, line, working.listed, limit)
        if not line.unit_price:
            work.notices.append(PriceIsZero(l=line.line_number).at(working.row))


def _finds_multiline(context: OrderContext, work: WorkingOrder, line: SalesOrderLine) -> bool:
    wanted = context.parameters.auto_multiline or work.asks_multiline
    return wanted and not line.delivered_quantity and not line.invoiced_quantity


def _is_settled(work: WorkingOrder, line: SalesOrderLine) -> bool:
    """Tell whether the discount of a line is all of it, because it gives back what was paid (sales.md §13.3, §14)."""
    return line.origin == SalesOrderLine.Origin.CREDIT or (TRAITS[work.order.order_type].returns_goods and line.discount_manual)


def _keep_net(line: SalesOrderLine, net: Decimal, combination: str) -> None:
    """Make the line come to a given net amount (sales.md §3.6): by a typed discount, or by a typed price where it is above the found."""
    asked = round_to_step(net * line.price_unit / line.ordered_quantity, PRICE_STEP)
    line.discount_percent, line.discount_amount, line.discount_manual = ZERO, max(line.unit_price - asked, ZERO), True
    if asked > line.unit_price:
        line.unit_price, line.price_manual = asked, True
    same = combination in ("multiline", "min", "max")
    line.multiline_percent, line.multiline_amount = ZERO, line.discount_amount if same else ZERO


def _beside(agreed: AgreedPrice | SalesOrderLine, combination: str) -> tuple[Decimal, Decimal]:
    """Return the multiline discount beside a discount that is all of it: none, or the same one where the combination would lose it."""
    return (agreed.discount_amount, agreed.discount_percent) if combination in ("multiline", "min") else (ZERO, ZERO)


def check_discounts(combination: str, line: SalesOrderLine, listed: Decimal, limit: Decimal | None) -> None:
    """Refuse discounts above the price or above 100 %, and typed ones above the user's limit; ``listed`` is the price of one unit.

    ``combination`` says how discounts of lines and of several lines go together. Raises PRC-04, PRC-05 and PRC-06.
    """
    own, group = (line.discount_amount, line.discount_percent), (line.multiline_amount, line.multiline_percent)
    fault = discount_fault(line.unit_price, own, group, combination)
    if fault == "PRC-04":
        raise DiscountAbovePrice(l=line.line_number)
    if fault == "PRC-05":
        raise DiscountAboveHundred(l=line.line_number)
    if limit is None or not (line.price_manual or line.discount_manual):
        return
    asked = price_after(line.unit_price, *combine_discounts(line.unit_price, own, group, combination)) / line.price_unit
    given = (listed - asked) * HUNDRED / listed if line.price_manual and listed > 0 else _own_discount(line)
    given = min(given.copy_sign(given * line.ordered_quantity), HUNDRED)
    if given > limit:
        raise DiscountAboveLimit(p=given.quantize(CENT).normalize(), m=limit.normalize(), l=line.line_number)


def _own_discount(line: SalesOrderLine) -> Decimal:
    if not line.discount_manual or not line.unit_price:
        return line.discount_percent if line.discount_manual else ZERO
    return (line.unit_price - price_after(line.unit_price, line.discount_amount, line.discount_percent)) * HUNDRED / line.unit_price


def net_of(line: SalesOrderLine, quantity: Decimal, combination: str, step: Decimal) -> Decimal:
    """Return the net amount of a quantity of an order line."""
    return line_net(
        quantity,
        line.unit_price,
        line.price_unit,
        line.discount_amount,
        line.multiline_amount,
        line.discount_percent,
        line.multiline_percent,
        combination,
        step,
    )


def _set_nets(context: OrderContext, work: WorkingOrder) -> None:
    """Set the net amount of every line; that of a line with multiple deliveries stands on its delivery lines."""
    step = context.precision(work.order.currency_id)
    for working in work.lines:
        line = working.line
        whole = line.kind != LineKind.COMMERCIAL
        line.net_amount = net_of(line, line.ordered_quantity, context.parameters.discount, step) if whole else ZERO


def _set_total_discounts(context: OrderContext, works: Sequence[WorkingOrder], terms: Sequence[OrderTerms], book: PriceBook) -> None:
    """Search the total discount of the orders where nobody typed one, and where it is calculated by itself or asked for."""
    auto = context.parameters.auto_total_discount
    wanted = [
        (work, term)
        for work, term in zip(works, terms, strict=True)
        if (auto or work.asks_total_discount) and not work.order.total_discount_manual
    ]
    bases = [(term, sum((line.line.net_amount for line in work.live_lines if line.item.total_discount), ZERO)) for work, term in wanted]
    for (work, _term), (_same, base), found in zip(wanted, bases, find_total_discounts(book, bases), strict=True):
        order, step = work.order, context.precision(work.order.currency_id)
        order.total_discount_percent, order.total_discount_amount = percent_or_amount(base, found.percent, found.amount, step)


def _set_charges(context: OrderContext, work: WorkingOrder, rates: Rates) -> None:
    """Replace the automatic charges of the order; those typed by hand or already invoiced stay (sales.md §8.2).

    Replacements of returned goods may keep what they have until somebody asks for charges (sales.md §14.10).
    """
    if not work.search_charges or (_only_replaces(work) and not context.charges_replacements):
        return
    book = context.auto_charges
    kept = [charge for charge in work.charges if not _is_searched(charge, work, book) or charge.invoiced_amount]
    known = {(charge.code_id, charge.line_id) for charge in kept if charge.origin == SalesOrderCharge.Origin.AUTO}
    net = sum((line.line.net_amount for line in work.live_lines), ZERO)
    convert = partial(order_rate, work.order, rates=rates)
    found = book.for_order(work.order, work.customer, net, convert)
    if work.charge_search == ChargeSearch.ALL and book.line:
        found += line_charges(work, book, convert, kept)
    found = [charge for charge in found if _is_searched(charge, work, book)]
    work.charges = kept + [charge for charge in found if (charge.code_id, charge.line_id) not in known]


def _set_rates(work: WorkingOrder, rates: Rates) -> None:
    """Convert charges in another currency; that there is no rate (INV-108) becomes the order's refusal."""
    try:
        set_rates(work, rates)
    except BusinessRuleError as error:
        work.refusal = work.refusal or error


def _only_replaces(work: WorkingOrder) -> bool:
    """Tell whether an order only replaces goods that came back, and nobody asks for certain charges of it."""
    if work.charge_search != ChargeSearch.ALL or not work.live_lines:
        return False
    return all(working.line.origin == SalesOrderLine.Origin.REPLACEMENT for working in work.live_lines)


def _is_searched(charge: SalesOrderCharge, work: WorkingOrder, book: AutoChargeBook) -> bool:
    """Tell whether a charge is one of those that are searched anew."""
    if charge.origin != SalesOrderCharge.Origin.AUTO:
        return False
    if work.charge_search == ChargeSearch.ALL:
        return True
    return charge.line_id is None and (work.charge_search == ChargeSearch.HEADER or charge.code_id in book.tiered_codes)


def calculated_charges(
    context: OrderContext, work: WorkingOrder, units: UnitFactors, quantities: Sequence[Decimal] | None = None
) -> list[charging.CalculatedCharge]:
    """Return the amount of every charge for the ordered quantities, or for other ones; the rule's key is the position in ``charges``."""
    step = context.precision(work.order.currency_id)
    wanted = quantities if quantities is not None else [working.line.ordered_quantity for working in work.live_lines]
    lines = [
        _charged_line(context, work, working, quantity, step)
        for working, quantity in zip(work.live_lines, wanted, strict=True)
        if quantity or not work.after_invoices
    ]
    if work.after_invoices and not lines:
        return []
    rows: dict[int | None, int] = {working.line.pk: id(working.line) for working in work.lines if working.line.pk}
    rules = []
    for index, charge in enumerate(work.charges):
        on_line = charge.line is not None
        key = (rows.get(charge.line_id or 0) or id(charge.line)) if on_line else None
        rules.append(charge.as_rule(index, key, charge.invoiced_amount if work.after_invoices else ZERO))
    extent = _extent_of(work, lines, wanted) if work.after_invoices else charging.WHOLE
    return charging.document_charges(
        rules, lines, value_base=context.parameters.charge_value_base, convert=units.by_code, extent=extent, step=step
    )


def _charged_line(
    context: OrderContext, work: WorkingOrder, working: WorkingLine, quantity: Decimal, step: Decimal
) -> charging.ChargedLine:
    line = working.line
    net = net_of(line, quantity, context.parameters.discount, step)
    part = charging.Extent(charging.share_of([net], [line.net_amount]), _closes(line, quantity))
    extent = part if work.after_invoices else charging.WHOLE
    return charging.ChargedLine(id(line), working.item.pk, quantity, context.units[line.unit_id].code, net, extent)


def _extent_of(work: WorkingOrder, lines: Sequence[charging.ChargedLine], quantities: Sequence[Decimal]) -> charging.Extent:
    """Return how an invoice of the given quantities of its live lines stands to the order."""
    live = work.live_lines
    closes = all(_closes(working.line, quantity) for working, quantity in zip(live, quantities, strict=True))
    share = charging.share_of((line.net for line in lines), (working.line.net_amount for working in live))
    return charging.Extent(share, closes)


def _closes(line: SalesOrderLine, quantity: Decimal) -> bool:
    return abs(line.invoiced_quantity + quantity) >= abs(line.ordered_quantity - line.cancelled_quantity)


def totals_of(context: OrderContext, work: WorkingOrder, units: UnitFactors, quantities: Sequence[Decimal] | None = None) -> OrderTotals:
    """Return the totals of an order before tax, for the ordered quantities of its live lines or for other ones (sales.md §7.7)."""
    step = context.precision(work.order.currency_id)
    live = work.live_lines
    wanted = quantities if quantities is not None else [working.line.ordered_quantity for working in live]
    nets = [net_of(working.line, quantity, context.parameters.discount, step) for working, quantity in zip(live, wanted, strict=True)]
    if work.credits is not None:
        nets = credited_nets(work, work.credits.copied(), wanted, nets)
    found = calculated_charges(context, work, units, wanted)
    cost = sum((quantity * working.line.unit_cost for working, quantity in zip(live, wanted, strict=True)), ZERO)
    return OrderTotals(
        subtotal=sum(nets, ZERO),
        total_discount=discount_of(work, wanted, nets, step),
        line_charges=sum((charge.amount for charge in found if charge.rule.line_id is not None), ZERO),
        header_charges=sum((charge.amount for charge in found if charge.rule.line_id is None), ZERO),
        cost=cost.quantize(step),
        line_nets=tuple(nets),
    )


def given_above_limit(context: OrderContext, work: WorkingOrder, units: UnitFactors, limit: Decimal) -> DiscountAboveLimit | None:
    """Return PRC-06 when all that was given away by hand is more than the user's limit, and more than it was before the change."""
    given = _given_by_hand(context, work, units)
    if min(given, HUNDRED) <= limit or (work.before is not None and given <= _given_before(context, work, work.before, units)):
        return None
    new = any(charge.origin == SalesOrderCharge.Origin.MANUAL and charge.pk is None for charge in work.charges)
    typed = "total_discount_amount" if work.order.total_discount_amount else "total_discount_percent"
    total = typed if work.total_discount_typed else ""
    return DiscountAboveLimit(p=min(given, HUNDRED).quantize(CENT).normalize(), m=limit.normalize(), field="charges" if new else total)


def _given_before(context: OrderContext, work: WorkingOrder, before: WorkingOrder, units: UnitFactors) -> Decimal:
    """Return what was given by hand before the change, at the list prices of now; nothing when those are in another currency."""
    if before.order.currency_id != work.order.currency_id:
        return ZERO
    listed = {working.line.pk: working.listed for working in work.live_lines if working.line.pk}
    for working in before.lines:
        working.listed = listed.get(working.line.pk, working.line.unit_price / working.line.price_unit)
    return _given_by_hand(context, before, units)


def _given_by_hand(context: OrderContext, work: WorkingOrder, units: UnitFactors) -> Decimal:
    """Return the percentage of the list value that typed prices, discounts, charges and terms give away, to four decimals."""
    order, totals = work.order, totals_of(context, work, units)
    found = calculated_charges(context, work, units)
    typed = [charge for charge in found if work.charges[charge.rule.key].origin == SalesOrderCharge.Origin.MANUAL]
    taxed = order.prices_include_tax and not work.customer.prices_include_tax
    taxes = context.taxes if taxed else None
    lines = {id(working.line): _given_line(context, work, working, taxes) for working in work.live_lines}
    given = given_percent(lines, typed, max(totals.total_discount, ZERO) if order.total_discount_manual else ZERO)
    if order.total_discount_manual:
        given = max(given, order.total_discount_percent)
    return given.quantize(FINE)


def _given_line(context: OrderContext, work: WorkingOrder, working: WorkingLine, taxes: TaxSetup | None) -> GivenLine:
    """Return what of a line was given by hand; with ``taxes`` its prices were made to include them by hand."""
    line = working.line
    own, group = (line.discount_amount, line.discount_percent), (line.multiline_amount, line.multiline_percent)
    listed = asked = line.unit_price / line.price_unit
    if line.price_manual and working.listed > 0:
        listed = working.listed
        asked = price_after(line.unit_price, *combine_discounts(line.unit_price, own, group, context.parameters.discount)) / line.price_unit
    elif line.discount_manual:
        asked = price_after(line.unit_price, *own) / line.price_unit
    if taxes is not None:
        asked = asked * HUNDRED / (HUNDRED + _tax_percent(work, working, taxes))
    return given_of_line(line.ordered_quantity, listed, asked)


def _tax_percent(work: WorkingOrder, working: WorkingLine, taxes: TaxSetup) -> Decimal:
    """Return the percentage that is added to the price of a line; none where the set-up names none."""
    line, own = working.line, working.item.item_sales_tax_group
    item_group = own if line.item_sales_tax_group_id in (None, working.item.item_sales_tax_group_id) else line.item_sales_tax_group
    try:
        rules = taxes.rules_for(taxes.group_code(line.sales_tax_group_id), _code(item_group), work.order.order_date)
    except BusinessRuleError:
        return ZERO
    return sum((rule.effective_rate for rule in rules), ZERO)
