"""The models of sales agreements."""

from sales.agreements.models.agreement import AgreementClassification, AgreementLine, SalesAgreement
from sales.agreements.models.version import AgreementVersion, AgreementVersionLine

__all__ = ["AgreementClassification", "AgreementLine", "AgreementVersion", "AgreementVersionLine", "SalesAgreement"]
