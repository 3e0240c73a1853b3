"""The outbox on screen: what failed and why, who sees it, and trying it again."""

from __future__ import annotations

from django.utils import timezone

from foundation.documents.models import OutboxMessage, Output
from tests.factories.company import Company
from tests.web_fixtures import SignIn

ADDRESS = "/NL01/documents/outbox/"


def message(company: Company, number: str, state: str) -> OutboxMessage:
    """Write a message as the worker leaves it."""
    return OutboxMessage.of(company.entity).create(
        legal_entity=company.entity,
        kind="email",
        number=number,
        message_id=f"<{number}@x>",
        state=state,
        attempts=3,
        next_attempt_at=timezone.now(),
        last_error="The mail server is away" if state == "failed" else "",
    )


def test_an_administrator_sees_what_failed_and_why_and_tries_it_again(signed_in_client: SignIn, company: Company) -> None:
    failed, done = message(company, "F-1", "failed"), message(company, "F-2", "done")
    fields = {"document_type": "customer_invoice", "object_id": 1, "number": "F-1", "destination": "email", "state": "failed"}
    hanging = Output.of(company.entity).create(legal_entity=company.entity, outbox_message=failed, **fields)
    client = signed_in_client("AD")

    page = client.get(ADDRESS, {"tab": "failed"}).content.decode()
    answer = client.post(f"{ADDRESS}retry/", {"selected": f"{failed.pk},{done.pk}"})

    for row in (failed, done, hanging):
        row.refresh_from_db()
    assert "The mail server is away" in page
    assert "F-2" not in page
    assert answer.status_code == 302
    assert (failed.state, failed.attempts, hanging.state) == ("queued", 0, "queued")
    assert done.state == "done"


def test_a_clerk_sees_no_outbox(signed_in_client: SignIn) -> None:
    assert signed_in_client("OC").get(ADDRESS).status_code == 403
