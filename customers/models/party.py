"""The address book: one party per real person or organisation, shared by all legal entities (customers.md §1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self

import pghistory
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

MOST_ALIKE = 300


class PartyQuerySet(models.QuerySet["Party"]):
    """Finds parties."""

    def with_contact_data(self) -> Self:
        """Addresses, electronic addresses and identifiers in a fixed number of queries."""
        return self.prefetch_related("addresses", "electronic_addresses", "identifiers")

    def known_to(self, user: Any) -> Self:
        """Parties that are customers in a legal entity where the user has a role; of others only name and city are shown."""
        entities = user.memberships.values("legal_entity")
        customers = apps.get_model("customers", "Customer").unscoped("the entities of a user").filter(legal_entity__in=entities)
        return self.filter(pk__in=customers.values("party"))

    def keys_among(self, keys: Collection[int]) -> set[int]:
        """Return which of the keys are keys of these parties."""
        return set(self.filter(pk__in=keys).values_list("pk", flat=True))

    def alike(
        self, *, numbers: Collection[str], reached_at: Collection[str], postal_codes: Collection[str], words: Collection[str]
    ) -> list[Party]:
        """Return the parties that share a number, a phone, an e-mail address, a postal code or a word of the name.

        Of words and postal codes many parties may have some; the best matches are read, a few hundred at most.
        """
        found = set(
            self.filter(Q(identifiers__value__in=numbers) | Q(electronic_addresses__value__in=reached_at)).values_list("pk", flat=True)
        )
        found |= set(self.filter(addresses__postal_code__in=postal_codes).values_list("pk", flat=True)[:MOST_ALIKE])
        if words:
            query = SearchQuery(" | ".join(f"{word}:*" for word in sorted(words)), search_type="raw", config="simple")
            ranked = self.filter(search=query).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "pk")
            found |= set(ranked.values_list("pk", flat=True)[:MOST_ALIKE])
        return list(self.filter(pk__in=found).with_contact_data()) if found else []


@pghistory.track(exclude=["search"])
class Party(models.Model):
    """One real person or organisation."""

    class Kind(models.TextChoices):
        """A person or an organisation; cannot be changed after creation."""

        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")

    class PrivacyStatus(models.TextChoices):
        """Whether the data may be used."""

        NORMAL = "normal", _("Normal")
        RESTRICTED = "restricted", _("Restricted")
        ERASURE_PENDING = "erasure_pending", _("Erasure pending")
        ANONYMISED = "anonymised", _("Anonymised")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.ORGANISATION)
    name = models.CharField(_("name"), max_length=100)
    search_name = models.CharField(_("search name"), max_length=20, blank=True)
    known_as = models.CharField(_("known as"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=20, blank=True)
    first_name = models.CharField(_("first name"), max_length=50, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=50, blank=True)
    last_name_prefix = models.CharField(_("last name prefix"), max_length=20, blank=True)
    last_name = models.CharField(_("last name"), max_length=50, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    privacy_status = models.CharField(_("privacy status"), max_length=16, choices=PrivacyStatus.choices, default=PrivacyStatus.NORMAL)
    notes = models.TextField(_("notes"), blank=True, max_length=4000)
    external_id = models.CharField(_("external id"), max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    search = models.GeneratedField(
        expression=SearchVector("name", "search_name", "known_as", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        indexes = [GinIndex(fields=["search"], name="party_search"), models.Index(fields=["name", "id"], name="party_by_name")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def number(self) -> str:
        """Return the party number, drawn from the shared sequence of the table."""
        return f"P{self.pk:07}"


@pghistory.track()
class PartyIdentifier(models.Model):
    """A number under which an authority or a network knows the party."""

    class Kind(models.TextChoices):
        """Which number it is."""

        VAT = "vat", _("VAT number")
        REGISTRATION = "registration", _("Register number")
        EORI = "eori", _("EORI number")
        GLN = "gln", _("GLN")
        DUNS = "duns", _("DUNS number")
        PEPPOL = "peppol", _("Peppol participant")
        TAX_ID = "tax_id", _("Tax number")

    party = models.ForeignKey(Party, models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    value = models.CharField(_("number"), max_length=40)
    scheme = models.CharField(_("scheme"), max_length=4, blank=True)
    verified = models.CharField(_("checked"), max_length=12, default="not_checked")
    verified_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [models.UniqueConstraint(fields=["party", "kind", "country"], name="party_identifier_unique")]
        indexes = [models.Index(fields=["kind", "value"], name="party_identifier_by_value")]

    def __str__(self) -> str:
        """Return the number."""
        return self.value


class PartyAddressQuerySet(models.QuerySet["PartyAddress"]):
    """Finds the address for a purpose and a day."""

    def public(self) -> Self:
        """Addresses that everybody may see."""
        return self.filter(is_private=False)

    def visible(self, *, private: bool) -> Self:
        """Return all addresses to those who may see private ones, else the public ones."""
        return self if private else self.public()

    def valid_on(self, on_date: date) -> Self:
        """Addresses in force on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on_date), Q(valid_to=None) | Q(valid_to__gte=on_date))

    def not_ended(self, on_date: date) -> Self:
        """Addresses in force on a day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on_date))


@pghistory.track()
class PartyAddress(models.Model):
    """A postal address of a party; documents copy it, so later edits change no posted paper."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="addresses")
    description = models.CharField(_("description"), max_length=60, blank=True)
    purposes = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("purposes"))
    country = models.CharField(_("country"), max_length=2)
    street = models.CharField(_("street"), max_length=100, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    extra_lines = models.CharField(_("extra lines"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_primary = models.BooleanField(_("primary"), default=False)
    is_private = models.BooleanField(_("private"), default=False)
    delivery_note = models.CharField(_("delivery note"), max_length=200, blank=True)

    objects = PartyAddressQuerySet.as_manager()

    class Meta:
        ordering = ["-is_primary", "id"]
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name="address_dates_ordered"
            ),
            ExclusionConstraint(
                name="address_one_primary_on_any_day",
                expressions=[
                    (Func(F("party_id"), F("party_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_primary=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the address on one line."""
        return ", ".join(
            part for part in (f"{self.street} {self.house_number}".strip(), f"{self.postal_code} {self.city}".strip(), self.country) if part
        )

    def is_valid_on(self, on_date: date) -> bool:
        """Tell whether the address is in force on a day."""
        return (self.valid_from is None or self.valid_from <= on_date) and (self.valid_to is None or self.valid_to >= on_date)


@pghistory.track()
class ElectronicAddress(models.Model):
    """A phone number, e-mail address or web address of a party."""

    class Kind(models.TextChoices):
        """What kind of address it is."""

        PHONE = "phone", _("Phone")
        MOBILE = "mobile", _("Mobile phone")
        EMAIL = "email", _("E-mail")
        URL = "url", _("Website")
        EDI = "edi", _("EDI")

    party = models.ForeignKey(Party, models.CASCADE, related_name="electronic_addresses")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    value = models.CharField(_("address"), max_length=200)
    purposes = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("purposes"))
    is_primary = models.BooleanField(_("primary"), default=False)
    bounced = models.BooleanField(_("bounced"), default=False)

    class Meta:
        ordering = ["kind", "-is_primary", "id"]
        verbose_name = _("electronic address")
        verbose_name_plural = _("electronic addresses")
        constraints = [
            models.UniqueConstraint(fields=["party", "kind"], condition=Q(is_primary=True), name="electronic_address_one_primary"),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.value
