"""Form pages: one record, made or changed by one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.forms.forms import EntityForm, EntityModelForm
from foundation.backoffice.records import check_unchanged, find, find_locked, fingerprint, rows_only
from foundation.backoffice.timeline import last_change
from foundation.backoffice.views.sent_once import KEY, SentOnce
from foundation.database.retries import retried
from foundation.errors import BusinessRuleError, RecordChanged, Text

SHOWN_AS = "_shown_as"
OVERWRITE = "_overwrite"
REFUSED = 422


class NotSaved(Exception):
    """Something stands in the way and is on the form: what was begun is given back."""


@dataclass(frozen=True)
class Conflict:
    """What somebody else changed while the form was open; ``overwrite`` is what saving over it must send along."""

    overwrite: str
    who: str
    changes: list[tuple[str, str, str]]


class EntityFormView(SentOnce):
    """With ``pk`` in the address a record is changed, without it one is made; ``perform`` calls the service."""

    template_name = "backoffice/form/page.html"
    form_class: ClassVar[type[EntityForm | EntityModelForm]]
    success_page: ClassVar[str] = ""
    cancel_page: ClassVar[str] = ""
    delete_page: ClassVar[str] = ""
    save_label: ClassVar[Text] = _("Save")
    object: Any = None
    conflict: Conflict | None = None

    def perform(self, form: Any) -> Any:
        """Call the service and return the saved record."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the form."""
        self.object = self.get_record()
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Save, or show the form again with what stands in the way."""
        try:
            return self.go(retried(self.save_locked, repeatable=not self.pk and KEY in request.POST)())
        except NotSaved:
            pass
        except RecordChanged as refusal:
            self.refuse(self.sent_form, refusal)
            self.object = self.get_record()
            self.conflict = Conflict(self.stored_as, *last_change(self.request.access, self.object))
        except BusinessRuleError as refusal:
            self.refuse(self.sent_form, refusal)
        return self.show(self.sent_form, status=REFUSED)

    def save_locked(self) -> str:
        """Hold the record, save it, and return where that leads."""
        self.object = self.get_locked_record()
        self.sent_form = self.make_form(self.request.POST)
        return self.save_once(self.sent_form)

    @cached_property
    def sent_form(self) -> Any:
        """Return the form as it was sent; made here only when the record could not be held."""
        self.object = self.get_record()
        return self.make_form(self.request.POST)

    def save_once(self, form: Any) -> str:
        """Save and return where that leads; a new record that is sent a second time leads to what the first time made."""
        return self.saved_url(form) if self.object is not None else self.only_once(lambda: self.saved_url(form))

    def saved_url(self, form: Any) -> str:
        """Save, say so, and return where that leads; raises NotSaved when the form is not valid."""
        saved = self.save(form)
        if saved is None:
            raise NotSaved
        if not self.pk and self.request.GET.get("pick"):
            return self.url("backoffice:look-up-made", name=self.request.GET["pick"][:60], pk=saved.pk)
        messages.success(self.request, _("%(record)s is saved.") % {"record": saved})
        return self.success_url(saved)

    def get_record(self) -> Any:
        """Return the record in the address, None for a new one."""
        return find(self.get_rows(), self.pk) if self.pk else None

    def get_locked_record(self) -> Any:
        """Return the record in the address, held until it is saved; None for a new one."""
        return find_locked(self.get_rows_to_lock(), self.pk) if self.pk else None

    def refuse(self, form: Any, refusal: BusinessRuleError) -> None:
        """Put a refusal where it can be mended."""
        form.refuse(refusal)

    def save(self, form: Any) -> Any:
        """Check and perform; None when the form is not valid."""
        if self.object is not None:
            check_unchanged(self.entity, self.object, self.sent_as)
        return self.perform(form) if form.is_valid() else None

    @property
    def pk(self) -> int:
        """Return the key in the address, 0 for a new record."""
        return int(self.kwargs.get("pk", 0))

    def get_rows_to_lock(self) -> Any:
        """Return the rows that the page may change; without related rows that cannot be locked."""
        return rows_only(self.get_rows())

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with."""
        options: dict[str, Any] = {"entity": self.entity, "access": self.request.access, "initial": self.get_initial()}
        if self.object is not None and issubclass(self.form_class, EntityModelForm):
            options["instance"] = self.object
        return options

    def get_initial(self) -> dict[str, Any]:
        """Return what a form starts with; the address may prefill a new record."""
        return {} if self.pk else {name: value for name, value in self.request.GET.items() if name in self.form_class.base_fields}

    def make_form(self, data: Any = None) -> Any:
        """Return the form, bound to what was sent where something was."""
        form = self.form_class(data, self.request.FILES or None, **self.form_options())
        if not self.may_change:
            form.show_only()
        return form

    @property
    def may_change(self) -> bool:
        """Tell whether the user may save, or only look."""
        return self.may(self.permission_to_change or self.permission_required)

    @cached_property
    def shown_as(self) -> str:
        """Return the fingerprint of the record as the form shows it: after a refusal the one it was first shown with."""
        return self.request.POST.get(SHOWN_AS, "") or self.stored_as

    @property
    def stored_as(self) -> str:
        """Return the fingerprint of the record as it is stored."""
        return fingerprint(self.object)

    @property
    def sent_as(self) -> str:
        """Return the fingerprint of what the user has seen: the form's, or that of a change to be overwritten knowingly."""
        return self.request.POST.get(OVERWRITE, "") or self.request.POST.get(SHOWN_AS, "")

    def success_url(self, saved: Any) -> str:
        """Return where saving leads: the page of the saved record, or a page without a key, such as the list."""
        try:
            return self.url(self.success_page, pk=saved.pk)
        except NoReverseMatch:
            return self.url(self.success_page)

    @property
    def cancel_url(self) -> str:
        """Return where giving up leads: the record's page, or the page named by ``cancel_page``."""
        if self.object is not None and self.object.pk:
            return self.success_url(self.object)
        return self.url(self.cancel_page) if self.cancel_page else ""

    @property
    def delete_url(self) -> str:
        """Return where the record is deleted; blank for a new one, and for those who may not."""
        known = self.delete_page and self.object is not None and self.object.pk and self.may_change
        return self.url(self.delete_page, pk=self.object.pk) if known else ""

    @property
    def heading(self) -> Text:
        """Return the record's name, or what is made."""
        return str(self.object) if self.object is not None else self.title

    def show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form."""
        return self.page({"form": form, "object": self.object, **context}, status=status)
