"""What a quotation comes to, stored or as it is typed now. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation.ledger.tax_setup import TaxSetup
from foundation.organization.models import LegalEntity
from sales.quotations.services.working_quotations import load_quotation
from sales.services.change_lines import Answers, LineEdit
from sales.services.preview_rows import OrderPreview, preview_change
from sales.services.summarise_order import OrderSummary, summarise


def preview_quotation_change(
    entity: LegalEntity, quotation_id: int, header: Mapping[str, Any], edits: Mapping[int, LineEdit], answers: Answers
) -> OrderPreview:
    """Return the quotation as the edits would leave it; removed lines are left out of it."""
    return preview_change(load_quotation(entity, quotation_id).loaded, header, edits, answers)


def summarise_quotation(entity: LegalEntity, quotation_id: int) -> OrderSummary:
    """Return the totals of a stored quotation with tax and charges."""
    loaded = load_quotation(entity, quotation_id).loaded
    return summarise(loaded, loaded.only(), TaxSetup.load(entity))
