"""The app configuration of the inventory room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """The inventory room of the foundation."""

    name = "foundation.inventory"
    label = "inventory"
    verbose_name = _("Inventory")
