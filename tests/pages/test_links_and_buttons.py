"""Every page as every role: no dead link, no button without effect, nothing offered that would be refused."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Walk
from tests.pages.furnished import EVERYTHING, ROLES, addresses
from tests.pages.markup import read
from tests.pages.offers import faults
from tests.pages.walk import ANSWERED, Visitor, pages_of_an_entity
from tests.security.world import World

pytestmark = pytest.mark.django_db
ROUTES = pages_of_an_entity()
FEW, SERVER_ERROR = 40, 500


@pytest.mark.parametrize("role", [EVERYTHING, *ROLES])
def test_nothing_that_a_role_is_shown_leads_nowhere(walked: Walk, role: str) -> None:
    visitor = walked(role)
    wrong: dict[str, str] = {}
    for address, page in list(visitor.pages.items()):
        for fault in faults(visitor, address, page):
            wrong.setdefault(fault, address)

    assert len(visitor.pages) > FEW
    assert [f"{fault} on {address}" for fault, address in wrong.items()] == []
    assert {address: status for address, status in visitor.answers.items() if status >= SERVER_ERROR} == {}


def test_who_holds_every_role_opens_every_page(walked: Walk, world: World) -> None:
    visitor = walked(EVERYTHING)
    shown = {route for route in ROUTES if any(visitor.open(address) in ANSWERED for address in addresses(route, world, EVERYTHING))}

    assert [str(route) for route in ROUTES if route not in shown] == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ('<a href="/NL01/sales/nothing/">Orders</a>', "leads nowhere"),
        ('<a href="/NL01/sales/orders/987654321/">Order</a>', "is answered with 404"),
        ('<a href="/NL01/organization/audit/">Audit trail</a>', "is not for this role"),
        ('<a href="#nothing">Further down</a>', "leads to no place of the page"),
        ('<a href="/sign-in/?next=/NL01/">Orders</a>', "is not for who is signed in"),
        ("<a>Orders</a>", "leads nowhere"),
        ('<button type="button" data-nobody-listens>Press</button>', "has no effect"),
        ("<button>Save</button>", "has no effect"),
        ('<form method="post"><button>Save</button></form>', "takes no POST"),
        ('<form method="post" action="/NL01/customers/customers/new/"><button>New</button></form>', "is not for this role"),
        ('<div hx-get="/NL01/nothing/"></div>', "leads nowhere"),
    ],
)
def test_what_is_dead_or_not_for_the_role_is_found(world: World, planted: str, said: str) -> None:
    found = list(faults(Visitor(world, "WH"), "/NL01/sales/orders/", read(planted)))

    assert len(found) == 1 and found[0].endswith(said), found
