"""The papers of selected packing slips: as one file to print, and sent to their customers again (sales.md §11.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists.listing import Listing
from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, Refused, ResultLink
from foundation.backoffice.views import ListPage, PostingDialogView
from foundation.documents.document_types import default_purpose
from foundation.documents.errors import NoAddress
from foundation.documents.services import archive
from foundation.documents.services.deliver_documents import email_document
from foundation.documents.services.printer_queue import merge_pdfs
from foundation.documents.services.resolve_printing import PrintableDocument
from foundation.errors import BusinessRuleError
from sales.models import PackingSlip
from sales.services.print_documents import PRINTING
from sales.views.posted_documents import VIEW_SLIP, PackingSlipList

MOST_AT_ONCE = 100


class PackingSlipsPdf(PackingSlipList):
    """The originals of the selected packing slips as one file; each counts as printed."""

    rate = "pdf"
    permission_required = VIEW_SLIP

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the merged file, in the order of the numbers."""
        return self.merged(Listing(self, self.request, request.GET))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the merged file of the rows that a list sent."""
        return self.merged(Listing(self, self.request, request.POST))

    def merged(self, listing: Listing) -> HttpResponseBase:
        """Return one PDF of the selected slips, or to the list when none is selected."""
        keys = listing.selected_keys(MOST_AT_ONCE + 1)
        if not 0 < len(keys) <= MOST_AT_ONCE:
            nothing, many = _("Select the packing slips to print first."), _("Select at most %(most)d packing slips to print at once.")
            messages.error(self.request, str(many) % {"most": MOST_AT_ONCE} if keys else nothing)
            return self.go(self.url("sales:packing-slips"))
        slips = list(PackingSlip.of(self.entity).filter(pk__in=keys).for_print().order_by("number"))
        user = self.request.user
        contents = [archive.open_original(PRINTING.original(slip, user=user), user=user) for slip in slips]
        name = f"{self.entity.code}-{slips[0].number}-{slips[-1].number}"
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(merge_pdfs(contents), content_type="application/pdf", headers=headers)


@dataclass(frozen=True)
class SendPlan:
    """The slips that go with the addresses they go to, and why others stay, by their keys."""

    going: Sequence[tuple[PackingSlip, PrintableDocument, Sequence[str]]]
    refusals: Mapping[int, BusinessRuleError]


class SendSlipsDialog(PostingDialogView):
    """Send the originals of packing slips to their customers once more."""

    permission_required = "invoicing.send_document"
    model, rows = PackingSlip, "for_print"
    list_class: ClassVar[type[ListPage]] = PackingSlipList
    list_page, document_page = "sales:packing-slips", "sales:packing-slip"
    title, verb = _("Send packing slips"), _("Send")
    posted_text, not_posted_text = _("On their way"), _("Not sent")

    @property
    def most(self) -> int:
        """Return how many are sent at once: each may have to be made first."""
        return MOST_AT_ONCE

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> SendPlan:
        """Find the address of each; a customer without one is left out."""
        going, refusals = [], {}
        for slip in documents:
            printable = PRINTING.printable(slip)
            to = printable.addresses.get("", [])
            if to:
                going.append((slip, printable, to))
            else:
                refusals[slip.pk] = NoAddress(purpose=default_purpose(printable.document_type), customer=printable.party_name)
        return SendPlan(going, refusals)

    def describe(self, plan: SendPlan) -> Preview:
        """Show each slip with its addresses."""
        shown = [PreviewDocument(slip.number, ", ".join(to), self.page_of(slip.pk)) for slip, _document, to in plan.going]
        return Preview(shown, self.refused(plan))

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Queue an e-mail for each slip."""
        plan, user = self.make_plan(documents, parameters), self.request.user
        for slip, printable, to in plan.going:
            email_document(self.entity, printable, PRINTING.original(slip, user=user), to=to, user=user)
        links = [ResultLink(slip.number, self.page_of(slip.pk), detail=", ".join(to)) for slip, _document, to in plan.going]
        return Outcome(links, self.refused(plan))

    def refused(self, plan: SendPlan) -> list[Refused]:
        """Return what stays, each with its reason."""
        numbers = {slip.pk: slip.number for slip in self.documents}
        return [Refused(numbers[key], self.page_of(key), error.as_refusal()) for key, error in plan.refusals.items()]

    def page_of(self, key: int) -> str:
        """Return the page of a slip."""
        return self.url(self.document_page, pk=key)
