"""Sales agreements and their commitments: what a customer promised to buy, until when, and at which terms (sales.md §15.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
from django.apps import apps
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, DeliveryMode, DeliveryTerms
from foundation.database.constraints import in_order, not_negative, percentage, positive, rounded
from foundation.database.matching import among, begins, by_folded, folded, in_scope, matching_any
from foundation.fields import AmountField, PercentField, PriceField, QuantityField
from foundation.inventory.models import Item, SalesCategory, Site, Unit, Warehouse
from foundation.ledger.models import CashDiscount, TermsOfPayment
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager
from sales.agreements.commitments import CommitmentKind
from sales.agreements.statuses import LIVE, AgreementStatus

OUTER_AGREEMENTS = "an outer query names the agreements"
ZERO, HUNDRED = Decimal(0), Decimal(100)
NOTHING = Value(ZERO, AmountField())
SOON = 30
"""Days in which an agreement counts as about to expire."""


class Days(Func):
    """The days from one date to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


@pghistory.track()
class AgreementClassification(EntityModel):
    """What agreements are sorted by, such as yearly contracts and campaigns."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("agreement classification")
        verbose_name_plural = _("agreement classifications")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "code"], name="agreement_classification_unique")]

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class SalesAgreementQuerySet(ScopedQuerySet):
    """The terms of those who sell as conditions on agreements."""

    def effective(self) -> Self:
        """Agreements that may be ordered from while their dates last."""
        return self.filter(status=AgreementStatus.EFFECTIVE)

    def on_hold(self) -> Self:
        """Agreements that wait for somebody to make them effective."""
        return self.filter(status=AgreementStatus.ON_HOLD)

    def closed(self) -> Self:
        """Agreements that are over for good."""
        return self.filter(status=AgreementStatus.CLOSED)

    def expiring(self, days: int = SOON) -> Self:
        """Effective agreements whose last day lies in the days to come."""
        today = timezone.localdate()
        return self.effective().filter(expiration_date__range=(today, today + timedelta(days=days)))

    def with_fulfilment(self) -> Self:
        """Annotate ``released_amount``, ``remaining_amount`` and ``fulfilled_percent``: what order lines made of the commitments."""
        links = in_scope(apps.get_model("agreements", "AgreementLink").unscoped(OUTER_AGREEMENTS))
        rows = links.filter(commitment__agreement=OuterRef("pk")).released_amounts().values("amount")
        share = ExpressionWrapper(F("released_amount") * HUNDRED / F("committed_amount"), output_field=PercentField())
        released = Coalesce(Subquery(rows, output_field=AmountField()), NOTHING, output_field=AmountField())
        return self.annotate(released_amount=released).annotate(
            remaining_amount=ExpressionWrapper(F("committed_amount") - F("released_amount"), output_field=AmountField()),
            fulfilled_percent=Case(When(committed_amount__gt=0, then=share), default=Value(ZERO, PercentField())),
        )

    def below_plan(self) -> Self:
        """Running agreements of which less was ordered than of their time has passed."""
        today = timezone.localdate()
        running = self.effective().filter(effective_date__lt=today, expiration_date__gte=today, committed_amount__gt=0)
        passed, whole = Days(Value(today, models.DateField()), F("effective_date")), Days(F("expiration_date"), F("effective_date"))
        planned = ExpressionWrapper(F("committed_amount") * passed / (whole + Value(1)), output_field=AmountField())
        return running.with_fulfilment().filter(released_amount__lt=planned)

    def matching(self, term: str) -> Self:
        """Agreements whose number, title or reference begins with a text, or whose customer has that account or those words."""
        customers = in_scope(Customer.unscoped(OUTER_AGREEMENTS)).found_by(term)
        found: Self = matching_any(
            self,
            begins("number", term),
            Q(document_title__icontains=term),
            begins("external_reference", term),
            among("customer", customers),
        )
        return found

    def of_order(self, order_id: int) -> Self:
        """Return the agreement that was chosen for an order, and those that its lines count on."""
        links = in_scope(apps.get_model("agreements", "AgreementLink").unscoped(OUTER_AGREEMENTS)).filter(line__order=order_id)
        return self.filter(Q(orders__order=order_id) | Q(pk__in=links.values("commitment__agreement"))).distinct()

    def for_display(self) -> Self:
        """What lists show of agreements."""
        return self.select_related("customer__party", "currency", "classification", "responsible")

    def for_list(self) -> Self:
        """What the list shows, how far each agreement is included: one statement."""
        return self.for_display().with_fulfilment()

    def for_page(self) -> Self:
        """What the page of one agreement shows."""
        terms = ("payment_terms", "cash_discount", "delivery_terms", "delivery_mode")
        return self.for_display().select_related("customer__group", "legal_entity__currency", "created_by", *terms)

    def for_detail(self) -> Self:
        """An agreement with its lines, in a fixed number of queries."""
        return self.for_page().prefetch_related("lines__item", "lines__category", "lines__unit", "lines__warehouse", "lines__site")


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["status", "customer", "currency", "effective_date", "expiration_date", "payment_terms"],
    model_name="SalesAgreementEvent",
)
class SalesAgreement(EntityModel):
    """What a customer committed to buy. Amounts are in ``currency``; ``committed_amount`` is the sum of its lines."""

    number = models.CharField(_("agreement"), max_length=20)
    status = models.CharField(_("status"), max_length=10, choices=AgreementStatus.choices, default=AgreementStatus.ON_HOLD)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="agreements", verbose_name=_("customer"))
    classification = models.ForeignKey(
        AgreementClassification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("classification")
    )
    currency = models.ForeignKey("organization.Currency", models.PROTECT, blank=True, related_name="+", verbose_name=_("currency"))
    default_commitment = models.CharField(
        _("default commitment"), max_length=10, choices=CommitmentKind.choices, default=CommitmentKind.QUANTITY
    )
    effective_date = models.DateField(_("effective date"), null=True, blank=True)
    expiration_date = models.DateField(_("expiration date"), null=True, blank=True)
    document_title = models.CharField(_("document title"), max_length=60, blank=True)
    external_reference = models.CharField(_("external reference"), max_length=60, blank=True)
    payment_terms = models.ForeignKey(
        TermsOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("terms of payment")
    )
    cash_discount = models.ForeignKey(
        CashDiscount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cash discount")
    )
    delivery_terms = models.ForeignKey(
        DeliveryTerms, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery terms")
    )
    delivery_mode = models.ForeignKey(
        DeliveryMode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )
    delivery_name = models.CharField(_("delivery name"), max_length=100, blank=True)
    delivery_street = models.CharField(_("street and number"), max_length=120, blank=True)
    delivery_postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    delivery_city = models.CharField(_("city"), max_length=60, blank=True)
    delivery_country = models.CharField(_("country"), max_length=2, blank=True)
    responsible = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    created_by = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    text = models.CharField(_("text on documents"), max_length=1000, blank=True)
    committed_amount = AmountField(_("committed"), default=0)
    confirmed_version = models.PositiveSmallIntegerField(_("confirmed version"), default=0)
    changed_since_confirmation = models.BooleanField(_("changed since confirmation"), default=False)
    number_folded = folded("number")
    external_reference_folded = folded("external_reference")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(SalesAgreementQuerySet)

    class Meta:
        ordering = ["expiration_date", "-id"]
        verbose_name = _("sales agreement")
        verbose_name_plural = _("sales agreements")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="sales_agreement_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="sales_agreement_in_entity"),
            in_order("sales_agreement_dates_ordered", "effective_date", "expiration_date"),
            rounded("sales_agreement_rounded", "committed_amount"),
            not_negative("sales_agreement_committed", "committed_amount"),
            models.CheckConstraint(
                name="sales_agreement_effective_dated",
                condition=~Q(status=AgreementStatus.EFFECTIVE) | Q(effective_date__isnull=False, expiration_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["legal_entity", "status", "expiration_date", "id"], name="sales_agreement_by_expiration"),
            models.Index(fields=["legal_entity", "customer", "status"], name="sales_agreement_by_customer"),
            by_folded("number", "sales_agreement_number_prefix"),
            by_folded("external_reference", "sales_agreement_reference"),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    def is_expired(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return self.expiration_date is not None and self.expiration_date < today

    def expires_soon(self, today: date) -> bool:
        """Tell whether it may be ordered from for a few more weeks only."""
        end = self.expiration_date
        return self.status == AgreementStatus.EFFECTIVE and end is not None and today <= end <= today + timedelta(days=SOON)

    @property
    def is_live(self) -> bool:
        """Whether it may still be changed."""
        return self.status in LIVE


class AgreementLineQuerySet(ScopedQuerySet):
    """Finds commitments."""

    def offered_to(self, agreement_ids: Iterable[int], keys: Iterable[int], customer_ids: Iterable[int]) -> Self:
        """Return commitments of some agreements, some by key, and all effective ones of some customers, with their agreements."""
        wanted = Q(agreement__in=list(agreement_ids)) | Q(pk__in=list(keys))
        customers = list(customer_ids)
        if customers:
            wanted |= Q(agreement__customer__in=customers, agreement__status=AgreementStatus.EFFECTIVE)
        return self.filter(wanted).select_related("agreement").order_by("pk")

    def numbered(self, agreement: str, line_number: int) -> Any:
        """Return a line of an agreement by their numbers, None where there is none."""
        return self.filter(agreement__number=agreement, line_number=line_number).first()

    def of_agreement(self, agreement_id: int) -> Self:
        """Return the lines of one agreement as its page shows them, by line number."""
        shown = ("agreement__currency", "item", "category", "unit", "site", "warehouse")
        return self.filter(agreement=agreement_id).select_related(*shown).order_by("line_number")

    def for_page(self) -> Self:
        """What the page of one line shows."""
        return self.select_related("agreement__currency", "item", "category", "unit", "site", "warehouse")


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["quantity", "unit_price", "discount_amount", "discount_percent", "net_amount", "item", "category", "stopped"],
    model_name="AgreementLineEvent",
)
class AgreementLine(EntityModel):
    """One commitment: pieces of an item at a price, or an amount with a discount. Dates that are empty are the agreement's.

    ``net_amount`` is the committed amount in the agreement's currency; a quantity's is calculated. An empty site or warehouse
    stands for all of them, a release amount of 0 for no bound.
    """

    agreement = models.ForeignKey(SalesAgreement, models.CASCADE, related_name="lines", verbose_name=_("agreement"))
    line_number = models.PositiveIntegerField(_("line"))
    commitment = models.CharField(_("commitment"), max_length=10, choices=CommitmentKind.choices, default=CommitmentKind.QUANTITY)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("item"))
    category = models.ForeignKey(SalesCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales category"))
    quantity = QuantityField(_("quantity"), null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    unit_price = PriceField(_("unit price"), default=0)
    price_unit = QuantityField(_("price unit"), default=1)
    discount_amount = PriceField(_("discount"), default=0)
    discount_percent = PercentField(_("discount %"), default=0)
    net_amount = AmountField(_("committed amount"), default=0)
    effective_date = models.DateField(_("effective date"), null=True, blank=True)
    expiration_date = models.DateField(_("expiration date"), null=True, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    max_is_enforced = models.BooleanField(_("max is enforced"), default=False)
    price_and_discount_fixed = models.BooleanField(_("price and discount is fixed"), default=False)
    min_release_amount = AmountField(_("minimum release amount"), default=0)
    max_release_amount = AmountField(_("maximum release amount"), default=0)
    stopped = models.BooleanField(_("stopped"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(AgreementLineQuerySet)

    class Meta:
        ordering = ["agreement", "line_number"]
        verbose_name = _("agreement line")
        verbose_name_plural = _("agreement lines")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "line_number"], name="agreement_line_number_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="agreement_line_in_entity"),
            models.CheckConstraint(
                name="agreement_line_names_its_kind",
                condition=Q(commitment=CommitmentKind.QUANTITY, item__isnull=False, category=None, quantity__gt=0, unit__isnull=False)
                | Q(commitment=CommitmentKind.PRODUCT, item__isnull=False, category=None, quantity=None, unit=None, unit_price=0)
                | Q(commitment=CommitmentKind.CATEGORY, item=None, category__isnull=False, quantity=None, unit=None, unit_price=0)
                | Q(commitment=CommitmentKind.VALUE, item=None, category=None, quantity=None, unit=None, unit_price=0),
            ),
            in_order("agreement_line_dates_ordered", "effective_date", "expiration_date"),
            positive("agreement_line_price_unit", "price_unit"),
            percentage("agreement_line_discount", "discount_percent"),
            not_negative(
                "agreement_line_not_negative",
                "unit_price",
                "discount_amount",
                "net_amount",
                "min_release_amount",
                "max_release_amount",
            ),
            models.CheckConstraint(
                name="agreement_line_release_range",
                condition=Q(max_release_amount=0) | Q(max_release_amount__gte=F("min_release_amount")),
            ),
        ]
        indexes = [models.Index(fields=["legal_entity", "item"], name="agreement_line_by_item")]

    def __str__(self) -> str:
        """Return agreement and line number."""
        return f"{self.agreement} / {self.line_number}"

    @property
    def starts_on(self) -> date | None:
        """The first day that lines may link: its own, else the agreement's."""
        return self.effective_date or self.agreement.effective_date

    @property
    def ends_on(self) -> date | None:
        """The last day that lines may link: its own, else the agreement's."""
        return self.expiration_date or self.agreement.expiration_date

    @property
    def subject(self) -> str:
        """What is committed: the item, the category, or nothing in particular."""
        return str(self.item or self.category or "")
