"""The models of quotations."""

from sales.quotations.models.parameters import QuotationParameters
from sales.quotations.models.quotation import Quotation, QuotationCharge, QuotationLine

__all__ = ["Quotation", "QuotationCharge", "QuotationLine", "QuotationParameters"]
