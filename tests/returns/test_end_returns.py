"""Returns that nobody waits for any more: deleted by hand, or cancelled by the job once their deadline lies far enough back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from foundation.batch.models import BatchRun
from foundation.batch.services.define_jobs import JobDefinition, define_job
from foundation.batch.services.start_runs import start_due_jobs
from foundation.batch.services.work import work_on
from foundation.ledger.checks import violations
from returns.errors import ReturnNotDeletable
from returns.models import ReturnableLine, ReturnOrder, ReturnParameters
from returns.services.cancel_returns import cancel_returns
from returns.services.delete_returns import delete_returns
from sales.models import SalesOrder
from tests.factories.company import Company
from tests.factories.returns import announce, arrive, sold_line

pytestmark = pytest.mark.django_db


def test_what_is_deleted_may_be_announced_again_and_what_arrived_stays(company: Company) -> None:
    sold, clerk = sold_line(company), company.user("OC")
    first, second, third = announce(company, (sold, 8)), announce(company, (sold, 1)), announce(company, (sold, 3))
    cancel_returns(company.entity, [second.pk], clerk)
    arrive(company, third)
    with pytest.raises(ReturnNotDeletable, match="is Open and cannot be deleted"):
        delete_returns(company.entity, [first.pk, third.pk], clerk)

    assert delete_returns(company.entity, [first.pk, second.pk], clerk) == [first.rma_number, second.rma_number]

    assert list(ReturnOrder.of(company.entity)) == [third]
    assert not SalesOrder.of(company.entity).filter(pk__in=[first.order_id, second.order_id]).exists()
    assert (ReturnableLine.of(company.entity).get().returned_quantity, company.on_hand("T").ordered) == (3, 0)
    assert violations() == []


def test_a_return_is_deleted_on_its_page(company: Company, client: Client) -> None:
    returned = announce(company, (sold_line(company), 3))
    client.force_login(company.user("OC"))

    answer = client.post(f"/NL01/returns/orders/{returned.pk}/delete/")

    assert answer["Location"] == "/NL01/returns/orders/"
    assert not ReturnOrder.of(company.entity).exists()


def test_the_job_cancels_what_is_late_by_more_than_the_parameters_allow(company: Company) -> None:
    sold, today = sold_line(company), company.entity.today()
    late, lately, arrived = (announce(company, (sold, 1)) for _number in range(3))
    arrive(company, arrived)
    ReturnOrder.of(company.entity).filter(pk__in=[late.pk, arrived.pk]).update(deadline=today - timedelta(days=15))
    ReturnOrder.of(company.entity).filter(pk=lately.pk).update(deadline=today - timedelta(days=14))

    assert _run(company).selected == 0
    ReturnParameters.objects.create(legal_entity=company.entity, cancel_expired_days=14)
    found = _run(company)

    assert (found.selected, found.posted) == (1, 1)
    statuses = dict(ReturnOrder.of(company.entity).values_list("pk", "status"))
    assert statuses == {late.pk: "cancelled", lately.pk: "created", arrived.pk: "open"}


def _run(company: Company) -> BatchRun:
    manager = company.user("OM")
    define_job(company.entity, JobDefinition("expired_returns", "Late returns", manager), user=manager)
    [run] = start_due_jobs()
    work_on(run.pk, 60.0)
    run.refresh_from_db()
    return run
