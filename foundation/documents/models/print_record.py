"""Print management: who gets which document how (invoicing.md 9.1, 9.2; customers.md §2.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.documents.document_types import DocumentType
from foundation.documents.models.output import Destination
from foundation.organization.scope import EntityModel, ScopedQuerySet, scoped_manager


class PrintLevel(models.IntegerChoices):
    """Where a record stands; a higher number is nearer to the document and wins."""

    MODULE = 1, _("Legal entity")
    GROUP = 2, _("Customer group")
    ACCOUNT = 3, _("Customer")
    TRANSACTION = 4, _("Document")


class PrintKind(models.TextChoices):
    """Whether the record asks for the original or for a further copy."""

    ORIGINAL = "original", _("Original")
    COPY = "copy", _("Copy")


class ConditionField(models.TextChoices):
    """What a condition can ask about."""

    TOTAL = "total", _("Total amount")
    CURRENCY = "currency", _("Currency")
    COUNTRY = "country", _("Country of the customer")
    CUSTOMER_GROUP = "customer_group", _("Customer group")
    DELIVERY_MODE = "delivery_mode", _("Mode of delivery")


class ConditionOperator(models.TextChoices):
    """How a condition compares."""

    GREATER = "gt", _("is greater than")
    AT_LEAST = "ge", _("is at least")
    LESS = "lt", _("is less than")
    AT_MOST = "le", _("is at most")
    EQUAL = "eq", _("is")
    NOT_EQUAL = "ne", _("is not")


class PrintRecordQuerySet(ScopedQuerySet):
    """Finds print records."""

    def for_document(self, document_type: str, owners: Iterable[tuple[int, str, int | None]]) -> Self:
        """Records of a kind of document at the module level and of these owners, with all their settings."""
        wanted = Q(level=PrintLevel.MODULE)
        for level, owner_type, owner_id in owners:
            wanted |= Q(level=level, owner_type=owner_type, owner_id=owner_id)
        return self.filter(wanted, document_type=document_type).order_by("level", "pk").prefetch_related("settings__destinations")

    def of_entity(self) -> Self:
        """Records of the legal entity itself, with all their settings."""
        return self.filter(level=PrintLevel.MODULE).prefetch_related("settings__destinations")

    def taken(self, fields: dict[str, Any], but: int | None) -> bool:
        """Tell whether another record than the one with this key has these values."""
        return self.filter(**fields).exclude(pk=but).exists()

    def of_owner(self, level: int, owner_type: str = "", owner_id: int | None = None) -> Self:
        """Records that stand at one place, with all their settings."""
        return (
            self.filter(level=level, owner_type=owner_type, owner_id=owner_id)
            .order_by("document_type", "kind", "name")
            .prefetch_related("settings__destinations")
        )


@pghistory.track()
class PrintRecord(EntityModel):
    """A rule that a kind of document is delivered under this name; nearer levels replace it by the same name."""

    level = models.PositiveSmallIntegerField(_("level"), choices=PrintLevel.choices, default=PrintLevel.MODULE)
    owner_type = models.CharField(_("owner type"), max_length=60, blank=True, default="")
    owner_id = models.BigIntegerField(_("owner"), null=True, blank=True)
    document_type = models.CharField(_("document type"), max_length=20, choices=DocumentType.choices)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=PrintKind.choices, default=PrintKind.ORIGINAL)
    suppress = models.BooleanField(_("suppress"), default=False, help_text=_("Removes the inherited record of the same name."))
    default_enabled = models.BooleanField(_("default setting is used"), default=True)

    objects: ClassVar[Any] = scoped_manager(PrintRecordQuerySet)

    class Meta:
        ordering = ["document_type", "level", "name"]
        verbose_name = _("print record")
        verbose_name_plural = _("print management")
        constraints = [
            models.UniqueConstraint(
                fields=["legal_entity", "document_type", "level", "owner_type", "owner_id", "name"],
                name="print_record_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(level=PrintLevel.MODULE, owner_type="", owner_id__isnull=True)
                | (Q(level__gt=PrintLevel.MODULE, owner_id__isnull=False) & ~Q(owner_type="")),
                name="print_record_owner_fits_level",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def goes_to(self) -> str:
        """Return the destinations in words."""
        return ", ".join(str(place) for setting in self.settings.all() for place in setting.destinations.all())


class PrintSetting(models.Model):
    """How a record delivers: always (sequence 0, the default setting) or when a condition holds."""

    record = models.ForeignKey(PrintRecord, models.CASCADE, related_name="settings")
    sequence = models.PositiveSmallIntegerField(_("sequence"), default=0, validators=[MaxValueValidator(19)])
    condition_field = models.CharField(_("condition"), max_length=20, choices=ConditionField.choices, blank=True)
    condition_operator = models.CharField(_("comparison"), max_length=2, choices=ConditionOperator.choices, blank=True)
    condition_value = models.CharField(_("value"), max_length=40, blank=True)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)])
    language = models.CharField(_("language"), max_length=5, blank=True)
    footer_texts = models.JSONField(_("footer text per language"), default=dict, blank=True)

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("print setting")
        verbose_name_plural = _("print settings")
        constraints = [
            models.UniqueConstraint(fields=["record", "sequence"], name="print_setting_unique"),
            models.CheckConstraint(condition=Q(copies__gte=1) & Q(copies__lte=99), name="print_setting_copies"),
            models.CheckConstraint(
                condition=Q(sequence=0, condition_field="") | (Q(sequence__gt=0, sequence__lte=19) & ~Q(condition_field="")),
                name="print_setting_condition_fits_sequence",
            ),
        ]

    def __str__(self) -> str:
        """Return the condition in words, or that it is the default."""
        if not self.condition_field:
            return str(_("Default"))
        return f"{self.get_condition_field_display()} {self.get_condition_operator_display()} {self.condition_value}"

    def footer_in(self, language: str) -> str:
        """Return the footer text in a language, else in English, else none."""
        texts = self.footer_texts
        return str(texts.get(language) or texts.get("en") or "")


class PrintDestination(models.Model):
    """One place where a setting sends the document."""

    setting = models.ForeignKey(PrintSetting, models.CASCADE, related_name="destinations")
    destination = models.CharField(_("destination"), max_length=8, choices=Destination.choices)
    queue = models.CharField(_("printer queue"), max_length=30, blank=True)
    purpose = models.CharField(_("e-mail purpose"), max_length=12, blank=True)
    to = models.CharField(_("to"), max_length=300, blank=True, help_text=_("Addresses separated by commas; empty: by purpose."))
    cc = models.CharField(_("cc"), max_length=300, blank=True)
    bcc = models.CharField(_("bcc"), max_length=300, blank=True)
    reply_to = models.EmailField(_("reply to"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("print destination")
        verbose_name_plural = _("print destinations")
        constraints = [
            models.CheckConstraint(condition=~Q(destination="queue") | ~Q(queue=""), name="print_destination_names_its_queue"),
        ]

    def __str__(self) -> str:
        """Return where it goes."""
        detail = self.queue or self.to or self.purpose
        return f"{self.get_destination_display()} {detail}".strip()
