"""The page of one quotation: what is offered, until when, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Total
from foundation.backoffice.formats import format_day
from foundation.backoffice.lists import ListTable
from foundation.backoffice.views import DocumentPage
from foundation.errors import Text
from sales.delivery_places import address_of
from sales.models import TradeAgreement
from sales.price_reasons import PriceReason, agreement_keys, price_reasons
from sales.quotations.models import Quotation, QuotationCharge, QuotationDelivery, QuotationLine, QuotationSimulation, QuotationVersion
from sales.quotations.services.preview_quotation import summarise_quotation
from sales.quotations.statuses import LIVE, STATUS_TONES, quotation_states
from sales.quotations.tables import QuotationDeliveryTable, QuotationLineTable, simulation_table
from sales.quotations.views.quotation_page_actions import CHANGE, QUOTATION_ACTIONS, SCHEDULE_ACTIONS, VIEW
from sales.services.summarise_order import OrderSummary
from sales.views.texts import name_of
from sales.views.totals import total_rows

COST = "sales.view_cost"


class QuotationPage(DocumentPage):
    """One quotation."""

    permission_required = VIEW
    template_name = "sales/quotations/quotation.html"
    model, rows, title = Quotation, "for_page", _("Quotation")
    list_page = "quotations:quotations"
    states = quotation_states
    status_tones = STATUS_TONES
    edit_page, edit_permission = "quotations:quotation-edit", CHANGE
    lines_table_class = QuotationLineTable

    @cached_property
    def order_lines(self) -> list[QuotationLine]:
        """Return the lines, read once for table and explanations."""
        return list(QuotationLine.of(self.entity).of_quotation(self.object.pk))

    @cached_property
    def summary(self) -> OrderSummary:
        """Return what the quotation comes to."""
        return summarise_quotation(self.entity, self.object.pk)

    @property
    def edit_reason(self) -> str:
        """Return why the quotation cannot be changed now."""
        return self._refused("change")

    def party(self, document: Any) -> tuple[str, str]:
        """Return the customer."""
        page = "customers:prospect" if document.is_to_prospect else "customers:customer"
        return f"{document.account_name} ({document.account})", self.url(page, pk=document.to.pk)

    def notices(self, document: Any) -> list[Notice]:
        """Say that the quotation expired, that it is time to ask, or that a tax cannot be calculated."""
        today, found = self.entity.today(), []
        if document.template_active:
            named = {"group": document.template_group, "name": document.template_name}
            found.append(Notice("blue", _("This is the template %(name)s in %(group)s.") % named))
        if document.is_expired(today):
            found.append(Notice("red", _("The quotation expired on %(date)s.") % {"date": format_day(document.expiry_date)}))
        elif document.status in LIVE and document.follow_up_date <= today and not document.template_active:
            found.append(
                Notice("amber", _("Follow up: this was to be asked about on %(date)s.") % {"date": format_day(document.follow_up_date)})
            )
        if self.summary.problem is not None:
            found.append(Notice("red", str(self.summary.problem)))
        return found

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        account, invoice_account = document.invoice_account, []
        if account is not None:
            shown, url = f"{account.account} {account.name}", self.url("customers:customer", pk=account.pk)
            invoice_account = [Field(_("Invoice account"), shown, url)]
        return [
            Section(
                _("General"),
                [
                    Field(_("Revision"), document.revision),
                    Field(_("Quotation date"), document.quotation_date),
                    Field(_("Expiry date"), document.expiry_date),
                    Field(_("Follow-up date"), document.follow_up_date),
                    Field(_("Probability %"), document.probability_percent),
                    Field(_("Expected value"), document.expected_amount, currency=document.currency_id),
                    Field(_("Prognosis"), str(document.prognosis or "")),
                    Field(_("Customer reference"), document.customer_reference),
                    Field(_("Contact"), document.contact_name),
                    Field(_("Responsible"), document.responsible),
                    Field(_("Entered by"), document.created_by),
                    Field(_("Reason"), name_of(document.reason)),
                    Field(_("Competitor"), document.competitor),
                ],
            ),
            Section(
                _("Delivery"),
                [
                    Field(_("Requested ship date"), document.requested_ship_date),
                    Field(_("Address"), "\n".join(address_of(document).lines), wide=True),
                    Field(_("Mode of delivery"), name_of(document.delivery_mode)),
                    Field(_("Delivery terms"), name_of(document.delivery_terms)),
                    Field(_("Warehouse"), document.warehouse),
                ],
            ),
            Section(
                _("Price and payment"),
                [
                    *invoice_account,
                    Field(_("Currency"), document.currency_id),
                    Field(_("Terms of payment"), name_of(document.payment_terms)),
                    Field(_("Method of payment"), name_of(document.payment_method)),
                    Field(_("Price group"), document.price_group),
                    Field(_("Sales tax group"), document.sales_tax_group, "#why-tax"),
                ],
            ),
        ]

    def related(self, document: Any) -> list[Related]:
        """Return the sales order, the versions that were sent, and the alternatives."""
        order, found = document.sales_order, []
        if order is not None:
            url = self.url("sales:order", pk=order.pk)
            found.append(Related(_("Sales order"), order.number, url, order.order_date, order.get_status_display(), "blue"))
        return found + self.versions(document) + self.alternatives(document)

    def alternatives(self, document: Any) -> list[Related]:
        """Return the quotations of which the customer takes one at most."""
        return [
            Related(
                _("Alternative quotation"),
                known.number,
                self.url("quotations:quotation", pk=known.pk),
                known.quotation_date,
                known.get_status_display(),
                STATUS_TONES.get(known.status, "grey"),
                known.quotation_amount,
                known.currency_id,
            )
            for known in Quotation.of(self.entity).alternatives_of(document)
        ]

    def versions(self, document: Any) -> list[Related]:
        """Return the versions that were sent, latest first."""
        return [
            Related(
                _("Quotation version"),
                str(version),
                self.url("quotations:version", pk=version.pk),
                version.date,
                amount=version.total_amount,
                currency=version.currency_id,
            )
            for version in QuotationVersion.of(self.entity).of_quotation(document.pk)
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the lines."""
        return self.order_lines

    def totals(self, document: Any) -> list[Total]:
        """Return the totals, and the margin for those who may see costs."""
        return total_rows(self.summary, document.currency_id, document.total_discount_percent, with_cost=self.may(COST), with_links=True)

    @cached_property
    def deliveries(self) -> list[QuotationDelivery]:
        """Return the deliveries of lines that are offered in several."""
        return list(QuotationDelivery.of(self.entity).of_quotations([self.object.pk]))

    @property
    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        """Return what can be done with the quotation, and with its delivery schedules."""
        return (*QUOTATION_ACTIONS, *(SCHEDULE_ACTIONS if self.deliveries else ()))

    def tables(self, document: Any) -> list[tuple[Text, type[ListTable], Iterable[Any]]]:
        """Return the delivery schedules, and the simulations with what is earned for those who may see costs."""
        found = list(QuotationSimulation.of(self.entity).of_quotation(document.pk))
        tables: list[tuple[Text, type[ListTable], Iterable[Any]]] = []
        if self.deliveries:
            tables.append((_("Delivery schedule"), QuotationDeliveryTable, self.deliveries))
        if found:
            tables.append((_("Price simulations"), simulation_table(with_cost=self.may(COST)), found))
        return tables

    def context(self, document: Any) -> dict[str, Any]:
        """Return charges and explanations, which the page shows below the lines."""
        charges = list(QuotationCharge.of(self.entity).of_quotation(document.pk))
        return {"charges": charges, "price_reasons": self.price_reasons(), "summary": self.summary}

    def price_reasons(self) -> list[PriceReason]:
        """Return why each line has its price, for those who may see trade agreements."""
        if not self.may("sales.view_tradeagreement"):
            return []
        return price_reasons(self.order_lines, TradeAgreement.of(self.entity).named(agreement_keys(self.order_lines)))
