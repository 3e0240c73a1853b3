"""The models of sales agreements."""

from sales.agreements.models.agreement import AgreementClassification, AgreementLine, SalesAgreement
from sales.agreements.models.link import AgreementLink, OrderAgreement, Released
from sales.agreements.models.version import AgreementVersion, AgreementVersionLine

__all__ = [
    "AgreementClassification",
    "AgreementLine",
    "AgreementLink",
    "AgreementVersion",
    "AgreementVersionLine",
    "OrderAgreement",
    "Released",
    "SalesAgreement",
]
