"""The models of quotations."""

from sales.quotations.models.parameters import QuotationParameters
from sales.quotations.models.quotation import AlternativeSet, Quotation, QuotationCharge, QuotationLine
from sales.quotations.models.version import QuotationVersion, QuotationVersionLine

__all__ = [
    "AlternativeSet",
    "Quotation",
    "QuotationCharge",
    "QuotationLine",
    "QuotationParameters",
    "QuotationVersion",
    "QuotationVersionLine",
]
