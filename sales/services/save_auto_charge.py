"""Save a charge that orders get by themselves (sales.md §8.2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.models import CustomerDiscountGroup, DeliveryMode
from foundation.inventory.models import ItemDiscountGroup
from foundation.ledger.models import Relation
from foundation.organization.models import LegalEntity, User
from foundation.organization.services.save_record import save_record
from sales.charge_errors import ChargeIncomplete, ChargeKeyUnknown, ChargeNotForHeader
from sales.models import AutoCharge, ChargeCategory
from sales.models.charge import WITH_UNIT
from sales.relation_keys import RelationKeys

_OF_HEADERS = (ChargeCategory.FIXED, ChargeCategory.PERCENT)


def save_auto_charge(entity: LegalEntity, charge: AutoCharge, *, user: User | None) -> AutoCharge:
    """Save the charge; keys that its relations do not ask for are emptied, and the unit where its category asks for none.

    One mode of delivery comes before a group of them: where both are given the group goes.
    Raises CHG-01 when the customer, item or group is not known, CHG-02 for a header charge by pieces or units, CHG-04 without a unit.
    """
    keys = RelationKeys(entity)
    if charge.level == AutoCharge.Level.HEADER:
        charge.item_relation = Relation.ALL
        if charge.category not in _OF_HEADERS:
            raise ChargeNotForHeader(category=charge.get_category_display())
    if charge.category not in WITH_UNIT:
        charge.unit = None
    elif charge.unit is None:
        raise ChargeIncomplete(what=_("Unit"), field="unit")
    if charge.customer_relation == Relation.ALL:
        charge.customer_key = ""
    if charge.item_relation == Relation.ALL:
        charge.item_key = ""
    if not keys.knows_customer(charge.customer_relation, charge.customer_key, CustomerDiscountGroup.Kind.CHARGE):
        raise ChargeKeyUnknown(key=charge.customer_key or "–", field="customer_key")
    if not keys.knows_item(charge.item_relation, charge.item_key, ItemDiscountGroup.Kind.CHARGE):
        raise ChargeKeyUnknown(key=charge.item_key or "–", field="item_key")
    if charge.delivery_mode is not None:
        charge.delivery_group = ""
    elif charge.delivery_group and not DeliveryMode.of(entity).filter(charge_group=charge.delivery_group).exists():
        raise ChargeKeyUnknown(key=charge.delivery_group, field="delivery_group")
    return save_record(entity, charge, user=user)
