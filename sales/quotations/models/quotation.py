"""Quotations and their lines: what was offered to a customer, and what became of it (sales.md §5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DeliveryMode, Prospect
from foundation.database.constraints import not_negative, not_zero, percentage, positive, rounded
from foundation.database.matching import among, begins, by_folded, folded, in_scope, matching_any
from foundation.fields import AmountField, PercentField
from foundation.inventory.models import Item, SalesCategory
from foundation.inventory.sold import CategoryKey, SoldKey
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.delivery_places import DeliveryAddress, delivery_address
from sales.models import SalesOrder, SalesOrderLine
from sales.models.charge import ChargeTerms
from sales.models.terms import WHOLE_ADDRESS, PricedLine, TradeTerms, one_total_discount
from sales.quotations.models.prognosis import PrognosisCode
from sales.quotations.models.reason import QuotationReason
from sales.quotations.statuses import FAILED, LIVE, QuotationStatus

OF_PROSPECT = ("prospect__party", "prospect__currency", "prospect__group__sales_tax_group", "prospect__group__payment_terms")
OUTER_QUOTATIONS = "an outer query names the quotations"


class QuotationQuerySet(ScopedQuerySet):
    """The terms of those who sell as conditions on quotations."""

    def live(self) -> Self:
        """Quotations that may still be won; templates are none."""
        return self.filter(status__in=LIVE, template_active=False)

    def templates(self) -> Self:
        """Quotations to make others from."""
        return self.filter(template_active=True)

    def open(self) -> Self:
        """Quotations that may still be won and did not expire."""
        return self.live().filter(expiry_date__gte=timezone.localdate())

    def sent(self) -> Self:
        """Quotations that the customer has."""
        return self.filter(status=QuotationStatus.SENT)

    def expired(self) -> Self:
        """Quotations nobody decided on before they expired."""
        return self.live().filter(expiry_date__lt=timezone.localdate())

    def follow_up_due(self) -> Self:
        """Quotations to ask the customer about."""
        return self.live().filter(follow_up_date__lte=timezone.localdate())

    def alternatives_of(self, quotation: Quotation) -> Self:
        """Quotations of which the customer takes one at most, but for this one."""
        return self.filter(alternatives=quotation.alternatives_id, alternatives__isnull=False).exclude(pk=quotation.pk).order_by("number")

    def may_be_alternatives_of(self, quotation: Quotation) -> Self:
        """Quotations to the same customer with the same status, of which the customer may take one at most."""
        together = self.live().filter(customer=quotation.customer_id, prospect=quotation.prospect_id, status=quotation.status)
        return together.exclude(pk=quotation.pk).order_by("number")

    def confirmed(self) -> Self:
        """Quotations that became orders."""
        return self.filter(status=QuotationStatus.CONFIRMED)

    def lost(self) -> Self:
        """Quotations that somebody else won."""
        return self.filter(status=QuotationStatus.LOST)

    def cancelled(self) -> Self:
        """Quotations that were withdrawn."""
        return self.filter(status=QuotationStatus.CANCELLED)

    def matching(self, term: str) -> Self:
        """Quotations whose number or reference begins with a text, or whose customer or prospect has that account or name."""
        customers = in_scope(Customer.unscoped(OUTER_QUOTATIONS)).found_by(term)
        prospects = in_scope(Prospect.unscoped(OUTER_QUOTATIONS)).matching(term)
        told = (begins("number", term), begins("customer_reference", term))
        found: Self = matching_any(self, *told, among("customer", customers), among("prospect", prospects))
        return found

    def for_display(self) -> Self:
        """What lists show of quotations."""
        return self.select_related("customer__party", "prospect__party", "currency", "responsible", "sales_order", "reason", "prognosis")

    def for_entry(self) -> Self:
        """What changing and calculating reads of a quotation: its customer, groups and terms."""
        groups = ("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group")
        terms = ("delivery_terms", "delivery_mode", "payment_terms", "sales_tax_group", "warehouse__site", "responsible")
        parties = ("customer__party", "customer__group", "customer__charge_group", "invoice_account__party", *OF_PROSPECT)
        return self.select_related("legal_entity__currency", "currency", *parties, *groups, *terms)

    def for_page(self) -> Self:
        """What the page of one quotation shows."""
        return self.for_entry().select_related(
            "site", "cash_discount", "payment_method", "created_by", "sales_order", "reason", "prognosis", "follow_up__assigned_to"
        )

    def for_detail(self) -> Self:
        """A quotation with its lines and charges, in a fixed number of queries."""
        return self.for_page().prefetch_related(
            *("lines__item", "lines__category", "lines__unit", "lines__warehouse", "lines__delivery_mode"),
            *("lines__sales_tax_group", "lines__item_sales_tax_group"),
            *("lines__deliveries__warehouse", "lines__deliveries__delivery_mode"),
            *("charges__code", "charges__line", "versions", "simulations__line"),
        )


class AlternativeSet(EntityModel):
    """Quotations of which the customer takes one at most."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("alternative quotations")
        verbose_name_plural = _("alternative quotations")

    def __str__(self) -> str:
        """Return the key, which is all that a set has."""
        return f"{self.pk}"


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["status", "customer", "invoice_account", "payment_terms", "total_discount_percent", "total_discount_amount", "expiry_date"],
    model_name="QuotationEvent",
)
class Quotation(TradeTerms):
    """An offer to a customer. Amounts are in ``currency``; ``sales_order`` is what it became."""

    number = models.CharField(_("quotation"), max_length=20)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=QuotationStatus.choices, default=QuotationStatus.CREATED)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="quotations", verbose_name=_("customer"))
    invoice_account = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invoice account")
    )
    prospect = models.ForeignKey(Prospect, models.PROTECT, null=True, blank=True, related_name="quotations", verbose_name=_("prospect"))
    created_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    quotation_date = models.DateField(_("quotation date"))
    follow_up_date = models.DateField(_("follow-up date"))
    expiry_date = models.DateField(_("expiry date"))
    quotation_amount = AmountField(_("quotation amount"), default=0, help_text=_("Net of lines after discounts, with charges, without tax"))
    sales_order = models.OneToOneField(
        SalesOrder, models.SET_NULL, null=True, blank=True, related_name="quotation", verbose_name=_("sales order")
    )
    template_group = models.CharField(_("template group"), max_length=30, blank=True)
    template_name = models.CharField(_("template name"), max_length=60, blank=True)
    template_active = models.BooleanField(_("template is active"), default=False)
    probability_percent = PercentField(_("probability %"), default=0)
    expected_amount = AmountField(_("expected value"), default=0, help_text=_("Net of every line by its probability"))
    prognosis = models.ForeignKey(PrognosisCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("prognosis"))
    alternatives = models.ForeignKey(
        AlternativeSet, models.SET_NULL, null=True, blank=True, related_name="quotations", verbose_name=_("alternatives")
    )
    reason = models.ForeignKey(QuotationReason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason"))
    competitor = models.CharField(_("competitor"), max_length=60, blank=True)
    follow_up = models.OneToOneField(
        "backoffice.Activity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("follow-up activity")
    )
    number_folded = folded("number")
    customer_reference_folded = folded("customer_reference")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(QuotationQuerySet)

    class Meta:
        ordering = ["-quotation_date", "-id"]
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="quotation_number_unique"),
            percentage("quotation_discount_range", "total_discount_percent"),
            not_negative("quotation_discount_amount", "total_discount_amount"),
            one_total_discount("quotation_one_total_discount"),
            rounded("quotation_rounded", "quotation_amount", "total_discount_amount"),
            percentage("quotation_probability", "probability_percent"),
            models.CheckConstraint(
                condition=Q(template_active=False) | ~Q(template_group="") & ~Q(template_name=""), name="quotation_template_named"
            ),
            rounded("quotation_expected_rounded", "expected_amount"),
            models.CheckConstraint(
                condition=Q(sales_order__isnull=True) | Q(status=QuotationStatus.CONFIRMED), name="quotation_order_when_confirmed"
            ),
            models.CheckConstraint(condition=~Q(status__in=sorted(FAILED)) | Q(reason__isnull=False), name="quotation_reason_when_failed"),
            positive("quotation_revision", "revision"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False, invoice_account__isnull=False)
                | Q(customer=None, invoice_account=None, prospect__isnull=False),
                name="quotation_to_customer_or_prospect",
            ),
            models.CheckConstraint(condition=Q(expiry_date__gte=F("quotation_date")), name="quotation_dates_ordered"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="quotation_in_entity"),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "-quotation_date", "-id"], name="quotation_by_date"),
            models.Index(fields=["legal_entity", "customer", "-quotation_date", "-id"], name="quotation_by_customer"),
            models.Index(fields=["legal_entity", "prospect", "id"], condition=Q(prospect__isnull=False), name="quotation_by_prospect"),
            models.Index(fields=["legal_entity", "status", "expiry_date", "id"], name="quotation_by_expiry"),
            models.Index(
                fields=["legal_entity", "follow_up_date", "id"], condition=Q(status__in=sorted(LIVE)), name="quotation_to_follow_up"
            ),
            by_folded("number", "quotation_number_prefix"),
            by_folded("customer_reference", "quotation_reference"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def is_to_prospect(self) -> bool:
        """Tell whether the quotation is to somebody who is no customer yet."""
        return self.customer_id is None

    @property
    def account(self) -> str:
        """Return the account of the customer, else of the prospect."""
        return self.to.account

    @property
    def account_name(self) -> str:
        """Return the name of the customer, else of the prospect."""
        return self.to.name

    @property
    def to(self) -> Customer | Prospect:
        """Return the customer, else the prospect."""
        found: Customer | Prospect | None = self.customer or self.prospect
        assert found is not None
        return found

    def is_expired(self, today: date) -> bool:
        """Tell whether nobody decided before the last day; a template does not end."""
        return self.status in LIVE and self.expiry_date < today and not self.template_active


class QuotationLineQuerySet(ScopedQuerySet):
    """Finds lines of quotations."""

    def of_quotation(self, quotation_id: int) -> Self:
        """Return the lines of one quotation as its page shows them, by line number."""
        return self.of_quotations([quotation_id])

    def numbers_of(self, quotation_id: int) -> dict[int, int]:
        """Return the keys of the lines of one quotation by line number."""
        return dict(self.filter(quotation=quotation_id).values_list("line_number", "pk"))

    def for_details(self) -> Self:
        """What the page of one line shows."""
        return self.select_related("quotation__customer__party", "quotation__prospect__party", "item", "category", "unit", "warehouse")

    def scheduled(self) -> Self:
        """Lines that are offered in several deliveries."""
        return self.filter(deliveries__position=1)

    def schedulable(self) -> Self:
        """Lines that may be offered in several deliveries: they sell, and have no schedule yet."""
        return self.filter(ordered_quantity__gt=0).exclude(deliveries__position=1)

    def of_quotations(self, quotation_ids: Iterable[int]) -> Self:
        """Return the lines of some quotations as their pages show them, by quotation and line number."""
        shown = ("quotation", "item", "category", "unit", "warehouse", "sales_tax_group", "item_sales_tax_group")
        return self.filter(quotation__in=list(quotation_ids)).select_related(*shown).order_by("quotation_id", "line_number")


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["ordered_quantity", "unit_price", "discount_amount", "discount_percent", "net_amount", "item"],
    model_name="QuotationLineEvent",
)
class QuotationLine(PricedLine):
    """One item that is offered, or something of a sales category whose item does not exist yet (sales.md §5.1)."""

    item = models.ForeignKey(  # type: ignore[assignment]
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item")
    )
    category = models.ForeignKey(SalesCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales category"))
    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines", verbose_name=_("quotation"))
    probability_percent = PercentField(_("probability %"), default=0)
    prognosis = models.ForeignKey(PrognosisCode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("prognosis"))
    order_line = models.OneToOneField(
        SalesOrderLine, models.SET_NULL, null=True, blank=True, related_name="quotation_line", verbose_name=_("sales order line")
    )

    objects: ClassVar[Any] = scoped_manager(QuotationLineQuerySet)

    class Meta:
        ordering = ["quotation", "line_number"]
        verbose_name = _("quotation line")
        verbose_name_plural = _("quotation lines")
        constraints = [
            models.UniqueConstraint(fields=["quotation", "line_number"], name="quotation_line_number_unique"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, category=None) | Q(item=None, category__isnull=False), name="quotation_line_sells"
            ),
            not_zero("quotation_line_quantity", "ordered_quantity"),
            not_negative("quotation_line_price", "unit_price"),
            percentage("quotation_line_discount", "discount_percent"),
            percentage("quotation_line_multiline", "multiline_percent"),
            percentage("quotation_line_probability", "probability_percent"),
            positive("quotation_line_price_unit", "price_unit"),
            positive("quotation_line_factor", "inventory_factor"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="quotation_line_in_entity"),
            models.CheckConstraint(condition=WHOLE_ADDRESS, name="quotation_line_whole_address"),
        ]

    def __str__(self) -> str:
        """Return quotation and line number."""
        return f"{self.quotation} / {self.line_number}"

    @property
    def address(self) -> DeliveryAddress:
        """Where the line would go."""
        return delivery_address(self, self.quotation)

    @property
    def mode(self) -> DeliveryMode | None:
        """How the line would travel."""
        return self.delivery_mode or self.quotation.delivery_mode

    @property
    def item_or_category(self) -> str:
        """Return the number of the item, else the name of the category."""
        return str(self.item or self.category)

    @property
    def sold(self) -> SoldKey:
        """Return the key of the item, else of the sales category."""
        return CategoryKey(self.category_id) if self.category_id is not None else int(self.item_id or 0)


