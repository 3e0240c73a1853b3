"""Which addresses are called: public ones by https, and nothing else (reliability.md §14)."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
from django.db import transaction

from foundation.organization.models import LegalEntity
from foundation.webhooks.errors import AddressRefused
from foundation.webhooks.models import WebhookDelivery
from foundation.webhooks.sending import send
from foundation.webhooks.services.publish import publish
from foundation.webhooks.services.work_deliveries import work_deliveries
from foundation.webhooks.targets import check_url, is_public, resolve
from tests.webhooks.conftest import Subscribe
from tests.webhooks.receiver import Receiver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1", "239.1.1.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_addresses_inside_of_a_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/in",
        "ftp://shop.example/in",
        "https://user:word@shop.example/in",
        "https://@shop.example/in",
        "https:///in",
        "https://shop.example:99999/in",
        "https://shop.example/a b",
        "https://shop.example/\r\nHost: x",
        "https://[::1/in",
    ],
)
def test_an_address_is_https_without_credentials(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url)
        resolve(url.replace("shop.example", "127.0.0.1"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_a_host_on_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises((AddressRefused, OSError)):
        resolve(f"https://{host}/in")


def test_a_name_that_leads_inside_is_refused_also_beside_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: answers)

    with pytest.raises(AddressRefused):
        resolve("https://rebind.example/in")


def test_the_name_is_asked_for_once_and_its_address_called(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: Any, *arguments: Any, **options: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert send(receiver.url.replace("127.0.0.1", "shop.example"), b"{}", {}) == 204
    assert [host for host in asked if host == "shop.example"] == ["shop.example"]
    assert receiver.requests[0][1]["host"] == f"shop.example:{receiver.port}"


def test_a_redirect_is_not_followed(company: LegalEntity, receiver: Receiver, subscribed: Subscribe) -> None:
    subscribed()
    receiver.status, receiver.headers = 302, {"Location": receiver.url.replace("/in", "/elsewhere")}
    with transaction.atomic():
        publish(company, "invoice.posted", {"id": 1})
    work_deliveries()

    assert [path for path, _headers, _body in receiver.requests] == ["/in?from=us"]
    assert WebhookDelivery.of(company).get().last_error == "HTTP 302"


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert send(receiver.url, b"{}", {}) == 204


def test_a_private_address_is_refused_when_it_is_called_too(company: LegalEntity, subscribed: Subscribe, settings: Any) -> None:
    subscribed(url="https://localhost/in")
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    with transaction.atomic():
        publish(company, "invoice.posted", {"id": 1})
    work_deliveries()

    assert WebhookDelivery.of(company).get().last_error == "WHK-01"


def test_a_receiver_that_drips_its_answer_is_left_in_time(settings: Any) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as server:
        began = time.monotonic()
        with pytest.raises((OSError, ConnectionError)):
            send(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, seconds=0.3)

    assert time.monotonic() - began < 3
