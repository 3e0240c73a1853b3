"""Where suggestions are made: on sales orders and on quotations. What differs between the two stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from foundation.errors import BusinessRuleError
from foundation.inventory.models import InventoryTransaction, StockStatus
from foundation.organization.models import LegalEntity, User
from sales.models import SalesOrder, SalesOrderLine
from sales.models.terms import PricedLine
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.services.preview_quotation import preview_quotation_change
from sales.quotations.services.revise_quotation import revise_quotation
from sales.quotations.statuses import QuotationStatus
from sales.services import stock
from sales.services.change_lines import Answers, LineEdit, change_lines
from sales.services.preview_rows import OrderPreview, preview_order_change
from sales.services.revise_order import OrderRevision
from sales.suggestions.errors import LineNotReplaceable
from sales.suggestions.models import SuggestionLog, SuggestionLogQuerySet
from sales.suggestions.models.rule import SUGGESTED_ON


@dataclass(frozen=True)
class ChangedDocument:
    """A document after an edit: the line that was changed or added, what is worth knowing, and in which currency of which day."""

    line: PricedLine
    notices: Sequence[BusinessRuleError]
    currency: str
    day: date


class Place:
    """A kind of document with lines that call for suggestions; ``relation`` and ``line_relation`` name them in the log."""

    relation: ClassVar[str]
    line_relation: ClassVar[str]

    def lock(self, entity: LegalEntity, key: int | None) -> None:
        """Lock a document before its suggestions are."""
        raise NotImplementedError

    def logs(self, entity: LegalEntity, key: int) -> SuggestionLogQuerySet:
        """Return all suggestions of a document."""
        found: SuggestionLogQuerySet = SuggestionLog.of(entity).filter(**{self.relation: key})
        return found

    def triggers(self, entity: LegalEntity, key: int) -> Any:
        """Return the lines of a document that may call for suggestions."""
        raise NotImplementedError

    def preview(self, entity: LegalEntity, key: int, edits: Mapping[int, LineEdit]) -> OrderPreview:
        """Return the document as the edits would leave it."""
        raise NotImplementedError

    def replaceable(self, entity: LegalEntity, line_id: int | None) -> PricedLine:
        """Return the line that an up-sell replaces; raises ORD-21 when it is on its way or gone."""
        raise NotImplementedError

    def change(self, entity: LegalEntity, key: int, edit: LineEdit, user: User, answers: Answers) -> ChangedDocument:
        """Change or add a line of the document, with the refusals that its lines have."""
        raise NotImplementedError


class _OnOrders(Place):
    relation, line_relation = "order", "line"

    def lock(self, entity: LegalEntity, key: int | None) -> None:
        list(SalesOrder.of(entity).filter(pk=key).locked().values_list("pk"))

    def triggers(self, entity: LegalEntity, key: int) -> Any:
        return SalesOrderLine.of(entity).filter(order=key, order__order_type__in=SUGGESTED_ON)

    def preview(self, entity: LegalEntity, key: int, edits: Mapping[int, LineEdit]) -> OrderPreview:
        return preview_order_change(entity, key, {}, edits, Answers())

    def replaceable(self, entity: LegalEntity, line_id: int | None) -> PricedLine:
        line: SalesOrderLine | None = SalesOrderLine.of(entity).filter(pk=line_id).first()
        if line is None or line.delivered_quantity or line.invoiced_quantity or line.cancelled_quantity:
            raise LineNotReplaceable()
        rows = InventoryTransaction.of(entity).of_origin(stock.ORIGIN, [line.pk])
        if rows.filter(status=StockStatus.PICKED).exists():
            raise LineNotReplaceable()
        return line

    def change(self, entity: LegalEntity, key: int, edit: LineEdit, user: User, answers: Answers) -> ChangedDocument:
        work = change_lines(entity, key, [edit], user, answers)
        lines = {working.line.pk: working.line for working in work.lines}
        line = lines[edit.line_id] if edit.line_id else max(lines.values(), key=lambda known: known.line_number)
        origin = SalesOrderLine.Origin.UP_SELL if edit.line_id else SalesOrderLine.Origin.CROSS_SELL
        SalesOrderLine.of(entity).filter(pk=line.pk).update(origin=origin)
        return ChangedDocument(line, work.notices, work.order.currency_id, work.order.order_date)


class _OnQuotations(Place):
    relation, line_relation = "quotation", "quotation_line"

    def lock(self, entity: LegalEntity, key: int | None) -> None:
        list(Quotation.of(entity).filter(pk=key).locked().values_list("pk"))

    def triggers(self, entity: LegalEntity, key: int) -> Any:
        open_to_change = {"quotation__status": QuotationStatus.CREATED, "quotation__template_active": False}
        return QuotationLine.of(entity).filter(quotation=key, item__isnull=False, **open_to_change)

    def preview(self, entity: LegalEntity, key: int, edits: Mapping[int, LineEdit]) -> OrderPreview:
        return preview_quotation_change(entity, key, {}, edits, Answers())

    def replaceable(self, entity: LegalEntity, line_id: int | None) -> PricedLine:
        line: QuotationLine | None = QuotationLine.of(entity).filter(pk=line_id).first()
        if line is None:
            raise LineNotReplaceable()
        return line

    def change(self, entity: LegalEntity, key: int, edit: LineEdit, user: User, answers: Answers) -> ChangedDocument:
        notices = revise_quotation(entity, key, OrderRevision(edits=[edit]), user, answers)
        lines = QuotationLine.of(entity).filter(quotation=key).select_related("quotation")
        line: QuotationLine = lines.get(pk=edit.line_id) if edit.line_id else lines.latest("line_number")
        return ChangedDocument(line, notices, line.quotation.currency_id, line.quotation.quotation_date)


ON_ORDERS: Place = _OnOrders()
ON_QUOTATIONS: Place = _OnQuotations()


def place_of(log: SuggestionLog) -> Place:
    """Return where a suggestion was made."""
    return ON_ORDERS if log.quotation_id is None else ON_QUOTATIONS
