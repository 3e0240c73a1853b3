"""Trade agreements: those in force, and the journals in which they are entered and posted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.backoffice.documents import Action, Field, Section
from foundation.backoffice.lists import BulkAction, Search, Tab
from foundation.backoffice.views import DocumentActionView, DocumentPage, LinesFormView, ListPage
from foundation.errors import Text
from foundation.organization.access import Access
from sales.filters import AgreementFilter
from sales.forms.agreements import (
    AdjustJournalForm,
    AgreementJournalForm,
    AgreementLineForm,
    CopyAgreementLinesForm,
    ExpireForm,
    starting_line,
)
from sales.models import TradeAgreement, TradeAgreementJournal
from sales.services.copy_agreements import adjust_journal, copy_agreement_lines
from sales.services.expire_agreements import expire_journal
from sales.services.trade_agreements import AgreementEntry, post_journal, save_journal, validate_journal
from sales.tables.agreements import AgreementJournalTable, AgreementLineTable, AgreementTable

VIEW, CHANGE = "sales.view_tradeagreement", "sales.change_tradeagreement"
POSTED = TradeAgreementJournal.Status.POSTED


class AgreementList(ListPage):
    """Prices and discounts of posted journals."""

    permission_required = export_permission = VIEW
    title = _("Trade agreements")
    model, rows = TradeAgreement, "for_list"
    table_class = AgreementTable
    filterset_class = AgreementFilter
    search = Search(prefix=("account_key", "item__number", "item_key", "journal__number"), contains=("item__name",))
    tabs = (
        Tab("all", _("All")),
        Tab("today", _("Valid today"), rows="valid_today"),
        Tab("price", _("Prices"), rows="prices"),
        Tab("discount", _("Discounts"), rows="discounts"),
    )
    order_by = "-pk"
    create_page, create_permission, create_label = "sales:agreement-journal-new", CHANGE, _("New journal")
    bulk_actions = (BulkAction("expire", _("Expire"), "sales:agreements-expire", CHANGE, icon="calendar-event"),)
    empty_text = _("Prices and discounts for customers and groups stand here once their journal is posted.")


class AgreementJournalList(ListPage):
    """All journals of trade agreements."""

    permission_required = export_permission = VIEW
    title = _("Trade agreement journals")
    model, rows = TradeAgreementJournal, "for_list"
    table_class = AgreementJournalTable
    search = Search(prefix=("number",), contains=("name",))
    tabs = (Tab("all", _("All")), Tab("open", _("Open"), rows="open"), Tab("posted", _("Posted"), rows="posted"))
    order_by = "-number"
    create_page, create_permission = "sales:agreement-journal-new", CHANGE
    empty_text = _("Enter prices and discounts in a journal, then post it to make them count.")


def _posted_already(journal: Any, _access: Access) -> Text:
    return _("The journal is posted.") if journal.status == POSTED else ""


def _not_posted(journal: Any, _access: Access) -> Text:
    return "" if journal.status == POSTED else _("The journal is not posted.")


class AgreementJournalPage(DocumentPage):
    """One journal with its lines."""

    permission_required = VIEW
    model, rows, title = TradeAgreementJournal, "for_list", _("Trade agreement journal")
    list_page = "sales:agreement-journals"
    status_tones = {"open": "blue", "posted": "green"}
    edit_page, edit_permission = "sales:agreement-journal-edit", CHANGE
    lines_table_class = AgreementLineTable
    actions = (
        Action(
            "post",
            _("Post"),
            "sales:agreement-journal-post",
            CHANGE,
            icon="check",
            method="post",
            key="p",
            blocked=_posted_already,
            order=10,
        ),
        Action("validate", _("Validate"), "sales:agreement-journal-validate", CHANGE, method="post", blocked=_posted_already, order=12),
        Action("copy-lines", _("Copy lines"), "sales:agreement-journal-copy-lines", CHANGE, icon="copy", blocked=_posted_already, order=15),
        Action("adjust", _("Copy and adjust"), "sales:agreement-journal-adjust", CHANGE, icon="percentage", order=20),
        Action("expire", _("Expire"), "sales:agreement-journal-expire", CHANGE, icon="calendar-event", blocked=_not_posted, order=30),
    )

    @property
    def edit_reason(self) -> str:
        """Return why the journal cannot be changed."""
        return str(_("The journal is posted; change its agreements by a new journal.")) if self.object.status == POSTED else ""

    def sections(self, document: Any) -> list[Section]:
        """Return what the journal is."""
        fields = [Field(_("Name"), document.name), Field(_("Posted by"), document.posted_by), Field(_("Posted at"), document.posted_at)]
        return [Section(_("General"), fields)]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the agreements."""
        return TradeAgreement.of(self.entity).of_journal(document.pk)


