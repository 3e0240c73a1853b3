"""What the rooms of the foundation add to the shell."""

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.batch import shell as batch
from foundation.backoffice.inventory import menu as inventory
from foundation.backoffice.ledger import menu as ledger
from foundation.backoffice.organization import menu as organization
from foundation.backoffice.registry import register_menu, register_tile
from foundation.backoffice.webhooks import menu as webhooks
from foundation.documents.models import Output

batch.register()
inventory.register()
ledger.register()
organization.register()
webhooks.register()

register_menu("invoice", _("Documents not delivered"), "documents:outputs", "documents.view_output", icon="mail", order=60)
register_menu("invoice", _("Printer queues"), "documents:printer-queues", "invoicing.print_document", icon="printer", order=70)
register_menu(
    "administration", _("Print management"), "documents:print-records", "documents.change_printmanagement", icon="printer", order=240
)
register_menu("administration", _("E-mail texts"), "documents:mail-texts", "documents.change_printmanagement", icon="mail", order=241)
register_menu("administration", _("Test message"), "documents:mail-test", "documents.change_printmanagement", icon="send", order=242)
register_menu("administration", _("Outbox"), "documents:outbox", "documents.change_printmanagement", icon="send", order=243)
register_tile(
    "not_delivered",
    _("Documents not delivered"),
    rows=lambda access: Output.of(access.legal_entity).not_delivered(),
    page="documents:outputs",
    permission="documents.view_output",
    tone="danger",
    icon="mail",
    order=50,
)
