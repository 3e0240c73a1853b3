"""Who may do what: the permission matrix of the whole application (customers.md §13), in one place.

A permission is ``app.verb_object``. Each row names the roles that hold it; ``sync_roles`` writes the shipped roles
after every migration.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class ShippedRole(models.TextChoices):
    """The nine roles that every installation has."""

    ORDER_CLERK = "OC", _("Order clerk")
    ORDER_MANAGER = "OM", _("Order manager")
    WAREHOUSE = "WH", _("Warehouse")
    BILLING_CLERK = "BC", _("Billing clerk")
    AR_MANAGER = "AR", _("Accounts receivable manager")
    MARKETING = "MK", _("Marketing")
    AUDITOR = "AU", _("Auditor")
    INTEGRATION = "IN", _("Integration client")
    ADMINISTRATOR = "AD", _("Administrator")


EVERYONE = "OC OM WH BC AR MK AU IN AD"

MATRIX: dict[str, str] = {
    # Parties and customers
    "customers.view_party": EVERYONE,
    "customers.change_party": "OC OM BC AR MK IN",
    "customers.delete_party": "OM AR AD",
    "customers.view_sensitive": "BC AR AU",
    "customers.view_customer": EVERYONE,
    "customers.view_prospect": "OC OM BC AR MK AU IN",
    "customers.change_prospect": "OC OM MK IN",
    "customers.change_customer": "OC OM AR IN",
    "customers.view_customer_terms": "OC OM BC AR AU",
    "customers.change_customer_terms": "AR",
    "customers.view_credit": "OC OM BC AR AU",
    "customers.change_credit": "AR",
    "customers.set_hold": "OM BC AR",
    "customers.release_hold": "AR",
    "customers.override_credit": "AR",
    "customers.create_duplicate": "OM AR",
    "customers.import_customer": "OM AR IN AD",
    "customers.export_customer": "OM BC AR AU IN AD",
    "customers.export_personal": "AR",
    "customers.view_balance": "OC OM BC AR AU IN",
    "customers.view_customertransaction": "BC AR AU IN",
    "customers.view_setup": "OC OM BC AR AU AD",
    "customers.change_setup": "OM AR",
    "customers.view_parameters": "AR AU AD",
    "customers.change_parameters": "AD",
    # Sales
    "sales.view_salesorder": "OC OM WH BC AR AU IN",
    "sales.change_salesorder": "OC OM IN",
    "sales.confirm_salesorder": "OC OM IN",
    "sales.cancel_salesorder": "OM IN",
    "sales.delete_salesorder": "OC OM IN",
    "sales.change_price": "OC OM IN",
    "sales.change_invoice_account": "OM AR",
    "sales.place_hold": "OC OM WH BC AR",
    "sales.clear_hold": "OM AR",
    "sales.override_checkout": "OM",
    "picking.view_pickinglist": "OC OM WH BC AR AU IN",
    "picking.post_pickinglist": "OM WH IN",
    "sales.view_packingslip": "OC OM WH BC AR AU IN",
    "sales.post_packingslip": "OM WH IN",
    "sales.correct_packingslip": "OM WH IN",
    "sales.correct_printed_packingslip": "OM IN",
    "sales.view_tradeagreement": "OC OM BC AR MK AU",
    "sales.change_tradeagreement": "OM",
    "sales.view_cost": "OM AR AU",
    "sales.import_salesorder": "OM IN",
    "sales.view_parameters": "OM AR AU AD",
    "sales.change_parameters": "AD",
    "agreements.view_salesagreement": "OC OM BC AR MK AU IN",
    "agreements.change_salesagreement": "OM IN",
    "agreements.release_salesagreement": "OC OM IN",
    "suggestions.view_rule": "OC OM MK AU",
    "suggestions.change_rule": "OM MK",
    "quotations.view_quotation": "OC OM BC AR MK AU IN",
    "quotations.change_quotation": "OC OM MK IN",
    "quotations.delete_quotation": "OC OM MK IN",
    "quotations.send_quotation": "OC OM MK IN",
    "quotations.confirm_quotation": "OC OM IN",
    "quotations.settle_quotation": "OC OM MK IN",
    "quotations.extend_quotation": "OM",
    "quotations.reopen_quotation": "OM",
    # Purchasing
    "purchasing.view_vendor": "OC OM WH BC AR AU IN AD",
    "purchasing.change_vendor": "OM AR IN",
    "purchasing.view_purchaseorder": "OC OM WH BC AR AU IN",
    "purchasing.change_purchaseorder": "OC OM IN",
    "purchasing.receive_purchaseorder": "OM WH IN",
    # Backorders
    "backorders.view_backorder": "OC OM WH BC AR AU IN",
    "backorders.change_backorder": "OC OM IN",
    "backorders.split_onhand": "OC OM WH",
    "backorders.inform_customer": "OC OM IN",
    # Projects
    "projects.view_project": "OC OM WH BC AR AU IN",
    "projects.change_project": "OC OM IN",
    "projects.delete_project": "OM IN",
    "projects.view_parameters": "OM AR AU AD",
    "projects.change_parameters": "AD",
    # Invoicing
    "invoicing.print_proforma": "OC OM BC AR",
    "invoicing.view_customerinvoice": "OC OM BC AR AU IN",
    "invoicing.post_customerinvoice": "BC AR IN",
    "invoicing.credit_customerinvoice": "OM BC AR IN",
    "invoicing.overrule_warning": "AR",
    "invoicing.print_document": "OC OM WH BC AR AU",
    "invoicing.send_document": "OC OM BC AR",
    "invoicing.export_customerinvoice": "BC AR AU IN",
    "invoicing.view_parameters": "AR AU AD",
    "invoicing.change_parameters": "AD",
    # Returns
    "returns.view_returnorder": "OC OM WH BC AR AU IN",
    "returns.change_returnorder": "OC OM IN",
    "returns.extend_deadline": "OM",
    "returns.cancel_returnorder": "OC OM IN",
    "returns.register_arrival": "OC OM WH IN",
    "returns.import_returnorder": "OM IN",
    "returns.view_setup": "OC OM WH AR AU AD",
    "returns.change_setup": "OM AD",
    # Inventory
    "inventory.view_item": EVERYONE,
    "inventory.change_item": "OM IN",
    "inventory.import_item": "OM IN",
    "inventory.view_stock": "OC OM WH BC AR AU IN",
    "inventory.reserve_stock": "OC OM WH",
    "inventory.adjust_stock": "WH",
    # Batch
    "batch.view_batchjob": "OC OM WH BC AR MK AU AD",
    "batch.view_all_batchjobs": "AR AU AD",
    "batch.run_batchjob": "OC OM WH BC AR MK AD",
    "batch.run_all_batchjobs": "AD",
    # Ledger
    "ledger.view_setup": "BC AR AU AD",
    "ledger.change_setup": "AR",
    "ledger.view_voucher": "BC AR AU",
    "ledger.export_voucher": "AU",
    # Set-up and system
    "organization.view_legalentity": "AR AU AD",
    "organization.change_legalentity": "AD",
    "organization.add_legalentity": "AD",
    "organization.view_numbersequence": "AR AU AD",
    "organization.change_numbersequence": "AD",
    "organization.change_fiscalperiod": "AR AD",
    "organization.view_user": "AU AD",
    "organization.change_user": "AD",
    "organization.view_security": "AU AD",
    "organization.view_audit": "AR AU AD",
    "organization.export_audit": "AU",
    # Lists
    "backoffice.share_view": "OM AR AD",
    # Around records
    "backoffice.change_activity": "OC OM WH BC AR MK IN",
    "backoffice.add_note": "OC OM WH BC AR MK IN AD",
    # Webhooks
    "webhooks.view_webhook": "AD",
    "webhooks.change_webhook": "AD",
    # Documents
    "documents.view_output": "OC OM WH BC AR AU AD",
    "documents.retry_output": "OM BC AR AD",
    "documents.change_printmanagement": "OM BC AR AD",
    "documents.remove_attachment": "AR AD",
}


def permissions_of(role: str) -> list[str]:
    """Return the permissions of a shipped role, sorted."""
    return sorted(permission for permission, roles in MATRIX.items() if role in roles.split())


def sync_roles(**_kwargs: Any) -> None:
    """Write the shipped roles as the matrix says; runs after every migration."""
    from_matrix = [{"code": role.value, "name": _english(role), "permissions": permissions_of(role.value)} for role in ShippedRole]
    role_model = _role_model()
    role_model.objects.bulk_create(
        [role_model(shipped=True, **fields) for fields in from_matrix],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "permissions", "shipped"],
    )


def _english(role: ShippedRole) -> str:
    with override("en"):
        return str(role.label)


def _role_model() -> Any:
    return apps.get_model("organization", "Role")
