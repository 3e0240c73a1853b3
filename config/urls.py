"""Every address of the product; each app brings its own part."""

from django.urls import URLPattern, URLResolver, include, path

from foundation.backoffice.addresses import EntityConverter

entity_patterns: list[URLPattern | URLResolver] = [
    path("", include("foundation.backoffice.urls")),
    path("batch/", include("foundation.backoffice.batch.urls")),
    path("ledger/", include("foundation.backoffice.ledger.urls")),
    path("documents/", include("foundation.backoffice.deliveries.urls")),
    path("webhooks/", include("foundation.backoffice.webhooks.urls")),
    path("", include("invoicing.urls")),
    path("organization/", include("foundation.backoffice.organization.urls")),
    path("inventory/", include("foundation.backoffice.inventory.urls")),
    path("sales/", include("sales.urls")),
    path("picking/", include("sales.picking.urls")),
    path("purchasing/", include("purchasing.urls")),
    path("projects/", include("projects.urls")),
    path("backorders/", include("backorders.urls")),
    path("returns/", include("returns.urls")),
    path("quotations/", include("sales.quotations.urls")),
    path("suggestions/", include("sales.suggestions.urls")),
    path("agreements/", include("sales.agreements.urls")),
    path("customers/", include("customers.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("foundation.backoffice.site_urls")),
    path(f"<{EntityConverter.name}:entity>/", include(entity_patterns)),
    path("api/", include("config.api")),
]

handler400 = "foundation.backoffice.views.errors.bad_request"
handler403 = "foundation.backoffice.views.errors.forbidden"
handler404 = "foundation.backoffice.views.errors.not_found"
handler500 = "foundation.backoffice.views.errors.failed"
