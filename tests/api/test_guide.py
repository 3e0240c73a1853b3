"""The guide of the API is true: its commands take an order to the PDF of its invoice over HTTP, with curl."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache

from invoicing.models import CustomerInvoice
from sales.models import SalesOrder
from tests.factories.company import Company, make_company

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "api.md").read_text()
PASSWORD = "right horse battery"  # noqa: S105 -- of a user that lives as long as the test


@pytest.fixture
def served_company(live_server: Any) -> Company:
    """A company behind a real server, with an integration client that has a password."""
    cache.clear()
    company = make_company()
    company.item("G", "10.00", negative_stock=True, default_warehouse=company.warehouse)
    client = company.user("IN")
    client.set_password(PASSWORD)
    client.save()
    return company


@pytest.mark.skipif(not shutil.which("curl"), reason="the guide uses curl")
def test_the_commands_of_the_guide_take_an_order_to_the_pdf_of_its_invoice(
    served_company: Company, live_server: Any, tmp_path: Path
) -> None:
    script = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL))
    values = {
        "SERVER": live_server.url,
        "EMAIL": served_company.user("IN").email,
        "PASSWORD": PASSWORD,
        "CUSTOMER": "C-100",
        "ITEM": "G",
        "PATH": os.environ["PATH"],
    }

    done = subprocess.run(  # noqa: S603 -- the script is ours
        ["/bin/bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=values, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    [invoice], [order] = CustomerInvoice.of(served_company.entity), SalesOrder.of(served_company.entity)
    assert (tmp_path / f"{invoice.number}.pdf").read_bytes().startswith(b"%PDF")
    assert (order.status, order.document_status, invoice.sum_lines) == ("invoiced", "invoice", 20)
    assert done.stdout.splitlines()[-2:] == ["invoiced", f"{invoice.invoice_amount:.2f}"]


def test_the_guide_names_every_address_and_no_other() -> None:
    paths = yaml.safe_load((DOCS / "openapi.yaml").read_text())["paths"]
    served = {path.removeprefix("/api/v1/{entity}/").split("/")[0] for path in paths if "{entity}" in path}
    table = GUIDE.split("## What there is")[1].split("Beside the legal entities")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith(("| `", "| codes"))]
    named = {word for address, what in rows for word in re.findall(r"`([a-z-]+)`", what if address.strip() == "codes" else address)}

    assert named == served
