"""Who is calling: a token in the Authorization header, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from foundation.organization.models import ApiToken, User
from foundation.organization.services.api_tokens import find_token

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; cookies of the web interface do not open the API."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the user and the token, or None when the request presents none; raises AuthenticationFailed."""
        scheme, _space, presented = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = find_token(presented.strip(), str(request.META.get("REMOTE_ADDR", "")))
        if token is None:
            raise AuthenticationFailed(_("The token is not known, or its time is over."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return the scheme, which turns a missing token into 401 instead of 403."""
        return SCHEME


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the token."""

    target_class = "foundation.backoffice.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the description of the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token made by `manage.py create_api_token` or `POST /api/v1/tokens`."}
