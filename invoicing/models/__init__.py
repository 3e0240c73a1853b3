"""The models of the invoicing app."""

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
