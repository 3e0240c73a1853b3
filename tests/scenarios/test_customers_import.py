"""Acceptance scenarios of customers.md: customers in and out of files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer
from customers.services.change_customers import change_customer
from tests.factories.company import Company
from tests.web_fixtures import SignIn

FAULTS = {17: "NOPE,", 81: "DOMESTIC,NL123", 144: "DOMESTIC,DE123456789"}


def written(tmp_path: Path) -> Path:
    """A file of two hundred customers, three of them with an error."""
    rows = [f"N-{number:03},Customer {number},{FAULTS.get(number, 'DOMESTIC,')}" for number in range(1, 201)]
    file = tmp_path / "customers.csv"
    file.write_text("\n".join(["account,name,group,vat_number", *rows]), encoding="utf-8")
    return file


@pytest.mark.scenario("customers", "22")
def test_the_good_rows_of_a_file_go_in_and_the_others_come_back_with_the_reason(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, errors = written(tmp_path), tmp_path / "errors.csv"

    with pytest.raises(CommandError, match="3 of 200 rows"):
        call_command("import_customers", str(file), entity="NL01", dry_run=True)
    assert "197 created, 3 refused" in capsys.readouterr().out
    assert not Customer.of(company.entity).filter(account__startswith="N-").exists()

    with pytest.raises(CommandError, match="3 of 200 rows"):
        call_command("import_customers", str(file), entity="NL01", errors=errors)
    assert Customer.of(company.entity).filter(account__startswith="N-").count() == 197
    lines = errors.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ['"N-017"', '"N-081"', '"N-144"']
    assert "is not a valid VAT number" in lines[2]

    capsys.readouterr()
    with pytest.raises(CommandError, match="3 of 200 rows"):
        call_command("import_customers", str(file), entity="NL01")
    assert "197 unchanged, 3 refused" in capsys.readouterr().out


@pytest.mark.scenario("customers", "22")
def test_a_name_that_a_spreadsheet_would_calculate_goes_out_with_an_apostrophe(signed_in_client: SignIn, company: Company) -> None:
    change_customer(company.customers["C-100"], {"name": '=HYPERLINK("https://evil.example")'}, user=company.clerk)

    answer = signed_in_client("AR").get("/NL01/customers/customers/?export=csv&q=C-100")

    line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1]
    assert "\"'=HYPERLINK(" in line
