"""The set-up of customers: groups, credit groups, methods of payment, terms and modes of delivery, parameters."""

from __future__ import annotations

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
from foundation.backoffice.views import ListPage, ParametersView, RecordDeleteView, RecordFormView, RecordWithLinesView

SEE, CHANGE = "customers.view_setup", "customers.change_setup"
SEE_LEDGER, CHANGE_LEDGER = "ledger.view_setup", "ledger.change_setup"
SEE_CREDIT, CHANGE_CREDIT = "customers.view_credit", "customers.change_credit"


class SetUpList(ListPage):
    """What the set-up lists share."""

    permission_required = export_permission = SEE
    create_permission = CHANGE
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"


class CustomerGroupList(SetUpList):
    """All customer groups."""

    create_permission = CHANGE_LEDGER
    title, model, table_class, rows = _("Customer groups"), CustomerGroup, CustomerGroupTable, "for_list"
    create_page = "customers:group-new"
    empty_text = _("Every customer belongs to a group, which gives it terms of payment and a posting profile to start with.")


class CustomerGroupEdit(RecordFormView):
    """Make or change a customer group."""

    permission_required, permission_to_change = SEE, CHANGE_LEDGER
    title, model, form_class = _("Customer group"), CustomerGroup, forms.CustomerGroupForm
    success_page = cancel_page = "customers:groups"
    delete_page = "customers:group-delete"


class CustomerGroupDelete(RecordDeleteView):
    """Delete a customer group without customers."""

    permission_required = CHANGE_LEDGER
    title, model, list_page, document_page = _("Customer group"), CustomerGroup, "customers:groups", "customers:group-edit"


class DiscountGroupList(SetUpList):
    """All groups that trade agreements name."""

    title, model, table_class = _("Customer discount groups"), CustomerDiscountGroup, DiscountGroupTable
    create_page = "customers:discount-group-new"
    empty_text = _("Prices, discounts and charges can be agreed for a group of customers at once.")


class DiscountGroupEdit(RecordFormView):
    """Make or change a discount group."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Customer discount group"), CustomerDiscountGroup, forms.DiscountGroupForm
    success_page = cancel_page = "customers:discount-groups"
    delete_page = "customers:discount-group-delete"


class DiscountGroupDelete(RecordDeleteView):
    """Delete a discount group that nobody belongs to."""

    permission_required = CHANGE
    title, model = _("Customer discount group"), CustomerDiscountGroup
    list_page, document_page = "customers:discount-groups", "customers:discount-group-edit"


class CreditGroupList(SetUpList):
    """All credit groups; they are shared by the legal entities."""

    permission_required = export_permission = SEE_CREDIT
    create_permission = CHANGE_CREDIT
    title, model, table_class, rows = _("Credit groups"), CreditGroup, CreditGroupTable, "for_list"
    create_page = "customers:credit-group-new"
    empty_text = _("Customers that belong together can share one credit limit, in several legal entities too.")


class CreditGroupEdit(RecordFormView):
    """Make or change a credit group."""

    permission_required, permission_to_change = SEE_CREDIT, CHANGE_CREDIT
    title, model, form_class = _("Credit group"), CreditGroup, forms.CreditGroupForm
    success_page = cancel_page = "customers:credit-groups"
    delete_page = "customers:credit-group-delete"


class CreditGroupDelete(RecordDeleteView):
    """Delete a credit group without members."""

    permission_required = CHANGE_CREDIT
    title, model = _("Credit group"), CreditGroup
    list_page, document_page = "customers:credit-groups", "customers:credit-group-edit"


class PaymentMethodList(SetUpList):
    """All methods of payment."""

    permission_required = export_permission = SEE_LEDGER
    create_permission = CHANGE_LEDGER
    title, model, table_class, rows = _("Methods of payment"), MethodOfPayment, PaymentMethodTable, "for_list"
    create_page = "customers:payment-method-new"
    empty_text = _("Methods of payment say how customers pay and which account takes the money.")


class PaymentMethodEdit(RecordFormView):
    """Make or change a method of payment."""

    permission_required, permission_to_change = SEE_LEDGER, CHANGE_LEDGER
    title, model, form_class = _("Method of payment"), MethodOfPayment, forms.PaymentMethodForm
    success_page = cancel_page = "customers:payment-methods"
    delete_page = "customers:payment-method-delete"


class PaymentMethodDelete(RecordDeleteView):
    """Delete a method of payment that nobody uses."""

    permission_required = CHANGE_LEDGER
    title, model = _("Method of payment"), MethodOfPayment
    list_page, document_page = "customers:payment-methods", "customers:payment-method-edit"


class DeliveryTermsList(SetUpList):
    """All delivery terms."""

    title, model, table_class = _("Delivery terms"), DeliveryTerms, DeliveryTermsTable
    search = Search(prefix=("code",), contains=("names",))
    create_page = "customers:delivery-terms-new"
    empty_text = _("Delivery terms say who pays and carries the risk of the journey; they are printed on documents.")


class DeliveryTermsEdit(RecordFormView):
    """Make or change delivery terms."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Delivery terms"), DeliveryTerms, forms.DeliveryTermsForm
    success_page = cancel_page = "customers:delivery-terms"
    delete_page = "customers:delivery-terms-delete"


