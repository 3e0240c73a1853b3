"""The batch job that delivers what subscriptions have due (sales.md §16.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from foundation.batch.criteria import CriteriaField
from foundation.batch.errors import RunnerNotAuthorised
from foundation.batch.handlers import BatchHandler, ChunkContext, ItemResult, SelectedItem, Selection
from foundation.organization.access import access_for
from sales.models import SalesOrder
from sales.services.process_subscriptions import process_subscriptions

DELIVER = "sales.post_packingslip"


class SubscriptionJob(BatchHandler):
    """Delivers the cycles of subscriptions that are due, and hands what is to be invoiced to the job that invoices customers.

    It gives up what a subscription that came to its end left open, hence its permission; delivering wants that of packing slips too.
    """

    kind = "subscription_orders"
    label = _("Process subscription orders")
    permission = "sales.cancel_salesorder"
    view_permission = "sales.cancel_salesorder"
    claims = "sales.salesorder"
    object_page = "sales:order"
    document_page = "sales:packing-slip"

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return the fields of order and customer that a job may select by."""
        order, customer = _("Sales order"), _("Customer")
        return [
            CriteriaField("order_number", _("Order"), "number", table=order),
            CriteriaField("responsible", _("Responsible"), "responsible__email", table=order),
            CriteriaField("customer", _("Customer"), "customer__account", table=customer),
            CriteriaField("group", _("Customer group"), "customer__group__code", table=customer),
        ]

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the subscriptions with a cycle due on the day of the run."""
        orders = SalesOrder.of(selection.entity)
        if selection.keys is None:
            orders = orders.processable().with_cycle_due(selection.on_date).filter(do_not_process=False)
        fields = ("pk", "number", "customer__party__name", "order_amount", "currency_id")
        for key, number, name, amount, currency in selection.narrow(orders).values_list(*fields):
            yield SelectedItem(key, number, detail=name, amount=amount, currency=currency)

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Process the orders; what is refused, such as a shortage, is listed and stays due."""
        access = access_for(chunk.user, chunk.entity.code)
        if access is None or not (access.may(self.permission) and access.may(DELIVER)):
            raise RunnerNotAuthorised(user=chunk.user)
        done = process_subscriptions(chunk.entity, chunk.keys, chunk.on_date, chunk.user)
        for key in chunk.keys:
            if key in done.refusals:
                yield ItemResult.failed(key, done.refusals[key])
            elif key in done.slips:
                yield ItemResult.posted(key, done.slips[key][-1])
            else:
                yield ItemResult.skipped(key, done.notes[key])
