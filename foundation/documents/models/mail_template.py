"""What an e-mail says, per kind of document or other message and language (invoicing.md 9.3)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.documents.mail_kinds import mail_kind_choices
from foundation.organization.scope import EntityModel


@pghistory.track()
class MailTemplate(EntityModel):
    """Subject and body in one language; ``{number}`` and the like are replaced from a fixed list (reliability.md §13)."""

    document_type = models.CharField(_("document type"), max_length=20, choices=mail_kind_choices)
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("body"), max_length=4000)

    class Meta:
        ordering = ["document_type", "language"]
        verbose_name = _("e-mail text")
        verbose_name_plural = _("e-mail texts")
        constraints = [models.UniqueConstraint(fields=["legal_entity", "document_type", "language"], name="mail_template_unique")]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject
