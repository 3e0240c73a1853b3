"""What customers will owe for orders: the value of what was delivered and of what is still to be delivered (customers.md §3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db import connection

from customers.exposure import register_exposure_provider
from customers.models import CreditLimitType, CustomerParameters
from foundation.money import ZERO, round_amount
from foundation.organization.models import LegalEntity
from sales.services.exchange import Rates
from sales.statuses import LIVE, TRAITS

_VALUES = """
    WITH rates AS (
        SELECT member.group_id AS party_group, item_group.itemsalestaxgroup_id AS item_group, sum(valid.rate) AS percent
        FROM ledger_salestaxgroupcode AS member
        JOIN ledger_salestaxcode AS code ON code.id = member.tax_code_id AND code.origin <> 'amount_per_unit'
        JOIN ledger_itemsalestaxgroup_tax_codes AS item_group ON item_group.salestaxcode_id = member.tax_code_id
        JOIN LATERAL (
            SELECT value.rate FROM ledger_salestaxcodevalue AS value
            WHERE value.tax_code_id = member.tax_code_id AND value.valid_from <= %(today)s
            ORDER BY value.valid_from DESC LIMIT 1
        ) AS valid ON true
        WHERE member.legal_entity_id = %(entity)s AND NOT member.exempt AND NOT member.reverse_charge
        GROUP BY member.group_id, item_group.itemsalestaxgroup_id
    ), priced AS (
        SELECT sales_order.{account} AS account, sales_order.currency_id AS currency, line.ordered_quantity AS ordered,
            line.delivered_quantity - line.invoiced_quantity + coalesce(cycles.carried_quantity, 0) AS shipped,
            CASE WHEN line.status <> 'open' THEN 0
                ELSE line.ordered_quantity - line.delivered_quantity - line.cancelled_quantity END AS rest,
            line.net_amount * CASE WHEN sum(line.net_amount) OVER whole = 0 THEN 1
                ELSE sales_order.order_amount / sum(line.net_amount) OVER whole END AS net,
            CASE WHEN sales_order.prices_include_tax THEN 0 ELSE coalesce(rates.percent, 0) END AS percent
        FROM sales_salesorder AS sales_order
        JOIN sales_salesorderline AS line ON line.order_id = sales_order.id AND line.cancelled_quantity <> line.ordered_quantity
        LEFT JOIN sales_subscriptionline AS cycles ON cycles.line_id = line.id
        LEFT JOIN rates ON rates.party_group = line.sales_tax_group_id AND rates.item_group = line.item_sales_tax_group_id
        WHERE sales_order.legal_entity_id = %(entity)s AND sales_order.{account} = ANY(%(accounts)s)
            AND sales_order.status = ANY(%(statuses)s) AND sales_order.order_type = ANY(%(types)s)
            AND sales_order.id <> ALL(%(leaving_out)s) {only}
        WINDOW whole AS (PARTITION BY sales_order.id)
    )
    SELECT account, currency,
        sum(net * shipped / ordered * (1 + percent / 100)), sum(net * rest / ordered * (1 + percent / 100))
    FROM priced GROUP BY account, currency
"""

_ONLY_WITH_DELIVERIES = """
            AND EXISTS (
                SELECT FROM sales_salesorderline AS waiting
                WHERE waiting.order_id = sales_order.id AND waiting.delivered_quantity <> waiting.invoiced_quantity
            )
"""

_COUNTED_TYPES = [order_type for order_type, traits in TRAITS.items() if traits.posts_documents]


def order_exposure(
    entity: LegalEntity, accounts: Collection[int], leaving_out: Collection[int] = (), counted: str = CreditLimitType.BALANCE_ALL
) -> dict[int, tuple[Decimal, Decimal]]:
    """Return (delivered and not invoiced, not delivered) per account in accounting currency, at today's rates: one query or two.

    Discounts and charges of an order go with its lines by net amount, tax is that of today. Journals do not count. Where only
    deliveries count, only orders with deliveries to invoice are read; what of them is not delivered is returned all the same.
    """
    parameters = CustomerParameters.of(entity)
    by_order_account = parameters.credit_check_on == CustomerParameters.CreditCheckOn.ORDER_ACCOUNT
    today = entity.today()
    with connection.cursor() as cursor:
        cursor.execute(
            _VALUES.format(
                account="customer_id" if by_order_account else "invoice_account_id",
                only=_ONLY_WITH_DELIVERIES if counted == CreditLimitType.BALANCE_PACKING_SLIP else "",
            ),
            {
                "entity": entity.pk,
                "accounts": list(accounts),
                "statuses": [str(status) for status in sorted(LIVE)],
                "types": _COUNTED_TYPES,
                "leaving_out": list(leaving_out),
                "today": today,
            },
        )
        rows = cursor.fetchall()
    rates = Rates.load(entity, {currency for _account, currency, _delivered, _ordered in rows})
    totals: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for account, currency, delivered, ordered in rows:
        rate = rates.worth(currency, today)
        before = totals[account]
        totals[account] = (before[0] + round_amount(delivered * rate), before[1] + round_amount(ordered * rate))
    return dict(totals)


def register() -> None:
    """Let credit checks ask sales."""
    register_exposure_provider(order_exposure)
