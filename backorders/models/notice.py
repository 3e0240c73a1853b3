"""Messages to customers about what they still wait for: the log of what was told to whom (sales.md §19.4)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from foundation.fields import QuantityField
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.models import SalesOrderLine


class CustomerNoticeQuerySet(ScopedQuerySet):
    """Finds messages."""

    def for_list(self) -> Self:
        """What lists and pages show."""
        return self.select_related("customer__party", "created_by").annotate(line_count=Count("lines"))

    def for_mail(self) -> Self:
        """What sending reads."""
        return self.select_related("legal_entity", "customer__party")

    def of_order(self, order_id: int) -> Self:
        """Messages that speak of an order."""
        return self.filter(lines__sales_line__order=order_id).distinct().order_by("-pk")

    def sent(self) -> Self:
        """Messages that go by e-mail."""
        return self.exclude(sent_to="")

    def printed(self) -> Self:
        """Messages on paper: their customer has no e-mail address, or paper was asked for."""
        return self.filter(sent_to="")


class CustomerNotice(EntityModel):
    """One message to one customer, in its language; never changed once it is written."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="backorder_notices", verbose_name=_("customer"))
    date = models.DateField(_("date"))
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    sent_to = models.EmailField(_("sent to"), blank=True, default="")
    created_by = models.ForeignKey("organization.User", models.PROTECT, null=True, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = scoped_manager(CustomerNoticeQuerySet)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("customer notice")
        verbose_name_plural = _("customer notices")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "id"], name="customer_notice_in_entity")]
        indexes = [models.Index(fields=["legal_entity", "customer", "-id"], name="customer_notice_by_customer")]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class CustomerNoticeLine(EntityModel):
    """A line of a message as it was then: what was still to come, in the unit of the line, and the two dates."""

    notice = models.ForeignKey(CustomerNotice, models.CASCADE, related_name="lines", verbose_name=_("customer notice"))
    sales_line = models.ForeignKey(
        SalesOrderLine, models.SET_NULL, null=True, blank=True, related_name="notice_lines", verbose_name=_("sales order line")
    )
    order_number = models.CharField(_("order"), max_length=20)
    reference = models.CharField(_("customer reference"), max_length=60, blank=True, default="")
    item_number = models.CharField(_("item"), max_length=40)
    name = models.CharField(_("description"), max_length=200)
    remainder = QuantityField(_("to deliver"))
    unit = models.CharField(_("unit"), max_length=20)
    old_date = models.DateField(_("old date"), null=True)
    new_date = models.DateField(_("new date"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("line of a customer notice")
        verbose_name_plural = _("lines of customer notices")

    def __str__(self) -> str:
        """Return order and item."""
        return f"{self.order_number} {self.item_number}"
