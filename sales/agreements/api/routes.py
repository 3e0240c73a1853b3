"""The addresses of sales agreements."""

from __future__ import annotations

from foundation.backoffice.api.code_tables import code_table
from foundation.backoffice.api.routes import Route
from sales.agreements.api.links import AgreementLinkViewSet
from sales.agreements.api.viewsets import AgreementVersionViewSet, AgreementViewSet
from sales.agreements.models import AgreementClassification

ROUTES = [
    Route("sales-agreements", AgreementViewSet),
    Route("agreement-confirmations", AgreementVersionViewSet),
    Route("agreement-links", AgreementLinkViewSet),
    Route("agreement-classifications", code_table(AgreementClassification, "name")),
]