class QuotationChargeQuerySet(ScopedQuerySet):
    """Finds charges of quotations."""

    def of_quotation(self, quotation_id: int) -> Self:
        """Return the charges of one quotation and of its lines, in the order they are calculated."""
        return self.of_quotations([quotation_id])

    def of_quotations(self, quotation_ids: Iterable[int]) -> Self:
        """Return the charges of some quotations and of their lines, in the order they are calculated."""
        rows = self.filter(quotation__in=list(quotation_ids)).select_related("code", "line", "unit", "item_sales_tax_group")
        return rows.order_by("line__line_number", "position", "pk")


class QuotationCharge(ChargeTerms):
    """A charge that is offered with a quotation, or with one line of it."""

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="charges", verbose_name=_("quotation"))
    line = models.ForeignKey(QuotationLine, models.CASCADE, null=True, blank=True, related_name="charges", verbose_name=_("line"))

    objects: ClassVar[Any] = scoped_manager(QuotationChargeQuerySet)

    class Meta:
        ordering = ["quotation", "position", "id"]
        verbose_name = _("charge of a quotation")
        verbose_name_plural = _("charges of quotations")
        constraints = [
            models.CheckConstraint(
                name="quotation_charge_category",
                condition=Q(line__isnull=False) | Q(category__in=["fixed", "percent"]),
            ),
            positive("quotation_charge_position", "position"),
        ]