class DeliveryTermsDelete(RecordDeleteView):
    """Delete delivery terms that nobody uses."""

    permission_required = CHANGE
    title, model = _("Delivery terms"), DeliveryTerms
    list_page, document_page = "customers:delivery-terms", "customers:delivery-terms-edit"


class DeliveryModeList(SetUpList):
    """All modes of delivery."""

    title, model, table_class = _("Modes of delivery"), DeliveryMode, DeliveryModeTable
    search = Search(prefix=("code",), contains=("names",))
    create_page = "customers:delivery-mode-new"
    empty_text = _("Modes of delivery say how goods travel and how many days that takes.")


class DeliveryModeEdit(RecordFormView):
    """Make or change a mode of delivery."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Mode of delivery"), DeliveryMode, forms.DeliveryModeForm
    success_page = cancel_page = "customers:delivery-modes"
    delete_page = "customers:delivery-mode-delete"


class DeliveryModeDelete(RecordDeleteView):
    """Delete a mode of delivery that nobody uses."""

    permission_required = CHANGE
    title, model = _("Mode of delivery"), DeliveryMode
    list_page, document_page = "customers:delivery-modes", "customers:delivery-mode-edit"


class PostingProfileList(SetUpList):
    """All customer posting profiles."""

    permission_required = export_permission = SEE_LEDGER
    create_permission = CHANGE_LEDGER
    title, model, table_class = _("Customer posting profiles"), CustomerPostingProfile, PostingProfileTable
    create_page = "customers:posting-profile-new"
    empty_text = _("A posting profile says on which summary account the balance of a customer is booked.")


class PostingProfileEdit(RecordWithLinesView):
    """Make or change a posting profile with its rules."""

    permission_required, permission_to_change = SEE_LEDGER, CHANGE_LEDGER
    title, model, form_class = _("Customer posting profile"), CustomerPostingProfile, forms.PostingProfileForm
    line_form_class, lines_title = forms.PostingProfileLineForm, _("Summary accounts")
    child_model, parent_field = CustomerPostingProfileLine, "profile"
    success_page = cancel_page = "customers:posting-profiles"
    delete_page = "customers:posting-profile-delete"

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the profile with the rules that are left."""
        known = {child.pk: child for child in self.children()}
        removed = [known[line["pk"]] for line in lines if line["DELETE"]]
        kept = {index: self.child_of(line, known) for index, line in enumerate(lines) if not line["DELETE"]}
        return save_posting_profile(self.entity, form.instance, kept, removed, user=self.request.user)


class PostingProfileDelete(RecordDeleteView):
    """Delete a posting profile that nobody uses."""

    permission_required = CHANGE_LEDGER
    title, model = _("Customer posting profile"), CustomerPostingProfile
    list_page, document_page = "customers:posting-profiles", "customers:posting-profile-edit"


class CustomerParametersPage(ParametersView):
    """The parameters of customers and credit control."""

    permission_required, permission_to_change = "customers.view_parameters", "customers.change_parameters"
    title, model, form_class = _("Customer parameters"), CustomerParameters, forms.CustomerParametersForm
    success_page = "customers:parameters"
