"""The page of one saved view: its name, who else sees it, whether it is locked and whether they start with it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms import EntityForm
from foundation.backoffice.models import SavedView
from foundation.backoffice.models.saved_view import SHARE
from foundation.backoffice.permissions import MEMBER
from foundation.backoffice.requests import safe_path
from foundation.backoffice.services.saved_views import Sharing, arrange_view
from foundation.backoffice.views.form_view import EntityFormView
from foundation.organization.models import Role

MINE, ALL = "mine", "all"


class ViewForm(EntityForm):
    """Name and sharing of a view; without the right to share it stays one's own."""

    name = forms.CharField(label=_("Name"), max_length=40)
    audience = forms.ChoiceField(label=_("Who sees it"), required=False)
    is_default = forms.BooleanField(label=_("Those it is shared with start with it"), required=False)
    locked = forms.BooleanField(
        label=_("Locked"), required=False, help_text=_("Nobody overwrites a locked view; others keep their changes under another name.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.access is None or not self.access.may(SHARE):
            del self.fields["audience"], self.fields["is_default"]
            return
        roles = [(role.code, str(role)) for role in Role.objects.order_by("code")]
        everybody = _("Everybody in %(entity)s") % {"entity": self.entity.code}
        self.fields["audience"].choices = [(MINE, _("Only me")), (ALL, everybody), (_("A role in this company"), roles)]  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """Return with whom the view shall be shared."""
        typed = self.cleaned_data
        audience = typed.get("audience") or MINE
        role = Role.objects.filter(code=audience).first()
        return Sharing(audience == ALL, role, locked=typed["locked"], is_default=typed.get("is_default", False))


class EditView(EntityFormView):
    """Rename, share and lock a saved view."""

    permission_required: ClassVar[str] = MEMBER
    model = SavedView
    form_class = ViewForm
    title = _("View")

    def get_rows(self) -> QuerySet[Any]:
        """Return the views that the user may change."""
        views = SavedView.objects.exclude(name="")
        seen = views.filter(user=self.request.user) | views.filter(legal_entity=self.entity)
        return seen.filter(pk__in=[view.pk for view in seen if view.may_be_changed(self.request.access)])

    def get_initial(self) -> dict[str, Any]:
        """Return the view as it is."""
        view = self.object
        audience = view.role.code if view.role else ALL if view.is_shared else MINE
        return {"name": view.name, "audience": audience, "locked": view.locked, "is_default": view.is_default}

    def perform(self, form: ViewForm) -> SavedView:
        """Save name and sharing."""
        view: SavedView = self.object
        arrange_view(view, self.request.access, form.cleaned_data["name"], form.sharing())
        return view

    def success_url(self, saved: Any) -> str:
        """Return the list, opened in the view."""
        path = safe_path(self.request.GET.get("next", ""), f"/{self.entity.code}/").partition("?")[0]
        return path if path == f"/{self.entity.code}/" else f"{path}{saved.address}"
