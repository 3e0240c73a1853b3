"""The models of quotations."""

from sales.quotations.models.delivery import QuotationDelivery
from sales.quotations.models.parameters import QuotationParameters
from sales.quotations.models.prognosis import PrognosisCode
from sales.quotations.models.quotation import AlternativeSet, Quotation, QuotationCharge, QuotationLine
from sales.quotations.models.reason import QuotationReason
from sales.quotations.models.simulation import NEED_COST, OF_HEADER, OF_LINE, QuotationSimulation, SimulationTarget
from sales.quotations.models.version import QuotationVersion, QuotationVersionLine

__all__ = [
    "NEED_COST",
    "OF_HEADER",
    "OF_LINE",
    "AlternativeSet",
    "PrognosisCode",
    "Quotation",
    "QuotationCharge",
    "QuotationDelivery",
    "QuotationLine",
    "QuotationParameters",
    "QuotationReason",
    "QuotationSimulation",
    "QuotationVersion",
    "QuotationVersionLine",
    "SimulationTarget",
]
