"""The set-up of customers: groups, credit groups, methods of payment, terms and modes of delivery, parameters."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.forms import setup as forms
from customers.models import (
    CreditGroup,
    CustomerDiscountGroup,
    CustomerGroup,
    CustomerParameters,
    CustomerPostingProfile,
    CustomerPostingProfileLine,
    DeliveryMode,
    DeliveryTerms,
    MethodOfPayment,
)
from customers.services.save_posting_profile import save_posting_profile
from customers.setup_tables import (
    CreditGroupTable,
    CustomerGroupTable,
    DeliveryModeTable,
    DeliveryTermsTable,
    DiscountGroupTable,
    PaymentMethodTable,
    PostingProfileTable,
)
from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import ParametersView, RecordWithLinesView

SEE, CHANGE = "customers.view_setup", "customers.change_setup"
SEE_LEDGER, CHANGE_LEDGER = "ledger.view_setup", "ledger.change_setup"
SEE_CREDIT, CHANGE_CREDIT = "customers.view_credit", "customers.change_credit"

customer_pages = partial(SetUpPages, app="customers", see=SEE, change=CHANGE)


GROUPS = customer_pages(
    part="groups",
    one="group",
    model=CustomerGroup,
    title=_("Customer groups"),
    record_title=_("Customer group"),
    table=CustomerGroupTable,
    form=forms.CustomerGroupForm,
    empty_text=_("Every customer belongs to a group, which gives it terms of payment and a posting profile to start with."),
    change=CHANGE_LEDGER,
    list_rows="for_list",
)


DISCOUNT_GROUPS = customer_pages(
    part="discount-groups",
    one="discount-group",
    model=CustomerDiscountGroup,
    title=_("Customer discount groups"),
    record_title=_("Customer discount group"),
    table=DiscountGroupTable,
    form=forms.DiscountGroupForm,
    empty_text=_("Prices, discounts and charges can be agreed for a group of customers at once."),
)


CREDIT_GROUPS = customer_pages(
    part="credit-groups",
    one="credit-group",
    model=CreditGroup,
    title=_("Credit groups"),
    record_title=_("Credit group"),
    table=CreditGroupTable,
    form=forms.CreditGroupForm,
    empty_text=_("Customers that belong together can share one credit limit, in several legal entities too."),
    see=SEE_CREDIT,
    change=CHANGE_CREDIT,
    list_rows="for_list",
)


PAYMENT_METHODS = customer_pages(
    part="payment-methods",
    one="payment-method",
    model=MethodOfPayment,
    title=_("Methods of payment"),
    record_title=_("Method of payment"),
    table=PaymentMethodTable,
    form=forms.PaymentMethodForm,
    empty_text=_("Methods of payment say how customers pay and which account takes the money."),
    see=SEE_LEDGER,
    change=CHANGE_LEDGER,
    list_rows="for_list",
)


DELIVERY_TERMS = customer_pages(
    part="delivery-terms",
    one="delivery-terms",
    model=DeliveryTerms,
    title=_("Delivery terms"),
    record_title=_("Delivery terms"),
    table=DeliveryTermsTable,
    form=forms.DeliveryTermsForm,
    empty_text=_("Delivery terms say who pays and carries the risk of the journey; they are printed on documents."),
    search=Search(prefix=("code",), contains=("names",)),
)


DELIVERY_MODES = customer_pages(
    part="delivery-modes",
    one="delivery-mode",
    model=DeliveryMode,
    title=_("Modes of delivery"),
    record_title=_("Mode of delivery"),
    table=DeliveryModeTable,
    form=forms.DeliveryModeForm,
    empty_text=_("Modes of delivery say how goods travel and how many days that takes."),
    search=Search(prefix=("code",), contains=("names",)),
)


class PostingProfileEdit(RecordWithLinesView):
    """Make or change a posting profile with its rules."""

    line_form_class, lines_title = forms.PostingProfileLineForm, _("Summary accounts")
    child_model, parent_field = CustomerPostingProfileLine, "profile"

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the profile with the rules that are left."""
        known = {child.pk: child for child in self.children()}
        removed = [known[line["pk"]] for line in lines if line["DELETE"]]
        kept = {index: self.child_of(line, known) for index, line in enumerate(lines) if not line["DELETE"]}
        return save_posting_profile(self.entity, form.instance, kept, removed, user=self.request.user)


POSTING_PROFILES = customer_pages(
    part="posting-profiles",
    one="posting-profile",
    model=CustomerPostingProfile,
    title=_("Customer posting profiles"),
    record_title=_("Customer posting profile"),
    table=PostingProfileTable,
    form=forms.PostingProfileForm,
    empty_text=_("A posting profile says on which summary account the balance of a customer is booked."),
    see=SEE_LEDGER,
    change=CHANGE_LEDGER,
    form_page=PostingProfileEdit,
)


class CustomerParametersPage(ParametersView):
    """The parameters of customers and credit control."""

    permission_required, permission_to_change = "customers.view_parameters", "customers.change_parameters"
    title, model, form_class = _("Customer parameters"), CustomerParameters, forms.CustomerParametersForm
    success_page = "customers:parameters"
