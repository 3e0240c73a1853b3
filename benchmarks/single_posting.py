"""One invoice posted as a clerk does it: the dialog is open, the button is clicked, the answer leads to the invoice."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.test.utils import setup_test_environment
from scratch import Cost, measured

from invoicing.models import CustomerInvoice
from tests.factories.company import Company


def signed_in(company: Company) -> Client:
    """Return the browser of a billing clerk."""
    setup_test_environment(debug=False)
    client = Client()
    client.force_login(company.user("BC"))
    return client


def post_one(client: Client, company: Company, order: int) -> Cost:
    """Open the dialog, then measure the click on Post: the request that posts, until its answer."""
    address = f"/{company.entity.code}/orders/{order}/invoice/"
    values = _sent(client.get(address))
    cost = measured(lambda: client.post(address, values))
    assert CustomerInvoice.of(company.entity).filter(order=order).exists(), "the click posted nothing"
    return cost


def _sent(page: Any) -> dict[str, Any]:
    """Return what the browser sends of a shown dialog."""
    form, view = page.context["form"], page.context["view"]
    values = {name: value for name, value in form.starting_values().items() if value not in (None, "", False)}
    return values | {"_key": str(view.key), "_shown": view.signed}
