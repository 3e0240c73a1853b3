"""Which account an entry is booked on: the most specific row of the posting set-up (invoicing.md A.8)."""

from __future__ import annotations

import pytest

from foundation.ledger.accounts import AccountDetermination
from foundation.ledger.errors import NoAccount
from foundation.ledger.models import PostingRule, PostingType, Relation
from tests.factories.company import Company


def rule(company: Company, account: str, **keys: str) -> None:
    PostingRule.of(company.entity).create(
        legal_entity=company.entity, posting_type=PostingType.LINE_DISCOUNT, main_account=company.accounts[account], **keys
    )


def test_the_item_decides_before_the_customer_and_the_customer_before_the_tax_group(company: Company) -> None:
    rule(company, "8050")
    rule(company, "8060", tax_group="EU")
    rule(company, "8000", customer_relation=Relation.GROUP, customer_key="FOREIGN")
    rule(company, "8010", customer_relation=Relation.TABLE, customer_key="C-200")
    rule(company, "8090", item_relation=Relation.GROUP, item_key="GOODS")
    rule(company, "8800", item_relation=Relation.TABLE, item_key="A")
    accounts = AccountDetermination.load(company.entity)

    def number(**keys: str) -> str:
        found = accounts.account(PostingType.LINE_DISCOUNT, **keys)
        return next(account.number for account in company.accounts.values() if account.pk == found)

    assert number() == "8050"
    assert number(tax_group="EU") == "8060"
    assert number(tax_group="EU", customer_group="FOREIGN") == "8000"
    assert number(tax_group="EU", customer_group="FOREIGN", customer="C-200") == "8010"
    assert number(customer="C-200", item_group="GOODS") == "8090"
    assert number(customer="C-200", item_group="GOODS", item="A") == "8800"


def test_a_posting_type_without_an_account_is_refused_by_name(company: Company) -> None:
    accounts = AccountDetermination.load(company.entity)

    with pytest.raises(NoAccount, match=r"No account for Line discount \(item A, customer –\)"):
        accounts.account(PostingType.LINE_DISCOUNT, item="A")
    with pytest.raises(NoAccount, match="Write-off"):
        accounts.automatic(PostingType.WRITE_OFF)
