"""A client of the API, and the words in which tests speak of its answers."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from foundation.organization.models import User
from foundation.organization.services.api_tokens import create_token


class ApiUser(APIClient):
    """A user with a token who calls the API of one legal entity."""

    def __init__(self, user: User, entity_code: str, **token: Any) -> None:
        super().__init__()
        self.user = user
        self.base = f"/api/v1/{entity_code}"
        _token, text = create_token(user, "test", **token)
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")

    def read(self, address: str, **query: Any) -> Any:
        """Return the body of a GET that must succeed."""
        response = self.get(f"{self.base}/{address}", query)
        assert response.status_code == 200, response.content
        return response.json()

    def send(self, address: str, body: Any = None, *, key: str = "", expect: int | None = None, **headers: str) -> Any:
        """POST below the entity and return the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Idempotency-Key": key} if key else {})
        response = self.post(f"{self.base}/{address}", body if body is not None else {}, format="json", headers=named)
        assert expect is None or response.status_code == expect, response.content
        return response

    def change(self, address: str, body: Any, *, expect: int | None = None, etag: str = "") -> Any:
        """PATCH below the entity and return the answer."""
        response = self.patch(f"{self.base}/{address}", body, format="json", headers={"If-Match": etag} if etag else {})
        assert expect is None or response.status_code == expect, response.content
        return response
