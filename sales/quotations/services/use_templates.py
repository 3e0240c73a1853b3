"""Templates of quotations: make one, and quotations from it, for one customer or for many (sales.md §5.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.buyers import BuyerKey
from foundation.errors import BusinessRuleError
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.models import Quotation, QuotationLine
from sales.quotations.services.enter_quotations import QuotationDraft, create_quotations
from sales.quotations.services.quotation_schedules import copy_schedules
from sales.services.enter_orders import EnteredOrders, OrderDraft
from sales.services.order_lines import LineDraft

TEMPLATE = ("template_group", "template_name", "template_active")


@dataclass
class MadeFromTemplate:
    """The quotations by the key of their customer or prospect; and who got none, with the reason."""

    quotations: dict[BuyerKey, Quotation] = field(default_factory=dict)
    refusals: dict[BuyerKey, BusinessRuleError] = field(default_factory=dict)


@transaction.atomic
def set_template(entity: LegalEntity, quotation_id: int, user: User, *, group: str, name: str, active: bool) -> Quotation:
    """Make a quotation a template under a group and name, or no longer; one that is active is neither sent nor confirmed."""
    [quotation] = Quotation.of(entity).filter(pk=quotation_id).locked()
    before = {field: getattr(quotation, field) for field in TEMPLATE}
    quotation.template_group, quotation.template_name, quotation.template_active = group.strip(), name.strip(), active
    quotation.save(update_fields=[*TEMPLATE, "updated_at"])
    pairs = {field: [str(old), str(getattr(quotation, field))] for field, old in before.items() if old != getattr(quotation, field)}
    audit.record(entity, user, "changed", [quotation], changes={quotation.pk: pairs})
    found: Quotation = quotation
    return found


@transaction.atomic
def create_from_template(
    entity: LegalEntity,
    template_id: int,
    buyers: Sequence[BuyerKey],
    user: User,
    *,
    search_prices: bool,
    discount_limit: Decimal | None = None,
) -> MadeFromTemplate:
    """Create a quotation of today per customer or prospect; who is refused stops no other.

    The lines have the prices and discounts of the template, as if they were typed, or those that are found now.
    """
    lines = [_draft(line, search_prices=search_prices) for line in QuotationLine.of(entity).of_quotation(template_id)]
    made, going = MadeFromTemplate(), list(buyers)
    while going:
        result = EnteredOrders()
        drafts = [QuotationDraft(OrderDraft(customer_id=key, lines=lines)) for key in going]
        entered = create_quotations(entity, drafts, user, result, discount_limit=discount_limit)
        if not result.refused:
            made.quotations = {key: known.quotation for key, known in zip(going, entered, strict=True)}
            copy_schedules(entity, template_id, [known.pk for known in made.quotations.values()])
            return made
        made.refusals |= {going[refused.position]: refused.error for refused in result.refused}
        going = [key for key in going if key not in made.refusals]
    return made


def _draft(line: QuotationLine, *, search_prices: bool) -> LineDraft:
    """Return a line of the template as it would be typed anew."""
    typed: dict[str, Any] = {
        "unit_price": line.unit_price,
        "price_unit": line.price_unit,
        "discount_amount": line.discount_amount,
        "discount_percent": line.discount_percent,
    }
    return LineDraft(
        item_id=line.sold,
        quantity=line.ordered_quantity,
        unit_id=line.unit_id,
        name=line.name,
        text=line.text,
        delivery_mode_id=line.delivery_mode_id,
        **({} if search_prices else typed),
    )
