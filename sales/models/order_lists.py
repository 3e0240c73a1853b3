"""What lists of orders show and filter by: sums over the lines as annotations, quick filters as conditions (sales.md §20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, NullIf, Round
from django.utils import timezone

from customers.holds import STOPS, HeldAction
from customers.models import Customer
from foundation.database.matching import MOST_KEYS, among, begins, first_keys, in_scope, matching_any
from foundation.fields import AmountField, QuantityField
from foundation.inventory.models import Item
from foundation.organization.scope import ScopedQuerySet
from sales.models.hold import OrderHold
from sales.statuses import DRAFT_TYPES, TRAITS, SalesStatus
from sales.visibility import hidden_orders

DELIVER_REMAINDER = Case(
    When(
        ordered_quantity__gte=0, then=Greatest(F("ordered_quantity") - F("delivered_quantity") - F("cancelled_quantity"), Value(Decimal(0)))
    ),
    default=Least(F("ordered_quantity") - F("delivered_quantity") - F("cancelled_quantity"), Value(Decimal(0))),
    output_field=QuantityField(),
)
INVOICE_REMAINDER = Case(
    When(billable=True, then=F("delivered_quantity") - F("invoiced_quantity")), default=Value(Decimal(0)), output_field=QuantityField()
)
LEFT_TO_INVOICE = Case(
    When(billable=True, then=DELIVER_REMAINDER + INVOICE_REMAINDER), default=Value(Decimal(0)), output_field=QuantityField()
)
API_NEEDS = ("id", "legal_entity", "customer", "invoice_account", "currency", "updated_at")
OUTER = "an outer query names the orders"
WITH_DELIVERIES = (SalesStatus.OPEN, SalesStatus.DELIVERED)
"""The statuses in which something delivered may wait for its invoice: a part, or the whole order."""


RETURNING = [order_type for order_type, traits in TRAITS.items() if traits.returns_goods]
NOT_CONFIRMABLE = [order_type for order_type, traits in TRAITS.items() if not traits.confirmable]


def net_of(quantity: Any, decimals: Any = F("order__currency__decimals")) -> Round:  # noqa: B008 -- an F is never changed
    """Return the share of a line's net amount that a quantity of it stands for, with the decimals of the order's currency."""
    return Round(F("net_amount") * quantity / F("ordered_quantity"), decimals, output_field=AmountField())


def _stopped() -> Q:
    """Return the condition for orders that a hold keeps from being invoiced today."""
    kinds = [kind for kind, actions in STOPS.items() if HeldAction.INVOICE in actions]
    lasts = Q(hold_until__isnull=True) | Q(hold_until__gte=timezone.localdate())
    held = in_scope(Customer.unscoped(OUTER)).filter(lasts, hold__in=kinds)
    keys: Any = first_keys(held)
    if len(keys) > MOST_KEYS:
        keys = held.values("pk")
    return Q(do_not_process=True) | Q(customer__in=keys) | Q(invoice_account__in=keys)


class OrderListQuerySet(ScopedQuerySet):
    """Orders as lists need them; the order's lines are reached through the relation."""

    def lines(self) -> Any:
        """Return the lines of the legal entity in scope, for a subquery."""
        return in_scope(self.model._meta.get_field("lines").related_model.unscoped(OUTER))

    def of_lines(self, value: Any, output: models.Field[Any, Any], condition: Q | None = None) -> Subquery:
        """Return an aggregate over the lines of the outer query's order, over those that meet a condition when one is given."""
        lines = self.lines().filter(condition or Q(), order=OuterRef("pk")).order_by()
        return Subquery(lines.values("order").annotate(value=value).values("value"), output_field=output)

    def share_of_order_amount(self, quantity: Any) -> Subquery:
        """Return what a quantity of every line is worth in the measure of the order amount: with its charges and total discount.

        Where the lines add up to nothing it is the quantity's own net amount.
        """
        share = (
            F("order__order_amount")
            * Sum(F("net_amount") * quantity / F("ordered_quantity"))
            / NullIf(Sum("net_amount"), Value(Decimal(0)))
        )
        decimals: Any = F("order__currency__decimals")
        rounded = Round(share, decimals, output_field=AmountField())
        return self.of_lines(Coalesce(rounded, Sum(net_of(quantity))), AmountField())

    def for_display(self) -> Self:
        """Everything a list or page shows of an order, in a fixed number of queries."""
        return self.select_related("customer__party", "invoice_account__party", "currency", "warehouse", "responsible")

    def for_api_list(self, shown: Iterable[str]) -> Self:
        """Return what the API lists: those of the named fields that are columns, and no column of a related record beside it."""
        own = {field.name for field in self.model._meta.concrete_fields}.intersection({*shown, *API_NEEDS})
        related = self.select_related("customer__party", "invoice_account")
        return related.only(*own, "customer__account", "customer__party__name", "invoice_account__account")

    def among(self, rows: Any) -> Self:
        """Orders that some rows with an ``order`` name.

        Read in the order of an index that begins with the legal entity and the order, the first ones are found without the rest.
        """
        return self.filter(pk__in=rows.order_by("order").values("order").distinct())

    def open(self) -> Self:
        """Orders with something left to deliver; drafts wait for their type to change first (list L2)."""
        return self.exclude(order_type__in=DRAFT_TYPES).filter(status=SalesStatus.OPEN)

    def drafts(self) -> Self:
        """Orders that post no documents until their type changes: journals (list L3)."""
        return self.filter(order_type__in=DRAFT_TYPES)

    def for_subscription_list(self) -> Self:
        """What the list of subscriptions shows: ``invoiced_total`` over all cycles, before tax (list L4)."""
        total = Coalesce(
            self.of_lines(Sum(F("subscription__closed_amount") + F("invoiced_amount")), AmountField()),
            Value(Decimal(0)),
            output_field=AmountField(),
        )
        return self.filter(subscription__isnull=False).for_display().select_related("subscription").annotate(invoiced_total=total)

    def with_cycle_due(self, on_date: date) -> Self:
        """Orders with a running subscription that has something due by a day, or has come to its end."""
        known = self.model._meta.get_field("subscription").related_model
        return self.filter(pk__in=in_scope(known.unscoped(OUTER)).due(on_date).values("order"))

    def for_draft_list(self) -> Self:
        """What the list of journal orders shows."""
        return self.drafts().for_list()

    def shipped_not_invoiced(self) -> Self:
        """Orders with goods delivered that no invoice covers yet."""
        waiting = self.lines().to_invoice().filter(order=OuterRef("pk"), status__in=WITH_DELIVERIES)
        return self.filter(Exists(waiting), status__in=WITH_DELIVERIES)

    def listed(self) -> Self:
        """Leave out the orders that lists do not show yet (sales.md §14)."""
        found = self
        for hidden in hidden_orders():
            found = found.filter(~Exists(hidden.filter(order=OuterRef("pk"))))
        return found

    def for_list(self) -> Self:
        """What the lists of orders show: ``hold_code`` of the oldest active hold, and ``remaining_amount`` not yet invoiced."""
        holds = in_scope(OrderHold.unscoped(OUTER)).active().filter(order=OuterRef("pk")).order_by("placed_at").values("code__code")[:1]
        return (
            self.listed()
            .for_display()
            .annotate(
                hold_code=Coalesce(Subquery(holds), Value("")),
                remaining_amount=self.share_of_order_amount(LEFT_TO_INVOICE),
            )
        )

    def for_shipped_list(self) -> Self:
        """Orders shipped but not invoiced, with their open packing slips and what these are worth before tax."""
        standing = F("packing_slip_lines__quantity") - F("packing_slip_lines__corrected_quantity")
        less, more = ({f"packing_slip_lines__invoiced_quantity__{way}": standing} for way in ("lt", "gt"))
        still_open = Q(**less) | Q(**more)
        slip = "packing_slip_lines__packing_slip"
        return (
            self.shipped_not_invoiced()
            .for_display()
            .select_related("payment_terms")
            .annotate(
                slip_count=self.of_lines(Count(f"{slip}", distinct=True), models.IntegerField(), still_open),
                slip_number=self.of_lines(Min(f"{slip}__number"), models.CharField(), still_open),
                first_slip_date=self.of_lines(Min(f"{slip}__date"), models.DateField(), still_open),
                last_slip_date=self.of_lines(Max(f"{slip}__date"), models.DateField(), still_open),
                uninvoiced_quantity=self.of_lines(Sum(INVOICE_REMAINDER), QuantityField()),
                uninvoiced_amount=self.of_lines(Sum(net_of(INVOICE_REMAINDER)), AmountField()),
            )
        )

    def partly_shipped(self) -> Self:
        """Orders of which something left and something is still to leave (list L12)."""
        delivered = self.lines().filter(order=OuterRef("pk")).exclude(delivered_quantity=0)
        return self.open().filter(Exists(delivered))

    def for_partly_shipped_list(self) -> Self:
        """Orders partly shipped with ``delivered_percent`` of their worth, and the date of their last packing slip."""
        whole = Sum(net_of(F("delivered_quantity") + DELIVER_REMAINDER))
        share = Round(Sum(net_of(F("delivered_quantity"))) * 100 / NullIf(whole, Value(Decimal(0))), 1, output_field=QuantityField())
        last = Max("packing_slip_lines__packing_slip__date", filter=~Q(packing_slip_lines__packing_slip__status="cancelled"))
        return (
            self.partly_shipped()
            .for_list()
            .annotate(
                delivered_percent=self.of_lines(share, QuantityField()),
                last_slip_date=self.of_lines(last, models.DateField()),
            )
        )

    def with_category(self, code: str) -> Self:
        """Orders with a line of an item of a sales category; its code counts in any case."""
        items = in_scope(Item.unscoped(OUTER)).filter(category__code__iexact=code)
        return self.among(self.lines().filter(item__in=items))

    def with_item(self, number: str) -> Self:
        """Orders with a line of an item, or of a variant of it; its number as it is written comes before one in another case."""
        known = in_scope(Item.unscoped(OUTER))
        items = first_keys(known.numbered(number, "exact")) or first_keys(known.numbered(number))
        lines = self.lines().filter(item__in=items)
        orders = list(lines.order_by().values_list("order", flat=True)[: MOST_KEYS + 1])
        return self.filter(among("pk", sorted(set(orders)))) if len(orders) <= MOST_KEYS else self.among(lines)

    def not_on_hold(self) -> Self:
        """Orders that no active hold stops, neither their own nor one of their customers that forbids invoices."""
        return self.exclude(_stopped())

    def stopped(self) -> Self:
        """Orders that must not be invoiced: on hold themselves, or of a customer whose hold forbids it."""
        return self.filter(_stopped())

    def late(self) -> Self:
        """Open orders with a line that should have been shipped before today."""
        return self.open().filter(Exists(self.lines().to_deliver().late().filter(order=OuterRef("pk"))))

    def late_to_count(self) -> Self:
        """Return the late orders, found from their lines."""
        return self.open().among(self.lines().to_deliver().late())

    def coverable(self) -> Self:
        """Orders of which everything that is open could leave now: what a line lacks is neither held for it nor lies free."""
        lacking = self.lines().to_ship().lacking().filter(order=OuterRef("pk"))
        return self.open().filter(Exists(self.lines().to_ship().filter(order=OuterRef("pk"))), ~Exists(lacking))

    def unconfirmed(self) -> Self:
        """Open orders that were never confirmed, or changed since."""
        never = Q(confirmed_version=0) | Q(changed_since_confirmation=True)
        return self.open().exclude(order_type__in=NOT_CONFIRMABLE).filter(never)

    def confirmed_unchanged(self) -> Self:
        """Orders that are as the customer has them."""
        return self.filter(confirmed_version__gt=0, changed_since_confirmation=False)

    def with_something_to_ship(self, *, deliver_now: bool = False) -> Self:
        """Open orders that ship goods once, with something left to deliver, or to deliver now; neither subscriptions nor returns."""
        lines = self.lines().to_deliver().filter(order=OuterRef("pk"))
        if deliver_now:
            lines = lines.exclude(deliver_now=0)
        return self.open().filter(Exists(lines), subscription__isnull=True).exclude(order_type__in=RETURNING)

    def delivered(self) -> Self:
        """Orders delivered as a whole, with something left to invoice."""
        return self.filter(status=SalesStatus.DELIVERED)

    def invoiced(self) -> Self:
        """Orders that are done."""
        return self.filter(status=SalesStatus.INVOICED)

    def cancelled(self) -> Self:
        """Orders of which nothing was delivered and nothing will be."""
        return self.filter(status=SalesStatus.CANCELLED)

    def matching(self, term: str) -> Self:
        """Orders whose number or reference begins with a text, or whose customer has that account or those words in its name."""
        customers = in_scope(Customer.unscoped(OUTER)).found_by(term)
        found: Self = matching_any(self, begins("number", term), begins("customer_reference", term), among("customer", customers))
        return found
