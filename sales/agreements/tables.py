"""Columns of the lists of sales agreements, of their commitments and versions (sales.md §20, L22)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import (
    SHORT,
    AmountColumn,
    BooleanColumn,
    DateColumn,
    LinkColumn,
    ListTable,
    NumberColumn,
    PercentColumn,
    PriceColumn,
    QuantityColumn,
    StatusColumn,
    TextColumn,
)
from sales.agreements.statuses import STATUS_TONES


class AgreementTable(ListTable):
    """All sales agreements."""

    number = LinkColumn(_("Agreement"), page="agreements:agreement", order_by="number_folded")
    customer = TextColumn(_("Customer"), accessor="customer.account", order_by="customer__account")
    name = TextColumn(_("Name"), accessor="customer.party.name", order_by="customer__party__name")
    classification = TextColumn(_("Classification"), accessor="classification.code", order_by="classification__code", sortable=SHORT)
    status = StatusColumn(_("Status"), sortable=SHORT, tones=STATUS_TONES)
    effective_date = DateColumn(_("Effective date"), sortable=SHORT)
    expiration_date = DateColumn(_("Expiration date"))
    committed_amount = AmountColumn(_("Committed"), currency="currency_id", total=True, sortable=SHORT)
    changed_since_confirmation = BooleanColumn(_("Changed"), sortable=SHORT)
    confirmed_version = NumberColumn(_("Version"), hidden=True, sortable=SHORT)
    document_title = TextColumn(_("Document title"), hidden=True, sortable=SHORT)
    external_reference = TextColumn(_("External reference"), hidden=True, sortable=SHORT)
    responsible = TextColumn(_("Responsible"), accessor="responsible.name", order_by="responsible__name", hidden=True, sortable=SHORT)


class AgreementLineTable(ListTable):
    """The commitments on the page of one agreement."""

    line_number = LinkColumn(_("Line"), page="agreements:line")
    commitment = TextColumn(_("Commitment"))
    subject = TextColumn(_("Item or category"), empty_values=())
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"), accessor="unit.code")
    unit_price = PriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Committed"), currency="agreement.currency_id", show_currency=False)
    ends_on = DateColumn(_("Until"))
    max_is_enforced = BooleanColumn(_("Max is enforced"))

    def render_subject(self, record: Any) -> str:
        """Return item or category, or that everything counts."""
        if record.item:
            return f"{record.item.number} {record.item.name}"
        return record.category.name if record.category else str(_("All products"))


class AgreementVersionLineTable(ListTable):
    """The commitments of one version, as printed."""

    line_number = NumberColumn(_("Line"))
    commitment = TextColumn(_("Commitment"))
    item_number = TextColumn(_("Item or category"))
    name = TextColumn(_("Name"))
    quantity = QuantityColumn(_("Quantity"))
    unit = TextColumn(_("Unit"))
    unit_price = PriceColumn(_("Unit price"))
    discount_percent = PercentColumn(_("Discount %"))
    net_amount = AmountColumn(_("Committed"), currency="agreement_version.currency_id", show_currency=False)
    effective_date = DateColumn(_("Effective date"))
    expiration_date = DateColumn(_("Expiration date"))


class ClassificationTable(ListTable):
    """What agreements are sorted by."""

    code = LinkColumn(_("Code"), page="agreements:classification-edit")
    name = TextColumn(_("Name"))
