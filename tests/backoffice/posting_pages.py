"""A posting dialog for tests: it gives customers more days to pay, one or many terms at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import URLPattern, URLResolver, include, path

from config.urls import urlpatterns as product
from foundation.backoffice.addresses import EntityConverter
from foundation.backoffice.documents import Total
from foundation.backoffice.forms import EntryDecimalField, PostingForm
from foundation.backoffice.ledger.payment_terms import TermsOfPaymentList
from foundation.backoffice.posting import InputCell, Money, Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from foundation.batch.handlers import BatchHandler
from foundation.batch.parameters import ParameterField, ParameterType
from foundation.errors import BusinessRuleError, RecordChanged
from foundation.ledger.models import TermsOfPayment

MOST_DAYS = 120


class TooManyDays(BusinessRuleError):
    """Nobody gets more days than that."""

    code = "TST-01"
    message = "%(terms)s would get %(days)s days."


class NotToday(BusinessRuleError):
    """A refusal of the request as a whole."""

    code = "TST-02"
    message = "Not by %(days)s days."


class MoreDaysJob(BatchHandler):
    """The same as a batch job."""

    kind = "more_days"
    label = "More days"
    permission = "ledger.change_setup"
    claims = "ledger.termsofpayment"

    def parameter_fields(self, entity: Any) -> Iterable[ParameterField]:  # type: ignore[override]
        """Return the days."""
        return [ParameterField("days", "Days", ParameterType.NUMBER, required=True)]


class MoreDaysForm(PostingForm):
    """How many days more, and others for single terms."""

    days = forms.IntegerField(initial=5)
    sure = forms.BooleanField(required=False, initial=True)

    def extra_fields(self) -> dict[str, forms.Field]:
        """Return an input per terms."""
        return {f"days_{terms.pk}": EntryDecimalField(required=False, label=f"Days of {terms}") for terms in self.documents}


@dataclass(frozen=True)
class Plan:
    """Terms with their days to be, and the refused ones."""

    days: dict[TermsOfPayment, int]
    refused: dict[TermsOfPayment, BusinessRuleError]


class MoreDaysDialog(PostingDialogView):
    """Gives more days."""

    permission_required = "ledger.change_setup"
    title, verb, model = "More days", "Give", TermsOfPayment
    form_class = MoreDaysForm
    list_class, list_page = TermsOfPaymentList, "ledger:payment-terms"
    document_page = "ledger:payment-terms-edit"
    batch_kind = "more_days"
    remembered = ("days", "sure")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> Plan:
        """Add the days."""
        if parameters["days"] == 13:
            raise NotToday(days=13, field="days")
        plan = Plan({}, {})
        for terms in documents:
            days = terms.days + int(parameters.get(f"days_{terms.pk}") or parameters["days"])
            if days > MOST_DAYS:
                plan.refused[terms] = TooManyDays(terms=terms, days=days)
            else:
                plan.days[terms] = days
        return plan

    def describe(self, plan: Plan) -> Preview:
        """Return a table per terms."""
        documents = [
            PreviewDocument(
                title=terms.code,
                lines=PreviewTable(
                    ["Before", "After", "More"], [[Decimal(terms.days), Money(Decimal(days), "EUR"), InputCell(f"days_{terms.pk}", "5")]]
                ),
                totals=[Total("Days", Decimal(days))],
            )
            for terms, days in plan.days.items()
        ]
        return Preview(documents, [Refused(terms.code, "", error.as_refusal()) for terms, error in plan.refused.items()])

    def to_remember(self, plan: Plan) -> dict[str, Any]:
        """Remember the days to be."""
        return {str(terms.pk): days for terms, days in plan.days.items()}

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Store the days; refuses when others were shown."""
        plan = self.make_plan(documents, parameters)
        if self.shown_for(parameters) not in ({}, self.to_remember(plan)):
            raise RecordChanged(object="Days", user="–")
        for terms, days in plan.days.items():
            terms.days = days
            terms.save()
        links = [ResultLink(terms.code, detail=f"{days} days", amount=Decimal(days), currency="EUR") for terms, days in plan.days.items()]
        return Outcome(links, [(terms.code, "", error.as_refusal()) for terms, error in plan.refused.items()])


entity_patterns: list[URLPattern | URLResolver] = [
    path("more-days/", MoreDaysDialog.as_view(), name="more-days"),
    path("more-days/<int:pk>/", MoreDaysDialog.as_view(), name="more-days-of"),
]
urlpatterns = [*product, path(f"<{EntityConverter.name}:entity>/tests/", include(entity_patterns))]
