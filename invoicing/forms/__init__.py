"""Forms of invoicing."""

from invoicing.forms.parameters import InvoicingParametersForm
from invoicing.forms.posting import PostInvoicesForm, ProFormaForm

__all__ = ["InvoicingParametersForm", "PostInvoicesForm", "ProFormaForm"]
