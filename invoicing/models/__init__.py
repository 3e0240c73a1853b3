"""The models of the invoicing app."""

from invoicing.models.credit_line import CreditedLine, CreditLine, CreditOrder
from invoicing.models.invoice import (
    CustomerInvoice,
    CustomerInvoiceCharge,
    CustomerInvoiceLine,
    CustomerInvoiceSource,
    CustomerInvoiceTax,
    DocumentType,
)
from invoicing.models.parameters import InvoicingParameters, QuantityOption, SummaryUpdate
from invoicing.models.proposal import InvoiceProposal, ProposalState

__all__ = [
    "CreditLine",
    "CreditOrder",
    "CreditedLine",
    "CustomerInvoice",
    "CustomerInvoiceCharge",
    "CustomerInvoiceLine",
    "CustomerInvoiceSource",
    "CustomerInvoiceTax",
    "DocumentType",
    "InvoiceProposal",
    "InvoicingParameters",
    "ProposalState",
    "QuantityOption",
    "SummaryUpdate",
]
