"""Contact persons: who at an organisation receives which document."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.party import Party


@pghistory.track()
class ContactPerson(models.Model):
    """A person who works for a party, and the documents that reach the party through this person."""

    organisation = models.ForeignKey(Party, models.CASCADE, related_name="contacts", verbose_name=_("organisation"))
    person = models.ForeignKey(Party, models.CASCADE, related_name="contact_of", verbose_name=_("person"))
    function = models.CharField(_("function"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    documents = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("receives"))
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    is_primary = models.BooleanField(_("primary"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["-is_primary", "id"]
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="contact_person_unique")]

    def __str__(self) -> str:
        """Return the person's name."""
        return str(self.person)
