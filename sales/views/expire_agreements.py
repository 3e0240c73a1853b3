"""Let a selection of trade agreements end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from sales.forms.agreements import ExpireAgreementsForm
from sales.models import TradeAgreement
from sales.services.expire_agreements import begins_later, ending, expire_agreements
from sales.views.agreements import CHANGE, AgreementList


class ExpireAgreementsDialog(PostingDialogView):
    """Give the ticked agreements their last day."""

    permission_required = CHANGE
    title, verb = _("Expire"), _("Expire")
    model, rows = TradeAgreement, "for_list"
    list_class, list_page = AgreementList, "sales:agreements"
    form_class = ExpireAgreementsForm
    posted_text, not_posted_text = _("Ended"), _("Not ended")

    def get_initial(self, _documents: list[Any]) -> dict[str, Any]:
        """Propose today."""
        return {"to_date": self.entity.today()}

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> tuple[list[Any], list[Refused]]:
        """Return the agreements that the day concerns, and those that begin later."""
        day = parameters["to_date"]
        refused = [(line, begins_later(line, day)) for line in ending(documents, day)] if day else []
        going = [line for line, refusal in refused if refusal is None]
        return going, [Refused(str(line), self._url(line), refusal.as_refusal()) for line, refusal in refused if refusal is not None]

    def describe(self, plan: tuple[list[Any], list[Refused]]) -> Preview:
        """Show the agreements."""
        going, refused = plan
        return Preview([PreviewDocument(str(line), str(line.journal), self._url(line)) for line in going], refused)

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """End them."""
        going, refused = self.make_plan(documents, parameters)
        expire_agreements(self.entity, [line.pk for line in going], parameters["to_date"], self.request.user)
        return Outcome([ResultLink(str(line), self._url(line), detail=str(line.journal)) for line in going], refused)

    def _url(self, line: Any) -> str:
        return self.url("sales:agreement-journal", pk=line.journal_id)
