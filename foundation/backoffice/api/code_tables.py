"""Short tables of codes, such as terms of payment: listed for whoever may enter the legal entity."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from foundation.backoffice.api.serializers import ReadSerializer
from foundation.backoffice.api.views import EntityViewSet, ListMixin
from foundation.backoffice.permissions import MEMBER


class CodeTableViewSet(ListMixin, EntityViewSet):
    """A short table of codes; the whole of it usually fits on one page."""

    model: ClassVar[type[models.Model]]
    tags = ("codes",)
    ordering = ("code",)
    action_permissions: ClassVar[dict[str, str]] = {"list": MEMBER}

    def get_queryset(self) -> Any:
        """Return the codes of the legal entity, or all of a table that entities share."""
        return self.model._default_manager.all()


def code_table(model: type[models.Model], *fields: str) -> type[CodeTableViewSet]:
    """Return the viewset that lists a table of codes with some of its fields."""
    meta = type("Meta", (), {"model": model, "fields": ["code", *fields]})
    description = f"One of the {model._meta.verbose_name_plural}."
    serializer = type(f"{model.__name__}Serializer", (ReadSerializer,), {"Meta": meta, "__doc__": description, "__module__": __name__})
    attributes = {"model": model, "serializer_class": serializer, "__module__": __name__}
    return type(f"{model.__name__}ViewSet", (CodeTableViewSet,), attributes | {"__doc__": f"The {model._meta.verbose_name_plural}."})
