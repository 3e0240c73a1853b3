"""Customers: a party's account in one legal entity (customers.md §2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

import pghistory
from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Cast, Coalesce, Now
from django.utils.translation import gettext_lazy as _

from customers.buyers import BuyerKey, ProspectKey
from customers.models.credit_group import CreditGroup
from customers.models.customer_group import CustomerDiscountGroup, CustomerGroup
from customers.models.delivery import DeliveryMode, DeliveryTerms
from customers.models.party import Party, PartyAddress
from customers.models.payment_method import MethodOfPayment
from customers.models.posting_profile import CustomerPostingProfile
from foundation.database.constraints import not_negative, percentage
from foundation.database.matching import begins, by_folded, first_keys, folded
from foundation.fields import AmountField, PercentField
from foundation.inventory.models import Warehouse
from foundation.ledger.models import CashDiscount, SalesTaxGroup, TermsOfPayment
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager

MOST_FOUND = 5_000
"""So many customers that a search finds are named by their keys."""


class CustomerStatus(models.TextChoices):
    """Whether the account takes new documents."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    MERGED = "merged", _("Merged")
    ANONYMISED = "anonymised", _("Anonymised")


class HoldKind(models.TextChoices):
    """What a customer hold stops (customers.md §3.4)."""

    NONE = "none", _("None")
    INVOICE = "invoice", _("Invoice")
    ALL = "all", _("All")
    PAYMENT = "payment", _("Payment")
    NEVER = "never", _("Never")


class PartialDelivery(models.TextChoices):
    """Whether the customer takes an order in parts."""

    ALLOWED = "allowed", _("Allowed")
    COMPLETE_LINE = "complete_line", _("Complete lines only")
    COMPLETE_ORDER = "complete_order", _("Complete orders only")


ENTITY_TODAY = Cast(Func(F("legal_entity__time_zone"), Now(), function="timezone"), models.DateField())


class VatState(models.TextChoices):
    """What is known about a VAT number (invoicing.md 7.8)."""

    NOT_CHECKED = "not_checked", _("not checked")
    VALID = "valid", _("valid")
    INVALID = "invalid", _("invalid")
    UNAVAILABLE = "unavailable", _("not answered by the service")


