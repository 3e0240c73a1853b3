"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.permissions import PUBLIC

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""The documentation page shows no data of any legal entity; its kit sets styles from scripts."""


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON."""

    action_permissions = {"perform": PUBLIC}


class DocumentationView(SpectacularSwaggerSplitView):
    """The page on which a developer reads and tries the API."""

    action_permissions = {"perform": PUBLIC}
    url_name = "api-schema"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the page with a policy of its own."""
        response: Response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = PAGE_POLICY
        return response