class AgreementJournalEdit(LinesFormView):
    """Enter or change an open journal."""

    permission_required = CHANGE
    model, title = TradeAgreementJournal, _("Trade agreement journal")
    form_class, line_form_class = AgreementJournalForm, AgreementLineForm
    success_page, cancel_page = "sales:agreement-journal", "sales:agreement-journals"

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the agreements."""
        return [starting_line(line) for line in TradeAgreement.of(self.entity).of_journal(record.pk)]

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> TradeAgreementJournal:  # type: ignore[override]
        """Save the journal."""
        return save_journal(self.entity, form.instance, [entry_of(line) for line in lines], self.request.user)


def entry_of(line: dict[str, Any]) -> AgreementEntry:
    """Return a cleaned line as the service takes it."""
    values = {name: value for name, value in line.items() if name not in {"pk", "DELETE", "currency"}}
    return AgreementEntry(**values, key=line["pk"], currency_id=line["currency"].upper(), remove=bool(line.get("DELETE")))


class AgreementJournalPost(DocumentActionView):
    """Post a journal."""

    permission_required = CHANGE
    model, title = TradeAgreementJournal, _("Post")
    document_page = "sales:agreement-journal"
    success_message = _("%(document)s is posted; its agreements count from now on.")

    def perform(self, document: Any, form: Any) -> Any:
        """Post it, and tell which lines overlap others."""
        for warning in post_journal(self.entity, document.pk, self.request.user):
            messages.warning(self.request, str(warning))


class AgreementJournalAdjust(DocumentActionView):
    """Copy a journal with other amounts."""

    permission_required = CHANGE
    model, title, verb = TradeAgreementJournal, _("Copy and adjust"), _("Make journal")
    form_class = AdjustJournalForm
    document_page = "sales:agreement-journal"

    def perform(self, document: Any, form: Any) -> Any:
        """Make the new journal."""
        data = form.cleaned_data
        return adjust_journal(self.entity, document.pk, self.request.user, percent=data["percent"], amount=data["amount"] or Decimal(0))

    def success_url(self, done: Any) -> str:
        """Lead to the new journal."""
        return self.url("sales:agreement-journal", pk=done.pk)


class AgreementJournalValidate(DocumentActionView):
    """Check a journal without posting it."""

    permission_required = CHANGE
    model, title = TradeAgreementJournal, _("Validate")
    document_page = "sales:agreement-journal"

    def perform(self, document: Any, form: Any) -> Any:
        """Tell what posting would tell."""
        warnings = validate_journal(self.entity, document.pk)
        for warning in warnings:
            messages.warning(self.request, str(warning))
        if not warnings:
            messages.success(self.request, str(_("Nothing stands in the way of posting %(document)s.")) % {"document": document})


class AgreementJournalCopyLines(DocumentActionView):
    """Copy lines of other journals into an open one."""

    permission_required = CHANGE
    model, title, verb = TradeAgreementJournal, _("Copy lines"), _("Copy lines")
    form_class = CopyAgreementLinesForm
    document_page = "sales:agreement-journal"

    def perform(self, document: Any, form: Any) -> Any:
        """Copy them, and tell how many."""
        count = copy_agreement_lines(self.entity, document.pk, form.wanted(), self.request.user)
        text = ngettext("%(count)s line was copied.", "%(count)s lines were copied.", count)
        messages.success(self.request, text % {"count": count})


class AgreementJournalExpire(DocumentActionView):
    """Let the agreements of a posted journal end."""

    permission_required = CHANGE
    model, title, verb = TradeAgreementJournal, _("Expire"), _("Expire")
    form_class = ExpireForm
    document_page = "sales:agreement-journal"

    def perform(self, document: Any, form: Any) -> Any:
        """Give them their last day, and tell how many have it."""
        _tell_expired(self.request, len(expire_journal(self.entity, document.pk, form.cleaned_data["to_date"], self.request.user)))


def _tell_expired(request: Any, count: int) -> None:
    text = ngettext("%(count)s agreement has a new last day.", "%(count)s agreements have a new last day.", count)
    messages.success(request, text % {"count": count})
