"""What the audit trail's actions are called on screen, and the icons that stand for them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.errors import Text

HOLD = re.compile(r"hold (?P<code>.+) (?P<what>placed|cleared)")
WORDINGS: dict[str, Text] = {
    "created": gettext_lazy("Created"),
    "changed": gettext_lazy("Changed"),
    "deleted": gettext_lazy("Deleted"),
    "confirmed": gettext_lazy("Confirmed"),
    "cancelled": gettext_lazy("Cancelled"),
    "posted": gettext_lazy("Posted"),
    "imported": gettext_lazy("Imported"),
    "packing slip posted": gettext_lazy("Packing slip posted"),
    "invoice posted": gettext_lazy("Invoice posted"),
    "file attached": gettext_lazy("File attached"),
    "file removed": gettext_lazy("File removed"),
    "expired": gettext_lazy("Last day changed"),
    "lines copied": gettext_lazy("Lines copied"),
    "lines changed": gettext_lazy("Lines changed"),
    "lines cancelled": gettext_lazy("Lines cancelled"),
    "line split": gettext_lazy("Line split"),
    "prices changed": gettext_lazy("Prices changed"),
    "prices calculated": gettext_lazy("Prices searched again"),
    "charges changed": gettext_lazy("Charges changed"),
    "remainder cancelled": gettext_lazy("Remainder cancelled"),
    "type changed": gettext_lazy("Type changed"),
    "subscription paused": gettext_lazy("Subscription paused"),
    "subscription stopped": gettext_lazy("Subscription stopped"),
    "cycle opened": gettext_lazy("Next cycle opened"),
    "remainder reopened": gettext_lazy("Remainder reopened"),
    "arrival registered": gettext_lazy("Arrival registered"),
    "disposition changed": gettext_lazy("Disposition changed"),
    "linked": gettext_lazy("Linked"),
    "parted": gettext_lazy("Parted"),
    "quarantine ended": gettext_lazy("Quarantine ended"),
    "registration reversed": gettext_lazy("Registration reversed"),
    "replacement ordered": gettext_lazy("Replacement ordered"),
    "replacement set": gettext_lazy("Replacement set"),
    "return ended": gettext_lazy("Return ended"),
    "unreserved": gettext_lazy("Unreserved"),
    "customer informed": gettext_lazy("Customer informed"),
    "delivery dates changed": gettext_lazy("Delivery dates changed"),
    "on-hand split": gettext_lazy("On-hand split"),
    "priority changed": gettext_lazy("Priority changed"),
    "credit limit exceeded": gettext_lazy("Credit limit exceeded"),
    "hold checked out": gettext_lazy("Hold checked out"),
    "hold checkout overridden": gettext_lazy("Checkout of a hold taken over"),
    "hold checkout cleared": gettext_lazy("Checkout of a hold given back"),
    "hold notes changed": gettext_lazy("Notes on a hold changed"),
    "hold set": gettext_lazy("Put on hold"),
    "hold released": gettext_lazy("Hold released"),
    "applied": gettext_lazy("Applied"),
    "dates confirmed": gettext_lazy("Dates confirmed"),
    "delivery schedule made": gettext_lazy("Delivery schedule made"),
    "delivery schedule removed": gettext_lazy("Delivery schedule removed"),
    "finished": gettext_lazy("Finished"),
    "items sold": gettext_lazy("Items sold"),
    "order released": gettext_lazy("Order released"),
    "picking list posted": gettext_lazy("Picking list posted"),
    "picking registered": gettext_lazy("Picking registered"),
    "picking list unpicked": gettext_lazy("Picked goods put back"),
    "picking list cancelled": gettext_lazy("Picking list cancelled"),
    "product receipt posted": gettext_lazy("Product receipt posted"),
    "sent": gettext_lazy("Sent"),
    "suggestion declined": gettext_lazy("Suggestion declined"),
    "stock adjusted": gettext_lazy("Stock adjusted"),
    "batch.define": gettext_lazy("Created"),
    "batch.change": gettext_lazy("Changed"),
    "batch.start": gettext_lazy("Started by hand"),
    "batch.withhold": gettext_lazy("Paused"),
    "batch.wait": gettext_lazy("Resumed"),
    "batch.cancel": gettext_lazy("Run cancelled"),
    "batch.rerun": gettext_lazy("Failed documents done again"),
    "webhooks.switch_off": gettext_lazy("Switched off"),
    "webhooks.rotate_secret": gettext_lazy("Secret replaced"),
    "webhooks.test": gettext_lazy("Test message sent"),
    "webhooks.resend": gettext_lazy("Sent again"),
    "documents.print": gettext_lazy("Printed"),
    "documents.retry": gettext_lazy("Sent again"),
    "documents.mark_delivered": gettext_lazy("Marked as delivered"),
}
ICONS = {
    "created": "plus",
    "changed": "pencil",
    "lines changed": "pencil",
    "charges changed": "coin",
    "prices changed": "tag",
    "prices calculated": "tag",
    "confirmed": "check",
    "packing slip posted": "truck-delivery",
    "invoice posted": "file-invoice",
    "file attached": "paperclip",
    "file removed": "trash",
    "deleted": "trash",
    "cancelled": "ban",
    "lines cancelled": "ban",
    "line split": "arrows-sort",
    "remainder cancelled": "ban",
    "documents.print": "printer",
}


def wording(action: str) -> str:
    """Return an audited action in words; an unknown one as it was written."""
    known = WORDINGS.get(action)
    if known:
        return str(known)
    hold = HOLD.fullmatch(action)
    if hold:
        text = _("Hold %(code)s placed") if hold["what"] == "placed" else _("Hold %(code)s cleared")
        return text % {"code": hold["code"]}
    return _(action.rpartition(".")[2].replace("_", " ").capitalize())
