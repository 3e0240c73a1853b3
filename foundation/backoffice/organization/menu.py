"""What the organization adds to the shell: its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.registry import register_menu


def register() -> None:
    """Put the organization's pages into the menu."""
    register_menu(
        "administration", _("Legal entity"), "organization:legal-entity", "organization.view_legalentity", icon="building", order=200
    )
    register_menu("administration", _("Users"), "organization:users", "organization.view_user", icon="users", order=210)
    register_menu("administration", _("Roles"), "organization:roles", "organization.view_user", icon="key", order=211)
    register_menu(
        "administration", _("What roles may do"), "organization:role-matrix", "organization.view_user", icon="checklist", order=212
    )
    register_menu("administration", _("API tokens"), "organization:tokens", "organization.view_user", icon="link", order=213)
    register_menu(
        "administration", _("Number sequences"), "organization:sequences", "organization.view_numbersequence", icon="hash", order=220
    )
    register_menu("set_up_ledger", _("Fiscal periods"), "organization:periods", "ledger.view_setup", icon="calendar-event", order=221)
    register_menu("set_up_ledger", _("Currencies"), "organization:currencies", "ledger.view_setup", icon="coin", order=222)
    register_menu("set_up_ledger", _("Exchange rates"), "organization:rates", "ledger.view_setup", icon="exchange", order=223)
    register_menu(
        "administration", _("Security events"), "organization:security-events", "organization.view_security", icon="shield-check", order=231
    )
    register_menu("administration", _("Audit trail"), "organization:audit", "organization.view_audit", icon="history", order=230)
