"""The addresses of projects."""

from __future__ import annotations

from foundation.backoffice.api.routes import Route
from projects.api.viewsets import ItemRequirementViewSet, ProjectTransactionViewSet, ProjectViewSet

ROUTES = [
    Route("projects", ProjectViewSet),
    Route("project-transactions", ProjectTransactionViewSet),
    Route("item-requirements", ItemRequirementViewSet),
]
