"""Link quotations of which the customer takes one at most, or part them again (sales.md §5.5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from foundation.organization.models import LegalEntity, User
from foundation.organization.services import audit
from sales.quotations.errors import NotAlternatives
from sales.quotations.models import AlternativeSet, Quotation


@transaction.atomic
def link_alternatives(entity: LegalEntity, quotation_ids: Sequence[int], user: User) -> list[Quotation]:
    """Make quotations alternatives of each other; the sets that they are in already become one.

    Raises NotAlternatives (QUO-15) unless they are two at least, to one customer and with one status that may still be won.
    """
    found = list(Quotation.of(entity).live().filter(pk__in=list(quotation_ids)).locked())
    sets = sorted({known.alternatives_id for known in found if known.alternatives_id})
    together = {known.pk: known for known in [*found, *Quotation.of(entity).live().filter(alternatives__in=sets).locked()]}
    if (
        len(found) < len(set(quotation_ids))
        or len(together) < 2
        or len({(k.customer_id, k.prospect_id, k.status) for k in together.values()}) > 1
    ):
        raise NotAlternatives()
    chosen = sets[0] if sets else AlternativeSet.of(entity).create(legal_entity=entity).pk
    Quotation.of(entity).filter(pk__in=together).update(alternatives=chosen)
    AlternativeSet.of(entity).filter(pk__in=sets).exclude(pk=chosen).delete()
    audit.record(entity, user, "linked", list(together.values()))
    return list(together.values())


@transaction.atomic
def set_alternatives(entity: LegalEntity, quotation_id: int, others: Sequence[int], user: User) -> list[Quotation]:
    """Let a quotation have just these alternatives; those that it had besides are none any more. Raises QUO-15."""
    [quotation] = Quotation.of(entity).filter(pk=quotation_id).locked()
    gone = [known for known in Quotation.of(entity).alternatives_of(quotation) if known.pk not in set(others)]
    if not others and quotation.alternatives_id:
        gone.append(quotation)
    Quotation.of(entity).filter(pk__in=[known.pk for known in gone]).update(alternatives=None)
    audit.record(entity, user, "parted", gone)
    return link_alternatives(entity, [quotation_id, *others], user) if others else gone
