"""What machines ask before they send visitors."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client


def test_a_living_process_says_so_whatever_the_host_name(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_process_is_ready_with_database_and_broker(client: Client, settings: Any, valkey_url: str) -> None:
    settings.REDIS_URL = valkey_url
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_without_a_broker_it_is_degraded_but_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/socket"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "broker": "unreachable"}


@pytest.mark.django_db
def test_with_a_migration_missing_it_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sales'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "migrations pending"
