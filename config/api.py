"""The root of the REST API: every app's resources under /api/v1/, and their description."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from backorders.api.routes import ROUTES as BACKORDERS
from customers.api.routes import ROUTES as CUSTOMERS
from foundation.backoffice.addresses import EntityConverter
from foundation.backoffice.api.documentation import DocumentationView, SchemaView
from foundation.backoffice.api.resources.routes import ROUTES as FOUNDATION
from foundation.backoffice.api.resources.routes import UNSCOPED_ROUTES
from foundation.backoffice.api.routes import patterns
from foundation.backoffice.api.views import NotFoundView
from invoicing.api.routes import ROUTES as INVOICING
from projects.api.routes import ROUTES as PROJECTS
from purchasing.api.routes import ROUTES as PURCHASING
from returns.api.routes import ROUTES as RETURNS
from sales.agreements.api.routes import ROUTES as AGREEMENTS
from sales.api.routes import ROUTES as SALES
from sales.picking.api.routes import ROUTES as PICKING
from sales.quotations.api.routes import ROUTES as QUOTATIONS
from sales.suggestions.api.routes import ROUTES as SUGGESTIONS

ENTITY_ROUTES = [
    *FOUNDATION,
    *CUSTOMERS,
    *SALES,
    *PICKING,
    *AGREEMENTS,
    *QUOTATIONS,
    *SUGGESTIONS,
    *PURCHASING,
    *PROJECTS,
    *BACKORDERS,
    *INVOICING,
    *RETURNS,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocumentationView.as_view(), name="api-docs"),
    path("v1/", include(patterns(UNSCOPED_ROUTES))),
    path(f"v1/<{EntityConverter.name}:entity>/", include(patterns(ENTITY_ROUTES))),
    re_path(r"", NotFoundView.as_view(), name="api-not-found"),
]