class CustomerQuerySet(ScopedQuerySet):
    """Finds customers."""

    def active(self) -> Self:
        """Customers that take new documents."""
        return self.filter(status=CustomerStatus.ACTIVE)

    def inactive(self) -> Self:
        """Customers that take no new documents."""
        return self.exclude(status=CustomerStatus.ACTIVE)

    def under_credit_control(self) -> Self:
        """Customers whose credit may have a limit (customers.md §3.3)."""
        free = Q(unlimited_credit=True) | Q(exclude_from_credit_control=True)
        return self.exclude(free).filter(Q(credit_limit__gt=0) | Q(mandatory_credit_limit=True) | Q(credit_group__isnull=False))

    def on_hold(self) -> Self:
        """Customers with a hold in force today, by the calendar of their legal entity."""
        held = self.exclude(hold__in=[HoldKind.NONE, HoldKind.NEVER])
        return held.filter(Q(hold_until=None) | Q(hold_until__gte=ENTITY_TODAY))

    def found_by(self, term: str) -> Any:
        """What names the customers whose account begins with a text, or whose name holds words that begin with those of the text.

        Their keys, or, when there are very many, a queryset of them.
        """
        words = re.findall(r"\w+", term)
        places = [begins("account", term)]
        if words:
            places.append(Q(party__in=Party.objects.filter(search=_prefixes(words)).values("pk")))
        found = {key for place in places for key in first_keys(self.filter(place), MOST_FOUND)}
        return sorted(found) if len(found) <= MOST_FOUND else self.filter(reduce(or_, places)).values("pk")

    def matching(self, term: str) -> Self:
        """Customers whose account or VAT number starts with the term, or whose name holds its words, active ones first."""
        return self._found(_named(term) | Q(vat_number__istartswith=re.sub(r"[^0-9A-Za-z]", "", term) or "-"))

    def named(self, term: str) -> Self:
        """Customers whose account starts with the term or whose name holds its words: for those who may see no VAT number."""
        return self._found(_named(term))

    def _found(self, found: Q) -> Self:
        return self.filter(found).order_by(Case(When(status=CustomerStatus.ACTIVE, then=0), default=1), "account")

    def with_city(self) -> Self:
        """Customers with the city of their primary address."""
        primary = PartyAddress.objects.filter(party=OuterRef("party_id"), is_primary=True).order_by("-valid_from")
        return self.annotate(city=Subquery(primary.values("city")[:1]))

    def for_list(self) -> Self:
        """What the list of customers shows: with city and with the open balance in accounting currency."""
        balance = Coalesce(Subquery(_open_balance()), Decimal(0), output_field=AmountField())
        return self.for_display().with_city().annotate(balance=balance)

    def for_lookup(self) -> Self:
        """What look-ups show."""
        return self.select_related("party", "currency").with_city()

    def for_display(self) -> Self:
        """What lists and cards show, in a fixed number of queries."""
        return self.select_related("legal_entity", "party", "group", "currency", "payment_terms", "invoice_account__party")

    def for_page(self) -> Self:
        """What the page of a customer shows, in a fixed number of queries."""
        return (
            self.for_display()
            .select_related(
                *("cash_discount", "payment_method", "posting_profile", "sales_tax_group", "credit_group", "warehouse"),
                *("price_group", "line_discount_group", "multiline_discount_group", "total_discount_group", "charge_group"),
                *("delivery_terms", "delivery_mode"),
            )
            .prefetch_related(
                "party__addresses", "party__electronic_addresses", "party__identifiers", "party__contacts__person__electronic_addresses"
            )
        )

    def invoiced_to(self, customer_id: int) -> Self:
        """Customers whose invoices another one pays."""
        return self.filter(invoice_account=customer_id).select_related("party")

    def with_invoice_accounts(self, keys: Iterable[int]) -> Self:
        """Some customers and the customers that they are invoiced to."""
        chosen = list(keys)
        return self.filter(Q(pk__in=chosen) | Q(order_accounts__in=chosen)).distinct()

    def for_posting(self) -> Self:
        """What a posting reads of a customer."""
        return self.select_related(
            "party",
            "group",
            "payment_terms",
            "cash_discount",
            "payment_method",
            "posting_profile",
            "sales_tax_group",
            "delivery_terms",
            "delivery_mode",
        )


def _named(term: str) -> Q:
    words = re.findall(r"\w+", term)
    found = begins("account", term.strip())
    return found | Q(party__search=_prefixes(words)) if words else found


def _prefixes(words: list[str]) -> SearchQuery:
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")


def _open_balance() -> Any:
    from_customer = apps.get_model("customers", "OpenTransaction")._all_entities.filter(transaction__customer=OuterRef("pk"))
    return from_customer.order_by().values("transaction__customer").annotate(total=Sum("accounting_balance")).values("total")


