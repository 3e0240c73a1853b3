"""What the rooms of the foundation add to the shell."""

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.registry import register_menu

register_menu("set_up", _("Terms of payment"), "ledger:payment-terms", "ledger.view_setup", icon="calendar", order=420)
register_menu("set_up", _("Payment schedules"), "ledger:payment-schedules", "ledger.view_setup", icon="calendar", order=421)
