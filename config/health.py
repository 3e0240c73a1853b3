"""The two addresses that machines ask: does this process live, and can it serve (reliability.md §16)."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

BROKER_SECONDS = 1.0


class HealthMiddleware:
    """Answers ``/healthz`` and ``/readyz`` before anything that asks for a host name, encryption or a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a health question, or pass the request on."""
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> JsonResponse:
    """Say whether database and migrations are in order; a missing broker only degrades, since posting works without it."""
    database = _database_state()
    broker = _broker_state()
    ready = database == "ok"
    status = "down" if not ready else "ok" if broker == "ok" else "degraded"
    return JsonResponse({"status": status, "database": database, "broker": broker}, status=200 if ready else 503)


def _database_state() -> str:
    try:
        executor = MigrationExecutor(connection)
    except Error:
        return "unreachable"
    return "migrations pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _broker_state() -> str:
    broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS)
    try:
        broker.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        broker.close()
    return "ok"
