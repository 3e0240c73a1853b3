"""What customers add to the shell: menu, tiles, look-ups, palette."""

from django.utils.translation import gettext_lazy as _

from customers.lookups import CustomerLookup, CustomerPalette, ProspectLookup
from customers.models import Customer
from customers.rights import hidden_fields
from customers.services.import_customers import CustomerImporter
from foundation.backoffice.imports.kinds import ImportKind, register_import
from foundation.backoffice.registry import (
    register_entity_page,
    register_hidden_fields,
    register_lookup,
    register_menu,
    register_palette,
    register_tile,
)

register_menu("sell", _("Customers"), "customers:customers", "customers.view_customer", icon="users", order=50)
register_menu("sell", _("Prospects"), "customers:prospects", "customers.view_prospect", icon="user-plus", order=51)
register_menu("get_paid", _("Customer transactions"), "customers:transactions", "customers.view_customertransaction", icon="coin", order=30)
register_tile(
    "customers_on_hold",
    _("Customers on hold"),
    rows=lambda access: Customer.of(access.legal_entity).on_hold(),
    page="customers:customers",
    query="tab=hold",
    permission="customers.view_customer",
    tone="warning",
    icon="player-pause",
    order=60,
)
register_lookup(CustomerLookup())
register_lookup(ProspectLookup())
register_hidden_fields("customers.customer", hidden_fields)
register_import(
    ImportKind(
        "customers.customer",
        _("Customers"),
        "customers.import_customer",
        "customers:customers",
        lambda access: CustomerImporter(access.legal_entity, access.user, access),
    )
)
register_palette(CustomerPalette())

register_menu("set_up_ledger", _("Customer groups"), "customers:groups", "customers.view_setup", icon="users", order=500)
register_menu(
    "set_up_ledger", _("Customer discount groups"), "customers:discount-groups", "customers.view_setup", icon="percentage", order=501
)
register_menu("set_up_ledger", _("Delivery terms"), "customers:delivery-terms", "customers.view_setup", icon="truck-delivery", order=502)
register_menu("set_up_ledger", _("Modes of delivery"), "customers:delivery-modes", "customers.view_setup", icon="truck", order=503)
register_menu("set_up_ledger", _("Methods of payment"), "customers:payment-methods", "ledger.view_setup", icon="credit-card", order=504)
register_menu("set_up_ledger", _("Credit groups"), "customers:credit-groups", "customers.view_credit", icon="scale", order=505)
register_menu("set_up_ledger", _("Customer posting profiles"), "customers:posting-profiles", "ledger.view_setup", icon="book", order=506)
register_menu("set_up_ledger", _("Customer parameters"), "customers:parameters", "customers.view_parameters", icon="adjustments", order=507)
register_entity_page(_("New legal entity"), "customers:company-new", "organization.add_legalentity", icon="plus")
