"""Notifications: who is told what, the count on the bell, and how it goes away."""

from __future__ import annotations

import time

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.middleware import SEEN_AT
from foundation.backoffice.models import Notification, NotificationKind
from foundation.backoffice.notifications.notify import notify
from foundation.organization.models import Membership, Role, User
from tests.factories.company import Company
from tests.web_fixtures import SignIn

BELL = "/NL01/notifications/bell/"


def tell(company: Company, role: str = "OM", url: str = "/NL01/sales/orders/") -> Notification:
    """Tell the user with a role something."""
    notify(company.user(role), NotificationKind.EXPORT, _("Created"), url, entity=company.entity)
    latest: Notification = Notification.of(company.entity).for_user(company.user(role)).newest()[0]
    return latest


def test_the_bell_counts_what_was_not_looked_at(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    assert "bell-count" not in client.get(BELL).content.decode()

    tell(company)
    tell(company)

    assert "2 new notifications" in client.get(BELL).content.decode()


def test_a_notification_leads_to_its_page_and_is_read_then(signed_in_client: SignIn, company: Company) -> None:
    told = tell(company)
    client = signed_in_client("OM")

    answer = client.get(f"/NL01/notifications/{told.pk}/")

    assert answer.headers["Location"] == "/NL01/sales/orders/"
    assert not Notification.of(company.entity).unread().exists()


def test_all_are_read_at_once(signed_in_client: SignIn, company: Company) -> None:
    tell(company)
    tell(company)

    page = signed_in_client("OM").post("/NL01/notifications/", follow=True)

    assert page.context["shell"].unread == 0
    assert len(page.context["notifications"]) == 2


def test_the_bell_is_the_same_in_all_entities_of_its_reader(signed_in_client: SignIn, company: Company, other_company: Company) -> None:
    reader = company.user("OM")
    notify(reader, NotificationKind.EXPORT, _("Created"), "/BE01/sales/orders/", entity=other_company.entity)
    client = signed_in_client("OM")
    assert "bell-count" not in client.get(BELL).content.decode()
    assert client.get("/NL01/notifications/").context["notifications"] == []

    Membership.objects.create(user=reader, legal_entity=other_company.entity, role=Role.objects.get(code="OM"))

    assert "1 new notification" in client.get(BELL).content.decode()
    page = client.get("/NL01/notifications/")
    assert f"· {other_company.entity.name}" in page.content.decode()
    [told] = page.context["notifications"]
    assert client.get(f"/NL01/notifications/{told.pk}/").headers["Location"] == "/BE01/sales/orders/"
    assert "bell-count" not in client.get(BELL).content.decode()


def test_nobody_sees_or_reads_what_another_was_told(signed_in_client: SignIn, company: Company) -> None:
    told = tell(company, "OM")
    client = signed_in_client("OC")

    assert client.get(f"/NL01/notifications/{told.pk}/").status_code == 404
    assert not list(client.get("/NL01/notifications/").context["notifications"])


def test_a_notification_never_leads_out_of_the_product(signed_in_client: SignIn, company: Company) -> None:
    told = tell(company, url="https://elsewhere.example/")

    assert signed_in_client("OM").get(f"/NL01/notifications/{told.pk}/").headers["Location"] == "/NL01/notifications/"


def test_a_text_is_written_in_the_language_of_its_reader(company: Company) -> None:
    User.objects.filter(pk=company.user("OM").pk).update(language="nl")
    reader = User.objects.get(pk=company.user("OM").pk)

    notify(reader, NotificationKind.EXPORT, _("Created"), entity=company.entity)

    assert Notification.of(company.entity).get(user=reader).text == "Aangemaakt"


def test_asking_for_the_bell_does_not_keep_a_session_alive(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    client.get("/NL01/")
    session = client.session
    session[SEEN_AT] = earlier = int(time.time()) - 600
    session.save()

    client.get(BELL)
    assert client.session[SEEN_AT] == earlier

    client.get("/NL01/")
    assert client.session[SEEN_AT] > earlier


def test_a_session_that_was_left_ends_although_the_bell_asks(signed_in_client: SignIn, company: Company) -> None:
    client = signed_in_client("OM")
    client.get("/NL01/")
    session = client.session
    session[SEEN_AT] = int(time.time()) - 3600
    session.save()

    assert client.get(BELL).status_code == 302
