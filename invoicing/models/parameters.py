"""Invoicing parameters of a legal entity, and the choices of the posting form (invoicing.md chapters 1.4, 2.1, 13)."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.models import LegalEntity


class QuantityOption(models.TextChoices):
    """Which quantity of an order an invoice takes (invoicing.md 1.3)."""

    ALL = "all", _("All")
    DELIVER_NOW = "deliver_now", _("Deliver now")
    PACKING_SLIP = "packing_slip", _("Packing slip")


class SummaryUpdate(models.TextChoices):
    """What is combined into one invoice (invoicing.md 2.2)."""

    NONE = "none", _("None")
    INVOICE_ACCOUNT = "invoice_account", _("Invoice account")
    ORDER = "order", _("Order")
    AUTOMATIC = "automatic", _("Automatic summary")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    DELIVERY_INFORMATION = "delivery_information", _("Delivery information")


class SummaryField(models.TextChoices):
    """Header fields that may be required to agree before orders are combined (invoicing.md 2.3)."""

    PAYMENT_TERMS = "payment_terms", _("Terms of payment")
    CASH_DISCOUNT = "cash_discount", _("Cash discount")
    PAYMENT_METHOD = "payment_method", _("Method of payment")
    LANGUAGE = "language", _("Language")
    SALES_TAX_GROUP = "sales_tax_group", _("Sales tax group")
    BUYER_REFERENCE = "buyer_reference", _("Buyer reference")
    ORDER_ACCOUNT = "order_account", _("Order account")
    CUSTOMER_REFERENCE = "customer_reference", _("Customer reference")
    CONTACT = "contact", _("Contact")
    DELIVERY_TERMS = "delivery_terms", _("Delivery terms")
    DELIVERY_MODE = "delivery_mode", _("Mode of delivery")
    DELIVERY_ADDRESS = "delivery_address", _("Delivery address")
    RESPONSIBLE = "responsible", _("Responsible")
    ORDER_TYPE = "order_type", _("Order type")


def default_summary_fields() -> list[str]:
    """Return the fields that must agree unless switched off."""
    return [
        SummaryField.PAYMENT_TERMS.value,
        SummaryField.CASH_DISCOUNT.value,
        SummaryField.PAYMENT_METHOD.value,
        SummaryField.LANGUAGE.value,
        SummaryField.SALES_TAX_GROUP.value,
        SummaryField.BUYER_REFERENCE.value,
    ]


@pghistory.track()
class InvoicingParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    class DefaultInvoiceDate(models.TextChoices):
        """Which date the form proposes."""

        TODAY = "today", _("Today")
        LATEST_SLIP = "latest_slip", _("Date of the latest packing slip")
        END_OF_PREVIOUS_MONTH = "end_of_previous_month", _("Last day of the previous month")

    class PaymentReference(models.TextChoices):
        """Which structured reference invoices carry (invoicing.md 8.13)."""

        NONE = "none", _("None")
        RF = "rf", _("RF (ISO 11649)")
        BELGIAN = "belgian", _("Belgian")

    class VatCheck(models.TextChoices):
        """What a VAT number that is not known to be valid does to an invoice that bears no tax because of it (invoicing.md 7.8)."""

        NONE = "none", _("Nothing")
        WARN = "warn", _("Warn")
        BLOCK = "block", _("Refuse")

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="invoicing_parameters")
    default_quantity = models.CharField(_("default quantity"), max_length=14, choices=QuantityOption.choices, default=QuantityOption.ALL)
    default_summary_update = models.CharField(
        _("default summary update"), max_length=22, choices=SummaryUpdate.choices, default=SummaryUpdate.AUTOMATIC
    )
    default_invoice_date = models.CharField(
        _("default invoice date"), max_length=22, choices=DefaultInvoiceDate.choices, default=DefaultInvoiceDate.TODAY
    )
    summary_fields = ArrayField(
        models.CharField(max_length=20, choices=SummaryField.choices),
        default=default_summary_fields,
        verbose_name=_("fields that must agree"),
    )
    split_by_site = models.BooleanField(_("split by site"), default=False)
    split_by_delivery_information = models.BooleanField(_("split by delivery information"), default=False)
    combine_credit_with_invoice = models.BooleanField(_("combine credit with invoice"), default=False)
    max_lines_per_invoice = models.PositiveIntegerField(_("most lines on one invoice"), default=0)
    max_future_invoice_days = models.PositiveSmallIntegerField(_("most days in the future"), default=0)
    require_confirmation = models.BooleanField(_("order must be confirmed"), default=False)
    block_zero_price = models.BooleanField(_("refuse lines without price"), default=False)
    vat_check_before_zero_rate = models.CharField(
        _("VAT number check before zero rate"), max_length=5, choices=VatCheck.choices, default=VatCheck.WARN
    )
    vat_check_max_age_days = models.PositiveSmallIntegerField(_("a VAT number check holds for (days)"), default=30)
    voucher_equals_invoice_number = models.BooleanField(_("voucher number is the invoice number"), default=False)
    payment_reference = models.CharField(
        _("payment reference"), max_length=8, choices=PaymentReference.choices, default=PaymentReference.RF
    )
    print_payment_qr = models.BooleanField(_("print payment QR code"), default=True)
    print_invoice = models.BooleanField(_("print invoices"), default=True)
    keep_invoices_whole = models.BooleanField(_("a bad order holds its whole invoice"), default=False)
    credit_reason_mandatory = models.BooleanField(
        _("a credit note needs a reason"),
        default=True,
        db_default=True,
        help_text=_("Whoever credits an invoice chooses a reason code, writes a reason, or both."),
    )
    post_inventory_cost = models.BooleanField(_("book cost of goods sold"), default=False)

    class Meta:
        verbose_name = _("invoicing parameters")
        verbose_name_plural = _("invoicing parameters")

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> InvoicingParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
