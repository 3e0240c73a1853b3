"""The batch job that cancels returns whose goods never came (sales.md §14.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from foundation.batch.criteria import CriteriaField
from foundation.batch.errors import RunnerNotAuthorised
from foundation.batch.handlers import BatchHandler, ChunkContext, ItemResult, SelectedItem, Selection
from foundation.organization.access import access_for
from returns.errors import NotCreated
from returns.models import ReturnOrder, ReturnParameters
from returns.services.cancel_returns import cancel_returns
from sales.models import SalesOrder


class ExpiredReturnsJob(BatchHandler):
    """Cancels returns of which nothing arrived so many days after their deadline; with 0 days in the parameters none."""

    kind = "expired_returns"
    label = _("Cancel expired returns")
    permission = "returns.cancel_returnorder"
    view_permission = "returns.cancel_returnorder"
    claims = "returns.returnorder"
    object_page = "returns:return"
    document_page = "returns:return"

    def criteria_fields(self) -> Sequence[CriteriaField]:
        """Return the fields that a job may select by."""
        return [
            CriteriaField("rma_number", _("RMA"), "rma_number", table=_("Return order")),
            CriteriaField("customer", _("Customer"), "order__customer__account", table=_("Customer")),
        ]

    def select(self, selection: Selection) -> Iterable[SelectedItem]:
        """Return the returns whose deadline lies further back than the parameters allow."""
        days = ReturnParameters.of(selection.entity).cancel_expired_days
        returns = ReturnOrder.of(selection.entity).created()
        if selection.keys is None:
            last = selection.on_date - timedelta(days=days)
            returns = returns.filter(deadline__lt=last) if days else returns.none()
        for key, number, name in selection.narrow(returns).values_list("pk", "rma_number", "order__customer__party__name"):
            yield SelectedItem(key, number, detail=name)

    def post(self, chunk: ChunkContext) -> Iterable[ItemResult]:
        """Cancel the returns; one of which something arrived meanwhile is listed. Their orders are locked before that is asked."""
        access = access_for(chunk.user, chunk.entity.code)
        if access is None or not access.may(self.permission):
            raise RunnerNotAuthorised(user=chunk.user)
        list(SalesOrder.of(chunk.entity).filter(return_order__in=chunk.keys).locked().values_list("pk"))
        waiting = list(ReturnOrder.of(chunk.entity).created().filter(pk__in=chunk.keys).values_list("pk", flat=True))
        cancelled = {returned.pk: returned for returned in cancel_returns(chunk.entity, waiting, chunk.user, reason=str(self.label))}
        for key in chunk.keys:
            yield ItemResult.posted(key, cancelled[key]) if key in cancelled else ItemResult.skipped(key, NotCreated())
