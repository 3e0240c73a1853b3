"""What was printed and sent, over REST."""

from __future__ import annotations

from foundation.documents.models import Output
from tests.api.conftest import ApiAs
from tests.factories.company import Company


def output(company: Company, **values: object) -> Output:
    """Write an output as the services would."""
    defaults = {"document_type": "customer_invoice", "object_id": 1, "number": "F2026-000001", "destination": "email"}
    mail = {"mail": {"to": ["ap@example.test"]}, "sent_to": "ap@example.test"}
    return Output.of(company.entity).create(legal_entity=company.entity, **(defaults | mail | values))


def test_what_was_not_delivered_is_found_and_sent_again(company: Company, api_as: ApiAs) -> None:
    failed = output(company, state="failed", error_code="DOC-01", finished_at="2026-03-05T10:00Z")
    output(company, number="F2026-000002")
    biller = api_as("BC")

    [row] = biller.read("outputs", state="failed")["results"]
    again = biller.send(f"outputs/{failed.pk}/retry", {"to": ["new@example.test"]}, expect=200).json()
    refused = biller.send(f"outputs/{failed.pk}/retry", expect=409).json()

    assert (row["number"], row["sent_to"]) == ("F2026-000001", "ap@example.test")
    assert (again["state"], again["sent_to"]) == ("queued", "new@example.test")
    assert refused["code"] == "DOC-05"
