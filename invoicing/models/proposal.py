"""Invoice proposals: what a clerk keeps between two clicks (invoicing.md 1.1, 1.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.organization.scope import EntityModel


class ProposalState(models.TextChoices):
    """The life of a proposal."""

    DRAFT = "draft", _("Draft")
    POSTING = "posting", _("Posting")
    POSTED = "posted", _("Posted")
    PARTLY_POSTED = "partly_posted", _("Partly posted")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class InvoiceProposal(EntityModel):
    """Parameters, selection and edited quantities of one posting form; the plan is computed from it every time.

    ``orders`` are keys of sales orders, ``packing_slips`` the ticked slips (empty = all), ``quantities`` maps the key of an
    order line or, as ``s<key>``, of a slip line to the quantity to invoice now, ``header`` holds edits per group.
    """

    state = models.CharField(_("state"), max_length=14, choices=ProposalState.choices, default=ProposalState.DRAFT)
    origin = models.CharField(_("origin"), max_length=12, default="form")
    parameters = models.JSONField(_("parameters"), default=dict)
    orders = models.JSONField(_("sales orders"), default=list)
    packing_slips = models.JSONField(_("packing slips"), default=list)
    quantities = models.JSONField(_("edited quantities"), default=dict)
    header = models.JSONField(_("edited header fields"), default=dict)
    arranged = models.BooleanField(_("arranged"), default=False)
    created_by = models.ForeignKey("organization.User", models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    outcome = models.JSONField(_("outcome"), default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("invoice proposal")
        verbose_name_plural = _("invoice proposals")

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.pk}"
