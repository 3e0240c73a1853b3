"""Sales tax: from taxable lines and the codes that apply to them to bases and taxes (invoicing.md 7.3–7.6).

Pure: no queries, no Django. Amounts are in the document's currency, rounded to ``step``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from foundation.money import allocate, round_to_step, spread

ZERO = Decimal(0)
HUNDRED = Decimal(100)

PERCENT_OF_NET = "percent_of_net"
PERCENT_OF_GROSS = "percent_of_gross"
PERCENT_OF_TAX = "percent_of_tax"
AMOUNT_PER_UNIT = "amount_per_unit"
CALCULATED_PERCENT = "calculated_percent"


@dataclass(frozen=True, slots=True)
class TaxCodeRule:
    """A tax code as it applies to a line on its tax date: ``rate`` is a percentage or an amount per unit."""

    code: str
    rate: Decimal
    origin: str = PERCENT_OF_NET
    category: str = "S"
    exempt: bool = False
    reverse_charge: bool = False
    base_code: str = ""
    before_other_taxes: bool = False
    tax_code_id: int = 0
    account_id: int | None = None
    exemption_code: str = ""
    exemption_texts: tuple[tuple[str, str], ...] = ()

    @property
    def effective_rate(self) -> Decimal:
        """Return the rate that the seller charges: none when exempt or when the buyer owes the tax."""
        return ZERO if self.exempt or self.reverse_charge else self.rate


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """An amount that is taxed: a line after its discounts, or a charge.

    With ``spread`` the amount has no tax group of its own and follows the bases of the other lines (7.6), or the given ones of ``over``.
    """

    key: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    party_group: str = ""
    item_group: str = ""
    spread: bool = False
    over: Sequence[tuple[tuple[TaxCodeRule, ...], Decimal]] = ()


@dataclass(slots=True)
class TaxRow:
    """Base and tax of one code at one rate on the whole document."""

    rule: TaxCodeRule
    base: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass
class TaxResult:
    """The taxes of a document: one row per code and rate, and the part of every line."""

    rows: list[TaxRow] = field(default_factory=list)
    shares: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    @property
    def total_tax(self) -> Decimal:
        """Return the tax of all codes."""
        return sum((row.tax for row in self.rows), ZERO)

    def tax_of(self, key: str) -> Decimal:
        """Return the tax that falls on one line."""
        return sum(self.shares.get(key, {}).values(), ZERO)

    def codes_of(self, key: str) -> tuple[str, ...]:
        """Return the codes that fall on one line."""
        return tuple(self.shares.get(key, {}))


@dataclass(slots=True)
class _Entry:
    """An amount with the codes that tax it; a spread charge becomes one entry per set of codes."""

    owner: str
    amount: Decimal
    quantity: Decimal
    rules: tuple[TaxCodeRule, ...]
    exact: dict[TaxCodeRule, Decimal] = field(default_factory=dict)
    bases: dict[TaxCodeRule, Decimal] = field(default_factory=dict)


def calculate_tax(
    lines: Sequence[TaxableLine],
    rules: Mapping[str, Sequence[TaxCodeRule]],
    *,
    method: str = "total",
    rounding: str = "code",
    prices_include_tax: bool = False,
    step: Decimal = Decimal("0.01"),
) -> TaxResult:
    """Return the taxes of a document; ``rules`` maps the key of a line to the codes that apply to it.

    ``method`` is total or line, ``rounding`` code or combination (invoicing.md 7.4). With ``prices_include_tax`` the
    amounts contain the tax, and a row's base is its gross less the tax.
    """
    entries = _entries(lines, rules, step)
    for entry in entries:
        _exact_inclusive(entry) if prices_include_tax else _exact_exclusive(entry)
    groups = [[entry] for entry in entries] if method == "line" else [entries]
    result = TaxResult(shares={line.key: {} for line in lines})
    rows: dict[tuple[str, Decimal], TaxRow] = {}
    for group in groups:
        taxes = _rounded_by_combination(group, step) if rounding == "combination" else _rounded_by_code(group, step)
        for entry, rule, tax in taxes:
            row = rows.setdefault((rule.code, rule.rate), TaxRow(rule))
            row.tax += tax
            shares = result.shares[entry.owner]
            shares[rule.code] = shares.get(rule.code, ZERO) + tax
    _fill_bases(entries, rows, result, prices_include_tax=prices_include_tax, step=step)
    result.rows = list(rows.values())
    return result


def _entries(lines: Sequence[TaxableLine], rules: Mapping[str, Sequence[TaxCodeRule]], step: Decimal) -> list[_Entry]:
    own = [_Entry(line.key, line.amount, line.quantity, tuple(rules.get(line.key, ()))) for line in lines if not line.spread]
    nets: dict[tuple[TaxCodeRule, ...], Decimal] = defaultdict(Decimal)
    for entry in own:
        nets[entry.rules] += entry.amount
    shared = [
        _Entry(line.key, part, line.quantity, combination)
        for line in lines
        if line.spread
        for combination, part in _spread_over(line, dict(line.over) or nets, step)
    ]
    return own + shared


def _spread_over(
    line: TaxableLine, nets: Mapping[tuple[TaxCodeRule, ...], Decimal], step: Decimal
) -> Iterable[tuple[tuple[TaxCodeRule, ...], Decimal]]:
    return zip(nets, spread(line.amount, list(nets.values()), step), strict=True)


def _exact_exclusive(entry: _Entry) -> None:
    """Compute the unrounded taxes of one entry in the sequence of 7.3."""
    before = _per_unit(entry, before=True)
    for rule in entry.rules:
        if rule.origin == PERCENT_OF_NET:
            entry.bases[rule] = entry.amount + before
            entry.exact[rule] = (entry.amount + before) * rule.effective_rate / HUNDRED
        elif rule.origin == CALCULATED_PERCENT:
            entry.bases[rule] = entry.amount
            entry.exact[rule] = entry.amount * rule.effective_rate / (HUNDRED - rule.effective_rate)
    _per_unit(entry, before=False)
    by_code = {rule.code: rule for rule in entry.exact}
    for rule in entry.rules:
        if rule.origin == PERCENT_OF_TAX:
            base = entry.exact.get(by_code[rule.base_code], ZERO) if rule.base_code in by_code else ZERO
            entry.bases[rule] = base
            entry.exact[rule] = base * rule.effective_rate / HUNDRED
    others = sum(entry.exact.values(), ZERO)
    for rule in entry.rules:
        if rule.origin == PERCENT_OF_GROSS:
            entry.bases[rule] = entry.amount + others
            entry.exact[rule] = (entry.amount + others) * rule.effective_rate / HUNDRED


def _per_unit(entry: _Entry, *, before: bool) -> Decimal:
    added = ZERO
    for rule in entry.rules:
        if rule.origin == AMOUNT_PER_UNIT and rule.before_other_taxes == before:
            entry.bases[rule] = entry.amount
            entry.exact[rule] = entry.quantity * rule.effective_rate
            added += entry.exact[rule]
    return added


def _exact_inclusive(entry: _Entry) -> None:
    """Take the taxes out of an amount that contains them: G·r / (100 + Σr)."""
    rates = sum((rule.effective_rate for rule in entry.rules if rule.origin == PERCENT_OF_NET), ZERO)
    for rule in entry.rules:
        entry.bases[rule] = entry.amount
        if rule.origin == CALCULATED_PERCENT:
            entry.exact[rule] = entry.amount * rule.effective_rate / HUNDRED
        elif rule.origin == AMOUNT_PER_UNIT:
            entry.exact[rule] = entry.quantity * rule.effective_rate
        else:
            entry.exact[rule] = entry.amount * rule.effective_rate / (HUNDRED + rates)


def _rounded_by_code(entries: Sequence[_Entry], step: Decimal) -> list[tuple[_Entry, TaxCodeRule, Decimal]]:
    by_code: dict[tuple[str, Decimal], list[tuple[_Entry, TaxCodeRule]]] = defaultdict(list)
    for entry in entries:
        for rule in entry.exact:
            by_code[rule.code, rule.rate].append((entry, rule))
    return [
        (entry, rule, part)
        for members in by_code.values()
        for (entry, rule), part in zip(members, allocate([entry.exact[rule] for entry, rule in members], step), strict=True)
    ]


def _rounded_by_combination(entries: Sequence[_Entry], step: Decimal) -> list[tuple[_Entry, TaxCodeRule, Decimal]]:
    by_set: dict[frozenset[str], list[tuple[_Entry, TaxCodeRule]]] = defaultdict(list)
    for entry in entries:
        for rule in entry.exact:
            by_set[frozenset(known.code for known in entry.rules)].append((entry, rule))
    return [
        (entry, rule, part)
        for members in by_set.values()
        for (entry, rule), part in zip(members, allocate([entry.exact[rule] for entry, rule in members], step), strict=True)
    ]


def _fill_bases(
    entries: Sequence[_Entry],
    rows: Mapping[tuple[str, Decimal], TaxRow],
    result: TaxResult,
    *,
    prices_include_tax: bool,
    step: Decimal,
) -> None:
    exact: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    gross: dict[frozenset[tuple[str, Decimal]], Decimal] = defaultdict(Decimal)
    for entry in entries:
        gross[frozenset((rule.code, rule.rate) for rule in entry.rules)] += entry.amount
        for rule, base in entry.bases.items():
            exact[rule.code, rule.rate] += base
    for key, row in rows.items():
        row.base = round_to_step(exact[key], step)
        if prices_include_tax:
            row.base -= sum((rows[other].tax for members in gross if key in members for other in members), ZERO)
