"""Where the actions on a return lead, and why they are not possible now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.errors import Text
from foundation.organization.access import Access
from returns.models import ReturnLine
from returns.statuses import ReturnStatus


def _lines(returned: Any, access: Access) -> Any:
    return ReturnLine.of(access.legal_entity).filter(return_order=returned.pk)


def not_replaceable(returned: Any, access: Access) -> Text:
    """Return why the goods cannot be ordered again up front."""
    if returned.replacement_order_id is not None:
        return _("The return has its replacement order.")
    return "" if returned.status == ReturnStatus.CREATED else _("Goods were registered; use a disposition code for the replacement.")


def nothing_expected(returned: Any, access: Access) -> Text:
    """Return why no arrival can be registered."""
    return "" if _lines(returned, access).awaiting().exists() else _("No line of this return is expected any more.")


def nothing_arrived(returned: Any, _access: Access) -> Text:
    """Return why no arrival can be acknowledged."""
    return _("Nothing of this return arrived.") if returned.status in (ReturnStatus.CREATED, ReturnStatus.CANCELLED) else ""


def nothing_registered(returned: Any, access: Access) -> Text:
    """Return why there is nothing to receive, or to take back."""
    return "" if _lines(returned, access).registered().exists() else _("No line of this return is registered.")


def nothing_to_credit(returned: Any, access: Access) -> Text:
    """Return why no credit note can be posted."""
    return "" if _lines(returned, access).creditable().exists() else _("No line of this return arrived that is not credited yet.")


def arrival_address(returned: Any, access: Access) -> str:
    """Return where what arrived of a return is registered."""
    keys = ",".join(str(key) for key in _lines(returned, access).awaiting().order_by("pk").values_list("pk", flat=True))
    return f"{entity_url(access.legal_entity, 'returns:register-arrivals')}?selected={keys}"


def packing_slip_address(returned: Any, access: Access) -> str:
    """Return where the packing slip of a return is posted: that of its sales order."""
    return entity_url(access.legal_entity, "sales:order-post-packing-slip", pk=returned.order_id)


def invoice_address(returned: Any, access: Access) -> str:
    """Return where the credit note of a return is posted: the invoice of its sales order."""
    return entity_url(access.legal_entity, "invoicing:order-invoice", pk=returned.order_id)
