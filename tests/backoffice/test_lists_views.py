"""Saved views: kept, shared with a role or the legal entity, locked, started with; columns chosen and sized."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.backoffice.models import SavedView
from tests.factories.company import Company
from tests.web_fixtures import SignIn

LIST = "/NL01/inventory/items/"
PAGE = {"page": "inventory:items", "next": LIST}


@pytest.fixture
def manager(signed_in_client: SignIn) -> Client:
    """An order manager, who may share views."""
    return signed_in_client("OM")


@pytest.fixture
def clerk(signed_in_client: SignIn) -> Client:
    """An order clerk, who may not."""
    return signed_in_client("OC")


def keep(client: Client, name: str, query: str = "q=bolt", columns: tuple[str, ...] = ("number",)) -> SavedView:
    """Keep a view of the list of items."""
    client.post("/NL01/views/save/", PAGE | {"name": name, "query": query, "columns": columns})
    return SavedView.objects.get(name=name)


def arrange(client: Client, view: SavedView, **typed: str) -> int:
    """Fill in the page of a view."""
    return client.post(f"/NL01/views/{view.pk}/?next={LIST}", {"name": view.name, "audience": "mine"} | typed).status_code


def offered(client: Client) -> list[str]:
    """The views that the list offers."""
    return [shown.view.name for shown in client.get(f"{LIST}?view=0").context["listing"].kept.named]


def test_a_view_is_shared_with_a_role_or_with_everybody_and_taken_back(manager: Client, clerk: Client, signed_in_client: SignIn) -> None:
    view = keep(manager, "Bolts")
    warehouse = signed_in_client("WH")

    assert offered(clerk) == []
    assert arrange(manager, view, audience="OC") == 302
    assert (offered(clerk), offered(warehouse)) == (["Bolts"], [])
    arrange(manager, view, audience="all")
    assert (offered(clerk), offered(warehouse)) == (["Bolts"], ["Bolts"])
    arrange(manager, view, audience="mine")
    assert (offered(clerk), offered(manager)) == ([], ["Bolts"])


def test_views_are_shared_in_one_legal_entity_only(manager: Client, other_company: Company, signed_in_client: SignIn) -> None:
    arrange(manager, keep(manager, "Bolts"), audience="all")
    there = signed_in_client("OM", in_company=other_company)

    shown = there.get(f"/{other_company.entity.code}/inventory/items/").context["listing"].kept.named

    assert shown == []


def test_who_may_not_share_keeps_views_for_oneself(clerk: Client, manager: Client) -> None:
    view = keep(clerk, "Mine")

    arrange(clerk, view, audience="all")

    assert offered(manager) == []
    assert manager.get(f"/NL01/views/{view.pk}/").status_code == 404


def test_a_shared_view_is_changed_by_its_owner_and_by_those_who_may_share_until_it_is_locked(
    manager: Client, clerk: Client, signed_in_client: SignIn
) -> None:
    view = keep(manager, "Bolts")
    arrange(manager, view, audience="all")
    change = PAGE | {"view": view.pk, "query": "q=nut", "columns": ["name"]}
    accountant = signed_in_client("AR")

    clerk.post("/NL01/views/change/", change)
    view.refresh_from_db()
    assert view.query == "q=bolt"
    accountant.post("/NL01/views/change/", change)
    view.refresh_from_db()
    assert (view.query, view.columns) == ("q=nut", ["name"])
    arrange(manager, view, audience="all", locked="on")
    for client in (accountant, manager):
        client.post("/NL01/views/change/", change | {"query": "q=other"})
        client.post("/NL01/views/forget/", PAGE | {"view": view.pk}) if client is accountant else None
    view.refresh_from_db()
    assert (view.query, view.locked) == ("q=nut", True)


def test_a_list_starts_with_the_chosen_view_else_with_the_one_of_its_role(manager: Client, clerk: Client) -> None:
    bolts, nuts = keep(manager, "Bolts"), keep(clerk, "Nuts", "q=nut")
    arrange(manager, bolts, audience="OC", is_default="on")

    assert clerk.get(LIST)["Location"] == f"{LIST}?q=bolt&view={bolts.pk}"
    assert manager.get(LIST).status_code == 200
    clerk.post("/NL01/views/start/", PAGE | {"view": nuts.pk})
    assert clerk.get(LIST)["Location"] == f"{LIST}?q=nut&view={nuts.pk}"
    clerk.post("/NL01/views/forget/", PAGE | {"view": nuts.pk})
    assert clerk.get(LIST)["Location"] == f"{LIST}?q=bolt&view={bolts.pk}"
    assert clerk.get(f"{LIST}?view=0").status_code == 200


def test_columns_are_ordered_and_sized_and_changing_them_in_a_view_shows_a_star_until_they_are_kept(manager: Client) -> None:
    view = keep(manager, "Bolts")
    opened = f"{LIST}{view.address}"

    answer = manager.post(
        "/NL01/views/columns/", {"page": "inventory:items", "next": opened, "columns": ["name", "number"], "size.name": "wide"}
    )
    listing = manager.get(answer["Location"]).context["listing"]

    assert (listing.shown_columns, listing.view_changed) == (["name", "number"], True)
    assert "bo-width-wide" in next(listing.headings()).css_class
    assert not manager.get(opened).context["listing"].view_changed
    kept = PAGE | {"view": view.pk, "query": listing.kept_state, "columns": listing.kept.layout.columns}
    opened = manager.post("/NL01/views/change/", kept)["Location"]
    listing = manager.get(opened).context["listing"]
    assert (listing.kept.layout.columns, listing.view_changed) == (["name:wide", "number"], False)


def test_a_name_is_used_once_and_what_cannot_be_a_name_is_refused(manager: Client) -> None:
    keep(manager, "Bolts")
    nuts = keep(manager, "Nuts")

    assert arrange(manager, nuts, name="Bolts") == 422
    assert arrange(manager, nuts, name="") == 422
    assert arrange(manager, nuts, name="Nuts and bolts") == 302
