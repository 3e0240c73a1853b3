"""Templates of quotations: make one, make a quotation from it, or one for each of many customers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Prospect
from customers.views.customers import CustomerList
from customers.views.prospects import ProspectList
from foundation.backoffice.posting import Outcome, Preview, PreviewDocument, PreviewTable, Refused, ResultLink
from foundation.backoffice.views import PostingDialogView
from sales.quotations.forms import FromTemplateForm, MassCreateForm, TemplateForm
from sales.quotations.models import Quotation
from sales.quotations.services.use_templates import MadeFromTemplate, create_from_template, set_template
from sales.quotations.views.quotation_actions import QuotationActionView

CHANGE = "quotations.change_quotation"


class SetTemplateAction(QuotationActionView):
    """Make a quotation a template, or no longer."""

    permission_required = CHANGE
    title, verb = _("Template"), _("Save")
    form_class: ClassVar[Any] = TemplateForm
    success_message = _("%(document)s is saved.")

    def make_form(self, data: Any = None) -> TemplateForm:
        """Return the form with the names that the template has."""
        return TemplateForm(data, entity=self.entity, access=self.request.access, instance=self.object)

    def perform(self, document: Any, form: Any) -> Any:
        """Save the names."""
        data = form.cleaned_data
        names = {"group": data["template_group"], "name": data["template_name"], "active": data["template_active"]}
        return set_template(self.entity, document.pk, self.request.user, **names)


class CreateFromTemplateAction(QuotationActionView):
    """Make a quotation from a template."""

    permission_required = CHANGE
    title, verb = _("New from template"), _("Make the quotation")
    form_class = FromTemplateForm
    success_message = _("This was made from %(document)s.")

    def perform(self, document: Any, form: Any) -> Any:
        """Make the quotation; raises why it cannot be made."""
        user, limit = self.request.user, self.request.access.manual_discount_limit
        search = form.cleaned_data["search_prices"]
        made = create_from_template(self.entity, document.pk, [form.key], user, search_prices=search, discount_limit=limit)
        for refusal in made.refusals.values():
            raise refusal
        return made.quotations[form.key]

    def success_url(self, done: Any) -> str:
        """Lead to the new quotation."""
        return self.url("quotations:quotation", pk=done.pk)


class MassCreateDialog(PostingDialogView):
    """Make a quotation from a template for every chosen customer."""

    permission_required = CHANGE
    title, verb = _("Quotations from a template"), _("Make the quotations")
    form_class = MassCreateForm
    model: ClassVar[Any] = Customer
    rows = "for_page"
    list_class: ClassVar[Any] = CustomerList
    list_page, document_page = "customers:customers", "customers:customer"
    posted_text, not_posted_text = _("Made"), _("Not made")

    def make_plan(self, documents: list[Any], parameters: dict[str, Any]) -> list[Any]:
        """Return whom quotations are made for."""
        return documents

    def describe(self, plan: list[Any]) -> Preview:
        """Show for whom quotations are made."""
        rows: list[list[Any]] = [[buyer.account, buyer.name] for buyer in plan]
        heading = self.model._meta.verbose_name
        return Preview([PreviewDocument(title=_("Quotations"), lines=PreviewTable([capfirst(heading), _("Name")], rows))] if rows else [])

    def perform(self, documents: list[Any], parameters: dict[str, Any]) -> Outcome:
        """Make the quotations, and tell who got none and why."""
        template: Quotation = parameters["template"]
        buyers = {buyer.key: buyer for buyer in documents}
        limit, search = self.request.access.manual_discount_limit, bool(parameters.get("search_prices"))
        made: MadeFromTemplate = create_from_template(
            self.entity, template.pk, list(buyers), self.request.user, search_prices=search, discount_limit=limit
        )
        links = [
            ResultLink(
                known.number,
                self.url("quotations:quotation", pk=known.pk),
                detail=buyers[key].name,
                amount=known.quotation_amount,
                currency=known.currency_id,
            )
            for key, known in made.quotations.items()
        ]
        refused = [
            Refused(buyers[key].account, self.url(self.document_page, pk=buyers[key].pk), error.as_refusal())
            for key, error in made.refusals.items()
        ]
        return Outcome(links, refused)


class MassCreateForProspectsDialog(MassCreateDialog):
    """Make a quotation from a template for every chosen prospect."""

    model, rows = Prospect, "for_display"
    list_class, list_page = ProspectList, "customers:prospects"
    document_page = "customers:prospect"
