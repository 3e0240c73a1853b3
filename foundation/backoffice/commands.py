"""What the palette can do beside finding: start a new record of any list, change how the screen looks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import resolve
from django.utils.translation import gettext as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.registry import PaletteItem
from foundation.backoffice.shell import Shell
from foundation.organization.access import Access


def commands_of(access: Access, shell: Shell) -> Iterator[PaletteItem]:
    """Yield the commands that the access allows: a new record for each list that offers one, then preferences."""
    for area in shell.areas:
        for link in area.links:
            view = getattr(resolve(link.url).func, "view_class", None)
            page, permission = getattr(view, "create_page", ""), getattr(view, "create_permission", "")
            if page and access.may(permission):
                label = str(getattr(view, "create_label", ""))
                yield PaletteItem(label, entity_url(access.legal_entity, page), str(link.label), "plus")
    for preference in shell.preferences:
        for choice in preference.choices:
            if not choice["active"]:
                label = _("%(preference)s: %(choice)s") % {"preference": preference.label, "choice": choice["label"]}
                yield PaletteItem(label, "#", "", "settings", press=(preference.name, choice["value"]))
