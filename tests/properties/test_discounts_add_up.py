"""A total discount that is an amount comes out exactly, however the order is invoiced (sales.md §3.5, invoicing.md 2.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from foundation.money import CENT, ZERO, round_to_step, spread
from sales.fixed_discount import EligibleLine, FixedDiscount

CENTS = st.integers(1, 50_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def invoiced_lines(draw: Any) -> tuple[list[list[tuple[Decimal, Decimal]]], int]:
    """Return the lines of an order as their parts, a quantity and a net amount each, and over how many invoices those go."""
    invoices = draw(st.integers(1, 6))
    lines = []
    for price in draw(st.lists(CENTS, min_size=1, max_size=5)):
        quantities = [Decimal(draw(st.integers(0, 7))) for _ in range(invoices)]
        quantities[draw(st.integers(0, invoices - 1))] += 1
        whole = round_to_step(sum(quantities) * price / 3, CENT)
        parts, taken = [], ZERO
        for number, quantity in enumerate(quantities):
            rest = sum(quantities[number + 1 :])
            net = round_to_step(quantity * price / 3, CENT) if rest or not quantity else whole - taken
            parts.append((quantity, net))
            taken += net
        lines.append(parts)
    return lines, invoices


@given(order=invoiced_lines(), amount=CENTS, sign=st.sampled_from([1, -1]))
def test_the_shares_of_all_invoices_add_up_and_no_line_gets_more_than_its_net(
    order: tuple[list[list[tuple[Decimal, Decimal]]], int], amount: Decimal, sign: int
) -> None:
    lines, invoices = order
    signed = [[(quantity * sign, net * sign) for quantity, net in parts] for parts in lines]
    whole = {key: EligibleLine(_net(parts), sum((part[0] for part in parts), ZERO)) for key, parts in enumerate(signed)}
    discount = FixedDiscount(amount, whole)
    expected = min(amount, abs(discount.base)) * sign

    given_away = ZERO
    for number in range(invoices):
        parts = {key: parts[number] for key, parts in enumerate(signed) if parts[number][0]}
        taken = discount.take(parts)
        for share, (_quantity, net) in zip(spread(taken, [net for _quantity, net in parts.values()]), parts.values(), strict=True):
            assert 0 <= share * sign <= max(net * sign, ZERO)
        given_away += taken

    assert given_away == expected
    assert discount.given == expected


@given(amount=CENTS, nets=st.lists(CENTS, min_size=1, max_size=6))
def test_one_invoice_of_everything_takes_the_whole_amount(amount: Decimal, nets: list[Decimal]) -> None:
    discount = FixedDiscount(amount, {key: EligibleLine(net, Decimal(1)) for key, net in enumerate(nets)})

    assert discount.take({key: (Decimal(1), net) for key, net in enumerate(nets)}) == min(amount, sum(nets))


@given(amount=CENTS, lower=CENTS, nets=st.lists(CENTS, min_size=2, max_size=6))
def test_an_amount_that_is_changed_between_two_invoices_never_takes_more_than_a_document_is_worth(
    amount: Decimal, lower: Decimal, nets: list[Decimal]
) -> None:
    discount = FixedDiscount(amount, {key: EligibleLine(net, Decimal(1)) for key, net in enumerate(nets)})
    discount.take({0: (Decimal(1), nets[0])})
    discount.amount = lower

    assert 0 <= discount.take({key: (Decimal(1), net) for key, net in enumerate(nets) if key}) <= sum(nets[1:])


def _net(parts: list[tuple[Decimal, Decimal]]) -> Decimal:
    return sum((net for _quantity, net in parts), ZERO)
