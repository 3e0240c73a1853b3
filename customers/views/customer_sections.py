"""What stands on the page of a customer: fields, sums, and the sentences to read before acting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers.credit_position import CreditPosition
from customers.holds import STOPS
from customers.models import CreditLimitType, CustomerStatus, HoldKind
from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Field, Notice, Section, Total
from foundation.backoffice.formats import format_amount, format_day
from foundation.organization.access import Access


def customer_notices(customer: Any, position: CreditPosition | None, today: date) -> list[Notice]:
    """Return what stands in the way of documents: status, hold, limit."""
    found = []
    if customer.status != CustomerStatus.ACTIVE:
        found.append(Notice("amber", _("This account is closed for new orders: %(status)s.") % {"status": customer.get_status_display()}))
    held = customer.hold_on(today)
    if STOPS[held]:
        values = {"kind": HoldKind(held).label, "reason": customer.hold_reason or "–"}
        text = _("On hold (%(kind)s): %(reason)s") % values
        if customer.hold_until:
            text = f"{text} · {_('until %(day)s') % {'day': format_day(customer.hold_until)}}"
        found.append(Notice("red" if held == HoldKind.ALL else "amber", text))
    if position is not None and position.left is not None and position.left < 0:
        over = format_amount(-position.left, customer.legal_entity.currency_id)
        found.append(
            Notice(
                "amber",
                _("The credit limit is exceeded by %(over)s %(currency)s.") % {"over": over, "currency": customer.legal_entity.currency_id},
            )
        )
    if position is not None and position.expired and position.limit is not None:
        found.append(Notice("amber", _("The credit limit expired on %(day)s.") % {"day": format_day(customer.credit_limit_valid_to)}))
    return found


def customer_totals(position: CreditPosition, currency: str, url: str, *, with_limit: bool) -> list[Total]:
    """Return the exposure in accounting currency and, for those who may see it, the limit."""
    exposure = position.exposure
    totals = [
        Total(_("Balance"), exposure.balance, currency, url=url, strong=not with_limit),
        Total(_("Delivered, not invoiced"), exposure.delivered, currency),
        Total(_("Open orders"), exposure.ordered, currency),
    ]
    if not with_limit:
        return totals
    kind = str(CreditLimitType(position.limit_type).label)
    totals.append(Total(_("Credit used by the group") if position.is_group else _("Credit used"), position.used, currency, note=kind))
    if position.limit is None:
        return totals
    totals.append(Total(_("Credit limit of the group") if position.is_group else _("Credit limit"), position.limit, currency))
    totals.append(Total(_("Credit left"), position.left or Decimal(0), currency, strong=True))
    return totals


def customer_sections(customer: Any, access: Access) -> list[Section]:
    """Return the fields of a customer that a user may see, in groups."""
    sections = [_general(customer), _selling(customer), _delivery(customer), _invoicing(customer)]
    sensitive = access.may("customers.view_sensitive")
    if access.may("customers.view_customer_terms"):
        sections.append(_terms(customer, sensitive=sensitive))
    if access.may("customers.view_credit"):
        sections.append(_credit(customer, sensitive=sensitive))
    return sections


def _general(customer: Any) -> Section:
    party = customer.party
    languages = dict(settings.LANGUAGES)
    language = customer.document_language()
    payer = customer.invoice_account
    url = entity_url(customer.legal_entity, "customers:customer", pk=payer.pk) if payer else ""
    return Section(
        _("General"),
        [
            Field(_("Name"), party.name, note=party.known_as),
            Field(_("Kind"), party.get_kind_display()),
            Field(_("Customer group"), customer.group.name, note=customer.group.code),
            Field(_("Language"), _(str(languages.get(language, language)))),
            Field(_("Currency"), customer.currency_id),
            Field(_("Invoice account"), f"{payer.account} {payer.party.name}" if payer else "", url),
            Field(_("Register number"), next((row.value for row in party.identifiers.all() if row.kind == "registration"), "")),
            Field(_("Classification"), customer.classification),
            Field(_("One-time customer"), customer.one_time or None),
        ],
    )


def _selling(customer: Any) -> Section:
    return Section(
        _("Selling"),
        [
            Field(_("Price group"), customer.price_group),
            Field(_("Line discount group"), customer.line_discount_group),
            Field(_("Multiline discount group"), customer.multiline_discount_group),
            Field(_("Total discount group"), customer.total_discount_group),
            Field(_("Charge group"), customer.charge_group),
            Field(_("Orders allowed"), None if customer.order_allowed else False),
        ],
    )


def _delivery(customer: Any) -> Section:
    language = get_language() or customer.legal_entity.language
    return Section(
        _("Delivery"),
        [
            Field(_("Delivery terms"), customer.delivery_terms.name_in(language) if customer.delivery_terms else ""),
            Field(_("Mode of delivery"), customer.delivery_mode.name_in(language) if customer.delivery_mode else ""),
            Field(_("Warehouse"), customer.warehouse),
            Field(_("Partial delivery"), customer.get_partial_delivery_display()),
        ],
    )


def _invoicing(customer: Any) -> Section:
    return Section(
        _("Invoicing"),
        [
            Field(_("Combine invoices"), customer.summary_update_allowed),
            Field(_("Invoicing schedule"), customer.invoicing_schedule),
            Field(_("Buyer reference"), customer.buyer_reference),
            Field(_("Electronic address"), customer.electronic_address, note=customer.electronic_address_scheme),
        ],
    )


def _terms(customer: Any, *, sensitive: bool) -> Section:
    terms = customer.payment_terms
    return Section(
        _("Terms and tax"),
        [
            Field(
                _("Terms of payment"),
                terms.name_in(get_language() or customer.legal_entity.language) if terms else "",
                note=terms.code if terms else "",
            ),
            Field(_("Cash discount"), customer.cash_discount),
            Field(_("Method of payment"), customer.payment_method),
            Field(_("Posting profile"), customer.posting_profile),
            Field(_("Sales tax group"), customer.sales_tax_group),
            Field(_("VAT number"), customer.vat_number),
            Field(_("Prices include sales tax"), customer.prices_include_tax or None),
            Field(_("IBAN"), customer.iban if sensitive else masked(customer.iban)),
        ],
    )


def _credit(customer: Any, *, sensitive: bool) -> Section:
    currency = customer.legal_entity.currency_id
    return Section(
        _("Credit"),
        [
            Field(_("Credit limit"), customer.credit_limit or _("None"), currency=currency if customer.credit_limit else ""),
            Field(_("Valid to"), customer.credit_limit_valid_to),
            Field(_("Mandatory credit limit"), customer.mandatory_credit_limit or None),
            Field(_("Unlimited credit"), customer.unlimited_credit or None),
            Field(_("Credit group"), customer.credit_group),
            Field(_("Government id"), customer.government_id if sensitive else masked(customer.government_id)),
        ],
    )


def masked(value: str) -> str:
    """Return a sensitive number as those see it who may only recognise it: its last four signs."""
    return f"••• {value[-4:]}" if value else ""
