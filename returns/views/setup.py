"""The set-up of returns: reasons with their groups, disposition codes, parameters."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import Search
from foundation.backoffice.set_up_pages import SetUpPages
from foundation.backoffice.views import ParametersView
from returns import tables
from returns.forms import setup as forms
from returns.models import DispositionCode, ReturnParameters, ReturnReasonCode, ReturnReasonGroup

SEE, CHANGE = "returns.view_setup", "returns.change_setup"

return_pages = partial(SetUpPages, app="returns", see=SEE, change=CHANGE, search=Search(prefix=("code",)))

REASONS = return_pages(
    part="reasons",
    one="reason",
    model=ReturnReasonCode,
    title=_("Return reasons"),
    record_title=_("Return reason"),
    table=tables.ReasonTable,
    form=forms.ReasonForm,
    empty_text=_("Each return says why the goods come back; a reason may bring a charge along."),
    list_rows="for_list",
)
REASON_GROUPS = return_pages(
    part="reason-groups",
    one="reason-group",
    model=ReturnReasonGroup,
    title=_("Groups of return reasons"),
    record_title=_("Group of return reasons"),
    table=tables.ReasonGroupTable,
    form=forms.ReasonGroupForm,
    empty_text=_("Groups put reasons together that are looked at as one."),
)
DISPOSITIONS = return_pages(
    part="dispositions",
    one="disposition",
    model=DispositionCode,
    title=_("Disposition codes"),
    record_title=_("Disposition code"),
    table=tables.DispositionTable,
    form=forms.DispositionForm,
    empty_text=_("A disposition code says what is done with goods that come back: credit, scrap, replace or send back."),
    list_rows="for_list",
)


class ReturnParametersPage(ParametersView):
    """The parameters of returns."""

    permission_required, permission_to_change = SEE, CHANGE
    title, model, form_class = _("Return parameters"), ReturnParameters, forms.ReturnParametersForm
    success_page = "returns:parameters"


setup_patterns: list[URLPattern] = [
    *REASONS.urls(),
    *REASON_GROUPS.urls(),
    *DISPOSITIONS.urls(),
    path("parameters/", ReturnParametersPage.as_view(), name="parameters"),
]
