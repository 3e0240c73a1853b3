"""Every address of the product; each app brings its own part."""

from django.urls import URLPattern, URLResolver, include, path

from foundation.backoffice.addresses import EntityConverter

entity_patterns: list[URLPattern | URLResolver] = [
    path("", include("foundation.backoffice.urls")),
    path("ledger/", include("foundation.backoffice.ledger.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"<{EntityConverter.name}:entity>/", include(entity_patterns)),
    path("api/", include("config.api")),
]
