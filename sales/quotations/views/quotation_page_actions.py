"""What can be done with a quotation from its page, and what stands in the way of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action
from foundation.errors import BusinessRuleError, Text
from foundation.organization.access import Access
from sales.quotations.errors import ProspectNotCustomer, QuotationExpired, TemplateStays
from sales.quotations.models import QuotationVersion
from sales.quotations.services.delete_quotations import check_deletable
from sales.quotations.statuses import FAILED, LIVE, QuotationStatus, quotation_states

VIEW, CHANGE = "quotations.view_quotation", "quotations.change_quotation"


def _not_deletable(quotation: Any, _access: Access) -> Text:
    try:
        check_deletable(quotation)
    except BusinessRuleError as refusal:
        return str(refusal)
    return ""


def _not_confirmable(quotation: Any, _access: Access) -> Text:
    if quotation.template_active:
        return str(TemplateStays())
    if quotation.is_to_prospect:
        return str(ProspectNotCustomer(name=quotation.account_name))
    return str(QuotationExpired(d=quotation.expiry_date)) if quotation.is_expired(quotation.legal_entity.today()) else ""


def _without_alternatives(quotation: Any, _access: Access) -> Text:
    return "" if quotation.status in LIVE else _("The quotation is decided.")


def _no_template(quotation: Any, _access: Access) -> Text:
    return "" if quotation.template_active else _("The quotation is no template.")


def _not_sendable(quotation: Any, _access: Access) -> Text:
    return str(TemplateStays()) if quotation.template_active else ""


def _not_an_offer(quotation: Any, access: Access) -> Text:
    return _not_sendable(quotation, access) or quotation_states.reason("send", quotation)


def _not_changeable(quotation: Any, _access: Access) -> Text:
    return quotation_states.reason("change", quotation)


def _no_prospect(quotation: Any, _access: Access) -> Text:
    return "" if quotation.is_to_prospect else _("The quotation is to a customer.")


def _conversion(quotation: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "customers:prospect-convert", pk=quotation.prospect_id or 0)


def _no_follow_up(quotation: Any, _access: Access) -> Text:
    return "" if quotation.follow_up_id else _("It gets its follow-up activity when it is sent and somebody is responsible for it.")


def _follow_up(quotation: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "quotations:quotation", pk=quotation.pk) + "#activities"


def _latest_version(quotation: Any) -> int:
    """Return the key of the version that was sent last, 0 when none was; read once."""
    if not hasattr(quotation, "latest_version"):
        quotation.latest_version = QuotationVersion.of(quotation.legal_entity_id).of_quotation(quotation.pk).newest_key()
    return int(quotation.latest_version)


def _never_sent(quotation: Any, _access: Access) -> Text:
    return "" if _latest_version(quotation) else _("The quotation was not sent yet.")


def _version(quotation: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "quotations:version", pk=_latest_version(quotation))


def _no_order(quotation: Any, _access: Access) -> Text:
    return "" if quotation.sales_order_id else _("The quotation did not become an order yet.")


def _order(quotation: Any, access: Access) -> str:
    return entity_url(access.legal_entity, "sales:order", pk=quotation.sales_order_id or 0)


def _undecided(quotation: Any, _access: Access) -> bool:
    return quotation.status != QuotationStatus.SENT


def _not_failed(quotation: Any, _access: Access) -> bool:
    return quotation.status not in FAILED


def _not_ending(quotation: Any, _access: Access) -> bool:
    return quotation.status not in LIVE or quotation.expiry_date >= quotation.legal_entity.today()


SETTLE = "quotations.settle_quotation"
QUOTATION_ACTIONS = (
    Action(
        "send", _("Send"), "quotations:quotation-send", "quotations.send_quotation", icon="send", blocked=_not_sendable, key="s", order=10
    ),
    Action(
        "extend",
        _("Extend"),
        "quotations:quotation-extend",
        "quotations.extend_quotation",
        icon="calendar-event",
        settled=_not_ending,
        order=15,
    ),
    Action(
        "confirm",
        _("Confirm"),
        "quotations:quotation-confirm",
        "quotations.confirm_quotation",
        icon="check",
        blocked=_not_confirmable,
        key="c",
        order=20,
    ),
    Action(
        "pro_forma",
        _("Pro forma"),
        "quotations:quotation-pro-forma",
        "quotations.send_quotation",
        icon="printer",
        blocked=_not_an_offer,
        order=41,
        menu=True,
    ),
    Action("lose", _("Mark as lost"), "quotations:quotation-lose", SETTLE, icon="circle-x", settled=_undecided, order=30),
    Action("cancel", _("Cancel quotation"), "quotations:quotation-cancel", SETTLE, icon="ban", order=70, menu=True),
    Action(
        "reopen",
        _("Reopen"),
        "quotations:quotation-reopen",
        "quotations.reopen_quotation",
        icon="arrow-back-up",
        settled=_not_failed,
        order=40,
    ),
    Action(
        "rate",
        _("Probability"),
        "quotations:quotation-rate",
        CHANGE,
        icon="percentage",
        blocked=_not_changeable,
        order=42,
        menu=True,
    ),
    Action(
        "simulate",
        _("Price simulation"),
        "quotations:quotation-simulate",
        CHANGE,
        icon="adjustments",
        blocked=_not_changeable,
        order=45,
        menu=True,
    ),
    Action(
        "search_prices",
        _("Calculate"),
        "quotations:quotation-calculate",
        CHANGE,
        icon="calculator",
        blocked=_not_changeable,
        order=44,
        menu=True,
    ),
    Action(
        "maintain_charges",
        _("Maintain charges"),
        "quotations:quotation-charges",
        "sales.change_price",
        icon="coin",
        blocked=_not_changeable,
        order=46,
        menu=True,
    ),
    Action(
        "convert",
        _("Convert to customer"),
        "customers:prospect-convert",
        "customers.change_customer",
        icon="user-plus",
        blocked=_no_prospect,
        address=_conversion,
        order=47,
        menu=True,
    ),
    Action(
        "follow_up",
        _("Follow-up activity"),
        "quotations:quotation",
        VIEW,
        icon="calendar-event",
        blocked=_no_follow_up,
        address=_follow_up,
        order=48,
        menu=True,
    ),
    Action(
        "alternatives",
        _("Alternative quotations"),
        "quotations:quotation-alternatives",
        CHANGE,
        icon="arrows-exchange-2",
        blocked=_without_alternatives,
        order=50,
        menu=True,
    ),
    Action(
        "versions",
        _("Versions"),
        "quotations:version",
        VIEW,
        icon="list-details",
        blocked=_never_sent,
        address=_version,
        order=52,
        menu=True,
    ),
    Action(
        "sales_order",
        _("Sales order"),
        "sales:order",
        "sales.view_salesorder",
        icon="shopping-cart",
        blocked=_no_order,
        address=_order,
        order=53,
        menu=True,
    ),
    Action(
        "schedule",
        _("Delivery schedule"),
        "quotations:quotation-spread",
        CHANGE,
        icon="calendar-repeat",
        blocked=_not_changeable,
        order=54,
        menu=True,
    ),
    Action("totals", _("Totals"), "quotations:quotation-totals", VIEW, icon="calculator", order=53, menu=True),
    Action("template", _("Template"), "quotations:quotation-template", CHANGE, icon="copy-plus", order=56, menu=True),
    Action(
        "from_template",
        _("New from template"),
        "quotations:quotation-from-template",
        CHANGE,
        icon="file-text",
        blocked=_no_template,
        order=57,
        menu=True,
    ),
    Action("copy", _("Copy"), "quotations:quotation-copy", CHANGE, icon="copy", order=60, menu=True),
    Action(
        "delete",
        _("Delete"),
        "quotations:quotation-delete",
        "quotations.delete_quotation",
        icon="trash",
        blocked=_not_deletable,
        order=90,
        menu=True,
    ),
)


SCHEDULE_ACTIONS = (
    Action(
        "remove_schedule",
        _("Remove delivery schedule"),
        "quotations:quotation-remove-schedule",
        CHANGE,
        icon="x",
        blocked=_not_changeable,
        order=55,
        menu=True,
    ),
)
