"""What customers add to the shell: menu, tiles, look-ups, palette."""

from django.utils.translation import gettext_lazy as _

from customers.lookups import CustomerLookup, CustomerPalette
from customers.models import Customer, CustomerTransaction
from foundation.backoffice.registry import register_lookup, register_menu, register_palette, register_tile

register_menu("sell", _("Customers"), "customers:customers", "customers.view_customer", icon="users", order=50)
register_menu("get_paid", _("Customer transactions"), "customers:transactions", "customers.view_customertransaction", icon="coin", order=30)
register_tile(
    "customers_on_hold",
    _("Customers on hold"),
    count=lambda access: Customer.of(access.legal_entity).on_hold().count(),
    page="customers:customers",
    query="tab=hold",
    permission="customers.view_customer",
    tone="warning",
    icon="player-pause",
    order=60,
)
register_tile(
    "overdue_transactions",
    _("Overdue on customer accounts"),
    count=lambda access: CustomerTransaction.of(access.legal_entity).overdue().count(),
    page="customers:transactions",
    query="tab=overdue",
    permission="customers.view_customertransaction",
    tone="danger",
    icon="coin",
    order=50,
)
register_lookup(CustomerLookup())
register_palette(CustomerPalette())