@pghistory.track(exclude=["account_folded"])
class Customer(EntityModel):
    """A party that buys from a legal entity, with the terms that documents start from.

    ``stands_for`` names the prospect that an unsaved customer stands for while a quotation is calculated.
    """

    stands_for: ProspectKey | None = None

    account = models.CharField(_("customer account"), max_length=20)
    account_folded = folded("account")
    party = models.ForeignKey(Party, models.PROTECT, related_name="customers", verbose_name=_("party"))
    group = models.ForeignKey(CustomerGroup, models.PROTECT, related_name="customers", verbose_name=_("customer group"))
    status = models.CharField(_("status"), max_length=10, choices=CustomerStatus.choices, default=CustomerStatus.ACTIVE)
    one_time = models.BooleanField(_("one-time customer"), default=False)
    classification = models.CharField(_("classification"), max_length=10, blank=True)
    statistics_group = models.CharField(_("statistics group"), max_length=10, blank=True)

    invoice_account = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="order_accounts", verbose_name=_("invoice account")
    )
    order_allowed = models.BooleanField(_("orders allowed"), default=True)

    currency = models.ForeignKey("organization.Currency", models.PROTECT, related_name="+", verbose_name=_("currency"))
    payment_terms = models.ForeignKey(
        TermsOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("terms of payment")
    )
    cash_discount = models.ForeignKey(
        CashDiscount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cash discount")
    )
    payment_method = models.ForeignKey(
        MethodOfPayment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("method of payment")
    )
    posting_profile = models.ForeignKey(
        CustomerPostingProfile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posting profile")
    )
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)

    credit_limit = AmountField(_("credit limit"), default=0)
    mandatory_credit_limit = models.BooleanField(_("mandatory credit limit"), default=False)
    unlimited_credit = models.BooleanField(_("unlimited credit"), default=False)
    exclude_from_credit_control = models.BooleanField(_("excluded from credit control"), default=False)
    credit_limit_valid_to = models.DateField(_("credit limit valid to"), null=True, blank=True)
    credit_group = models.ForeignKey(
        CreditGroup, models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("credit group")
    )
    government_id = models.CharField(_("government id"), max_length=30, blank=True)
    hold = models.CharField(_("hold"), max_length=8, choices=HoldKind.choices, default=HoldKind.NONE)
    hold_reason = models.CharField(_("hold reason"), max_length=200, blank=True)
    hold_until = models.DateField(_("hold until"), null=True, blank=True)

    sales_tax_group = models.ForeignKey(
        SalesTaxGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sales tax group")
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_country = models.CharField(_("VAT country"), max_length=2, blank=True)
    vat_state = models.CharField(_("VAT number state"), max_length=12, choices=VatState.choices, default=VatState.NOT_CHECKED)
    vat_checked_at = models.DateTimeField(_("VAT number checked at"), null=True, blank=True)
    prices_include_tax = models.BooleanField(_("prices include sales tax"), default=False)
    buyer_reference = models.CharField(_("buyer reference"), max_length=60, blank=True)
    einvoice_channel = models.CharField(_("delivery channel"), max_length=16, default="email_pdf")
    electronic_address = models.CharField(_("electronic address"), max_length=60, blank=True)
    electronic_address_scheme = models.CharField(_("electronic address scheme"), max_length=4, blank=True)

    price_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("price group")
    )
    line_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("line discount group")
    )
    multiline_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("multiline discount group")
    )
    total_discount_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("total discount group")
    )
    charge_group = models.ForeignKey(
        CustomerDiscountGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("charge group")
    )
    language = models.CharField(_("language"), max_length=5, blank=True)

    delivery_terms = models.ForeignKey(
        DeliveryTerms, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delivery terms")
    )
    delivery_mode = models.ForeignKey(
        DeliveryMode, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mode of delivery")
    )
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("warehouse"))
    partial_delivery = models.CharField(
        _("partial delivery"), max_length=16, choices=PartialDelivery.choices, default=PartialDelivery.ALLOWED
    )
    tolerance_over = PercentField(_("over-delivery %"), null=True, blank=True)
    tolerance_under = PercentField(_("under-delivery %"), null=True, blank=True)

    summary_update_allowed = models.BooleanField(_("combine invoices"), default=False)
    invoicing_schedule = models.CharField(_("invoicing schedule"), max_length=12, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = scoped_manager(CustomerQuerySet)

    class Meta:
        ordering = ["account"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "account"], name="customer_account_unique"),
            models.UniqueConstraint(fields=["legal_entity", "id"], name="customer_in_entity"),
            models.CheckConstraint(condition=Q(credit_limit__gte=0), name="customer_credit_limit_not_negative"),
            not_negative("customer_tolerance_over", "tolerance_over"),
            percentage("customer_tolerance_under", "tolerance_under"),
        ]
        indexes = [
            by_folded("account", "customer_account_prefix"),
            models.Index(fields=["account", "id"], name="customer_account_order"),
            models.Index(fields=["legal_entity", "vat_number"], name="customer_by_vat_number"),
            models.Index(fields=["legal_entity", "id"], condition=~Q(hold=HoldKind.NONE), name="customer_held"),
        ]

    def __str__(self) -> str:
        """Return the account."""
        return self.account

    @property
    def key(self) -> BuyerKey:
        """Return the key under which documents name it: its own, or that of the prospect that it stands for."""
        return self.stands_for or int(self.pk)

    @property
    def name(self) -> str:
        """Return the party's name."""
        return self.party.name

    def hold_on(self, on_date: date) -> str:
        """Return the hold in force on a day; ``hold_until`` ends it the next day by itself."""
        if self.hold_until and on_date > self.hold_until:
            return HoldKind.NONE
        return self.hold

    def document_language(self) -> str:
        """Return the language of the customer's documents: the account's, else the party's, else the entity's."""
        return self.language or self.party.language or self.legal_entity.language
