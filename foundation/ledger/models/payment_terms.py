"""Terms of payment, payment days, cash discounts and payment schedules (invoicing.md 8.1, 8.3, 8.4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.database.constraints import not_negative, percentage, positive
from foundation.fields import AmountField, PercentField
from foundation.ledger.models.account import MainAccount
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class DueDateMethod(models.TextChoices):
    """From which day the months and days are counted."""

    NET = "net", _("Net")
    CURRENT_WEEK = "current_week", _("Current week")
    CURRENT_MONTH = "current_month", _("Current month")
    CURRENT_QUARTER = "current_quarter", _("Current quarter")
    CURRENT_YEAR = "current_year", _("Current year")
    COD = "cod", _("Cash on delivery")


class PaymentDay(EntityModel):
    """The days on which a customer pays: days of the month (31 = last day) or weekdays (1 = Monday)."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    days_of_month = models.JSONField(_("days of the month"), default=list, blank=True)
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("payment day")
        verbose_name_plural = _("payment days")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="payment_day_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def days_text(self) -> str:
        """Return the days of the month in one line."""
        return ", ".join(map(str, self.days_of_month))


class PaymentSchedule(EntityModel):
    """How an invoice is split into instalments."""

    class Allocation(models.TextChoices):
        """How the amount is divided."""

        FIXED_NUMBER = "fixed_number", _("Fixed number")
        FIXED_AMOUNT = "fixed_amount", _("Fixed amount")
        SPECIFIED = "specified", _("Specified")

    class Interval(models.TextChoices):
        """The unit of the time between instalments."""

        DAYS = "days", _("Days")
        WEEKS = "weeks", _("Weeks")
        MONTHS = "months", _("Months")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    allocation = models.CharField(_("allocation"), max_length=12, choices=Allocation.choices)
    number = models.PositiveSmallIntegerField(_("number of instalments"), default=1)
    amount = AmountField(_("amount per instalment"), default=0)
    interval = models.CharField(_("interval"), max_length=6, choices=Interval.choices, default=Interval.MONTHS)
    every = models.PositiveSmallIntegerField(_("every"), default=1)

    class Meta:
        ordering = ["code"]
        verbose_name = _("payment schedule")
        verbose_name_plural = _("payment schedules")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="payment_schedule_unique"),
            positive("payment_schedule_steps", "number", "every"),
            not_negative("payment_schedule_amount", "amount"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class PaymentScheduleLine(EntityModel):
    """One specified part of a payment schedule, in percent."""

    schedule = models.ForeignKey(PaymentSchedule, models.CASCADE, related_name="lines")
    line_number = models.PositiveSmallIntegerField(_("line"))
    percent = PercentField(_("percentage"))

    class Meta:
        ordering = ["schedule", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "line_number"], name="payment_schedule_line_unique"),
            percentage("payment_schedule_line_percent", "percent"),
        ]

    def __str__(self) -> str:
        """Return schedule and part."""
        return f"{self.schedule} {self.percent} %"


class CashDiscountQuerySet(ScopedQuerySet):
    """Finds cash discounts."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("next_discount")


class CashDiscount(EntityModel):
    """A percentage off for paying within some days; ``next_discount`` is offered when its date has passed."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    percent = PercentField(_("percentage"))
    method = models.CharField(_("method"), max_length=16, choices=DueDateMethod.choices, default=DueDateMethod.NET)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    next_discount = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("next code"))
    main_account = models.ForeignKey(MainAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("main account"))

    objects: ClassVar[Any] = scoped_manager(CashDiscountQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("cash discount")
        verbose_name_plural = _("cash discounts")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="cash_discount_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="cash_discount_in_entity"),
            percentage("cash_discount_percent", "percent"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class TermsOfPaymentQuerySet(ScopedQuerySet):
    """Finds terms of payment."""

    def for_list(self) -> Self:
        """What the list shows, in one query."""
        return self.select_related("payment_day", "schedule")


class TermsOfPayment(EntityModel):
    """When an invoice is due."""

    class CalendarRule(models.TextChoices):
        """What happens when the due date is no working day."""

        NONE = "none", _("None")
        NEXT = "next", _("Next working day")
        PREVIOUS = "previous", _("Previous working day")

    code = models.CharField(_("code"), max_length=20)
    names = models.JSONField(_("names per language"), default=dict)
    method = models.CharField(_("method"), max_length=16, choices=DueDateMethod.choices, default=DueDateMethod.NET)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    payment_day = models.ForeignKey(PaymentDay, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("payment day"))
    schedule = models.ForeignKey(
        PaymentSchedule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("payment schedule")
    )
    calendar_rule = models.CharField(_("calendar rule"), max_length=8, choices=CalendarRule.choices, default=CalendarRule.NONE)

    objects: ClassVar[Any] = scoped_manager(TermsOfPaymentQuerySet)

    class Meta:
        ordering = ["code"]
        verbose_name = _("terms of payment")
        verbose_name_plural = _("terms of payment")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="terms_of_payment_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="terms_of_payment_in_entity"),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code
