"""How likely quotations are to be ordered, when, and what that makes them worth (sales.md §5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from foundation.database.set_update import update_from_values
from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.errors import PrognosisOverlaps
from sales.quotations.models import PrognosisCode, Quotation, QuotationLine
from sales.quotations.services.write_quotations import refresh_expected
from sales.quotations.statuses import quotation_states


@transaction.atomic
def rate_quotation(
    entity: LegalEntity,
    quotation_id: int,
    user: User,
    *,
    probability_percent: Decimal | None = None,
    prognosis: PrognosisCode | None = None,
    lines: Mapping[int, Decimal] | None = None,
) -> Quotation:
    """Set how likely the quotation is, and its prognosis; either overwrites that of all lines. Then set single lines, by their key.

    The customer sees nothing of it, so that no revision starts. Raises GEN-06.
    """
    [quotation] = Quotation.of(entity).filter(pk=quotation_id).locked()
    quotation_states.check("change", quotation)
    rows = QuotationLine.of(entity).filter(quotation=quotation_id)
    changes = {}
    if probability_percent is not None:
        changes["probability_percent"] = [str(quotation.probability_percent), str(probability_percent)]
        quotation.probability_percent = probability_percent
        rows.update(probability_percent=probability_percent)
    if prognosis is not None:
        changes["prognosis"] = [str(quotation.prognosis or ""), str(prognosis)]
        quotation.prognosis = prognosis
        rows.update(prognosis=prognosis)
    numbers = dict(rows.values_list("pk", "line_number"))
    chosen = {key: percent for key, percent in (lines or {}).items() if key in numbers}
    update_from_values(QuotationLine, ("probability_percent",), sorted(chosen.items()))
    changes |= {f"lines.{numbers[key]}.probability_percent": ["", str(percent)] for key, percent in chosen.items()}
    quotation.save(update_fields=["probability_percent", "prognosis", "updated_at"])
    refresh_expected(entity, [quotation.pk])
    audit.record(entity, user, "changed", [quotation], changes={quotation.pk: changes})
    found: Quotation = Quotation.of(entity).get(pk=quotation_id)
    return found


@transaction.atomic
def save_prognosis_code(entity: LegalEntity, code: PrognosisCode) -> PrognosisCode:
    """Save a prognosis code; raises QUO-11 when its days overlap with those of another one."""
    known = PrognosisCode.of(entity).locked().exclude(pk=code.pk)
    for other in known:
        if other.from_days <= code.to_days and code.from_days <= other.to_days:
            raise PrognosisOverlaps(c=other)
    code.save()
    return code
