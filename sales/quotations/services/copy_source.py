"""Quotations as a source of lines that are copied into orders (sales.md §13.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from foundation.inventory.models import Item
from foundation.organization.models import LegalEntity
from sales.copying import MOST_OFFERED, CopySource, FoundTerms, SourceDocument, SourceLine
from sales.quotations.models import Quotation, QuotationLine


class QuotationSource(CopySource):
    """Quotations, with quantities, prices and discounts as offered; what has no item yet is left out."""

    kind, label, permission = "quotation", _("Quotation"), "quotations.view_quotation"

    def documents(self, entity: LegalEntity, customer_id: int) -> Iterable[SourceDocument]:
        """Return the latest quotations to a customer."""
        return [_document(known) for known in Quotation.of(entity).filter(customer=customer_id)[:MOST_OFFERED]]

    def keys_by_number(self, entity: LegalEntity, numbers: Collection[str]) -> Mapping[str, int]:
        """Return the keys of quotations by number."""
        return dict(Quotation.of(entity).filter(number__in=numbers).values_list("number", "pk"))

    def lines(self, entity: LegalEntity, documents: Collection[int]) -> list[SourceLine]:
        """Return the lines of quotations that name an item: one statement."""
        return [_line(line, line.item) for line in QuotationLine.of(entity).of_quotations(documents) if line.item is not None]


def _document(quotation: Quotation) -> SourceDocument:
    return SourceDocument(quotation.pk, quotation.number, quotation.quotation_date)


def _line(line: QuotationLine, item: Item) -> SourceLine:
    quotation = line.quotation
    return SourceLine(
        line.pk,
        _document(quotation),
        line.line_number,
        item,
        line.ordered_quantity,
        line.unit_id,
        line.unit.code,
        line.unit_price,
        line.price_unit,
        line.discount_amount,
        line.discount_percent,
        quotation.currency_id,
        quotation.prices_include_tax,
        line.name,
        found=FoundTerms.of(line, quotation.customer_id),
    )
