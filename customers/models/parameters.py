"""Customer and credit parameters of a legal entity (customers.md §3.1)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative
from foundation.fields import AmountField
from foundation.organization.models import LegalEntity


class CreditLimitType(models.TextChoices):
    """What is compared with the credit limit."""

    NONE = "none", _("None")
    BALANCE = "balance", _("Balance")
    BALANCE_PACKING_SLIP = "balance_packing_slip", _("Balance + packing slip")
    BALANCE_ALL = "balance_all", _("Balance + all")


class MessageKind(models.TextChoices):
    """Whether a message stops the action."""

    WARNING = "warning", _("Warning")
    ERROR = "error", _("Error")


@pghistory.track()
class CustomerParameters(models.Model):
    """One row per legal entity; ``of`` gives the defaults where none was saved."""

    class CreditCheckOn(models.TextChoices):
        """Whose limit and exposure count."""

        INVOICE_ACCOUNT = "invoice_account", _("Invoice account")
        ORDER_ACCOUNT = "order_account", _("Order account")

    class VatCheck(models.TextChoices):
        """What an invalid VAT number does."""

        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")

    class Identification(models.TextChoices):
        """From which credit limit a government id is required."""

        NO = "no", _("No")
        YES = "yes", _("Yes")
        MINIMUM = "minimum", _("From a credit limit")

    legal_entity = models.OneToOneField("organization.LegalEntity", models.CASCADE, related_name="customer_parameters")
    credit_limit_type = models.CharField(
        _("credit limit type"), max_length=20, choices=CreditLimitType.choices, default=CreditLimitType.BALANCE_PACKING_SLIP
    )
    credit_check_on = models.CharField(
        _("credit check on"), max_length=16, choices=CreditCheckOn.choices, default=CreditCheckOn.INVOICE_ACCOUNT
    )
    credit_limit_message = models.CharField(
        _("credit limit message"), max_length=8, choices=MessageKind.choices, default=MessageKind.WARNING
    )
    credit_limit_message_integration = models.CharField(
        _("credit limit message for integrations"), max_length=8, choices=MessageKind.choices, default=MessageKind.WARNING
    )
    check_credit_on_sales_order = models.BooleanField(_("check credit on sales orders"), default=True)
    check_credit_on_packing_slip = models.BooleanField(_("check credit on packing slips"), default=True)
    check_credit_on_invoice = models.BooleanField(_("check credit on invoices"), default=True)
    overdue_block_days = models.PositiveSmallIntegerField(_("block orders when overdue by more than (days)"), null=True, blank=True)
    vat_check = models.CharField(_("VAT number check"), max_length=8, choices=VatCheck.choices, default=VatCheck.ERROR)
    vat_unique = models.BooleanField(_("VAT numbers are unique"), default=False)
    require_identification = models.CharField(
        _("identification required"), max_length=8, choices=Identification.choices, default=Identification.NO
    )
    identification_limit = AmountField(_("identification from credit limit"), default=0)
    price_from_invoice_account = models.BooleanField(_("prices of the invoice account"), default=False)

    class Meta:
        verbose_name = _("customer parameters")
        verbose_name_plural = _("customer parameters")
        constraints = [
            not_negative("customer_parameters_not_negative", "identification_limit"),
        ]

    def __str__(self) -> str:
        """Return whose parameters these are."""
        return f"{self.legal_entity}"

    @classmethod
    def of(cls, legal_entity: LegalEntity) -> CustomerParameters:
        """Return the saved parameters of a legal entity, or the defaults."""
        return cls.objects.filter(legal_entity=legal_entity).first() or cls(legal_entity=legal_entity)
