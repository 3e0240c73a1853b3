"""The models of the ledger room."""

from foundation.ledger.models.account import AutomaticAccount, MainAccount, PostingRule, PostingType, Relation
from foundation.ledger.models.parameters import LedgerParameters
from foundation.ledger.models.payment_terms import (
    CashDiscount,
    DueDateMethod,
    PaymentDay,
    PaymentSchedule,
    PaymentScheduleLine,
    TermsOfPayment,
)
from foundation.ledger.models.tax import (
    ItemSalesTaxGroup,
    LedgerPostingGroup,
    SalesTaxCode,
    SalesTaxCodeValue,
    SalesTaxGroup,
    SalesTaxGroupCode,
    SalesTaxGroupRule,
)
from foundation.ledger.models.tax_transaction import TaxTransaction
from foundation.ledger.models.voucher import LedgerEntry, Voucher

__all__ = [
    "AutomaticAccount",
    "CashDiscount",
    "DueDateMethod",
    "ItemSalesTaxGroup",
    "LedgerEntry",
    "LedgerParameters",
    "LedgerPostingGroup",
    "MainAccount",
    "PaymentDay",
    "PaymentSchedule",
    "PaymentScheduleLine",
    "PostingRule",
    "PostingType",
    "Relation",
    "SalesTaxCode",
    "SalesTaxCodeValue",
    "SalesTaxGroup",
    "SalesTaxGroupCode",
    "SalesTaxGroupRule",
    "TaxTransaction",
    "TermsOfPayment",
    "Voucher",
]
