"""Change what a return order says beside its lines: deadline, reason, the customer's slip (sales.md §14.1, §14.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from foundation.errors import BusinessRuleError
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from returns.errors import ChargesAdded, ReturnReasonMissing
from returns.models import ReturnOrder, ReturnParameters, ReturnReasonCode
from returns.statuses import return_states
from sales.bounds import check_dates
from sales.models import SalesOrder, SalesOrderCharge
from sales.services.change_charges import ChargeEntry, change_charges

EXTEND = "returns.extend_deadline"
CHANGEABLE = ("deadline", "reason", "customer_packing_slip")


@transaction.atomic
def change_return(access: Access, return_id: int, values: Mapping[str, Any]) -> list[BusinessRuleError]:
    """Set fields of CHANGEABLE and return what is worth knowing: another reason adds its charge (RET-16).

    Raises GEN-06 for a closed or cancelled return, SEC-01 for a later deadline from somebody who may not extend it (§14.7), and
    RET-23 when a mandatory reason is taken away, ORD-48 for a deadline far off.
    """
    entity, user, changes = access.legal_entity, access.user, dict(values)
    order_id = ReturnOrder.of(entity).values_list("order", flat=True).get(pk=return_id)
    list(SalesOrder.of(entity).filter(pk=order_id).locked().values_list("pk"))
    returned = ReturnOrder.of(entity).locked().get(pk=return_id)
    return_states.check("change", returned)
    old = {name: getattr(returned, name) for name in CHANGEABLE}
    for name in CHANGEABLE:
        setattr(returned, name, changes.get(name, old[name]))
    check_dates({"deadline": returned.deadline})
    if returned.deadline > old["deadline"]:
        access.require(EXTEND)
    if returned.reason is None and ReturnParameters.of(entity).reason_mandatory:
        raise ReturnReasonMissing()
    changed = {name: [str(old[name]), str(getattr(returned, name))] for name in CHANGEABLE if getattr(returned, name) != old[name]}
    if not changed:
        return []
    returned.save(update_fields=[*changed, "updated_at"])
    audit.record(entity, user, "changed", [returned], changes={returned.pk: changed})
    return _charge(entity, returned, returned.reason, user) if "reason" in changed else []


def _charge(entity: LegalEntity, returned: ReturnOrder, reason: ReturnReasonCode | None, user: User) -> list[BusinessRuleError]:
    if reason is None or reason.charge is None:
        return []
    change_charges(
        entity, returned.order_id, [ChargeEntry(reason.charge, reason.charge_value, origin=SalesOrderCharge.Origin.REASON)], user
    )
    return [ChargesAdded(c=reason)]
