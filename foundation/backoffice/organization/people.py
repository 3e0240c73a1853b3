"""People of the legal entity with their roles, and what the roles allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.accounts.base import ConfirmedRecently
from foundation.backoffice.accounts.passwords import site_of
from foundation.backoffice.forms import EntityChoiceField, EntityModelForm, EntryDecimalField, LineForm
from foundation.backoffice.lists import BooleanColumn, LinkColumn, ListTable, NumberColumn, Search, Tab, TextColumn
from foundation.backoffice.organization.filters import UserFilter
from foundation.backoffice.views import ListPage, RecordWithLinesView
from foundation.organization.models import ApiToken, Membership, Role, User
from foundation.organization.services.save_user import account_refusal, save_user
from foundation.security.models import UserSession
from foundation.security.services import accounts
from foundation.security.services.second_factor import has_factor

VIEW, CHANGE = "organization.view_user", "organization.change_user"


class UserTable(ListTable):
    """People with their roles in the legal entity."""

    name = LinkColumn(_("Name"), page="organization:user-edit")
    email = TextColumn(_("E-mail address"))
    role_list = TextColumn(_("Roles"))
    kind = TextColumn(_("Kind"), hidden=True)
    language = TextColumn(_("Language"), hidden=True)
    is_active = BooleanColumn(_("Active"))


class UserList(ListPage):
    """Everybody with a role in the legal entity."""

    permission_required = export_permission = VIEW
    model, table_class, title = User, UserTable, _("Users")
    filterset_class = UserFilter
    search = Search(prefix=("email",), contains=("name",))
    tabs = (Tab("all", _("All")), Tab("active", _("Active"), rows="active"), Tab("inactive", _("Not active"), rows="inactive"))
    order_by = "name"
    create_page, create_permission = "organization:user-new", CHANGE
    empty_text = _("People sign in with their e-mail address and see what their roles allow.")

    def get_rows(self) -> Any:
        """Return the people of the legal entity only."""
        return User.objects.in_entity(self.entity)


class UserForm(EntityModelForm):
    """A person who signs in."""

    class Meta:
        model = User
        fields = ["name", "email", "kind", "language", "is_active"]

    sections = [(_("General"), ["name", "email", "kind", "language", "is_active"])]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        if self.instance.pk:
            kind.disabled = True
        else:
            kind.choices = [choice for choice in User.Kind.choices if choice[0] != User.Kind.SYSTEM]
            kind.required = False
        kind.help_text = _("People get an e-mail with which they choose a password; programs come in with API tokens only.")

    def show_account_only(self, why: str) -> None:
        """Show the account without letting it be changed: only the roles here may be."""
        for field in self.fields.values():
            field.disabled = True
        self.fields["email"].help_text = why

    def clean_email(self) -> str:
        """Return the address in small letters."""
        return str(self.cleaned_data["email"]).lower()

    def clean_kind(self) -> str:
        """Take a person where nothing is chosen."""
        return str(self.cleaned_data.get("kind") or User.Kind.PERSON)

    def _get_validation_exclusions(self) -> set[str]:
        """Let the service meet a new person who is known from another legal entity."""
        return super()._get_validation_exclusions() | (set() if self.instance.pk else {"email"})


class MembershipForm(LineForm):
    """A role with its limits."""

    role = EntityChoiceField(Role, label=_("Role"))
    posting_limit = EntryDecimalField(label=_("Posting limit"), max_digits=20, decimal_places=2, min_value=0, required=False)
    credit_note_limit = EntryDecimalField(label=_("Credit note limit"), max_digits=20, decimal_places=2, min_value=0, required=False)
    manual_discount_limit = EntryDecimalField(
        label=_("Manual discount limit %"), max_digits=7, decimal_places=4, min_value=0, max_value=100, initial=10
    )


class UserEdit(ConfirmedRecently, RecordWithLinesView):
    """Let a person in, or change the roles in this legal entity."""

    template_name = "backoffice/organization/user.html"
    permission_required, permission_to_change = VIEW, CHANGE
    model, form_class, title = User, UserForm, _("User")
    line_form_class, lines_title = MembershipForm, _("Roles in this legal entity")
    child_model, parent_field = Membership, "user"
    success_page = cancel_page = "organization:users"
    spare_lines = 2

    def get_rows(self) -> Any:
        """Return the people of the legal entity only."""
        return User.objects.members_of(self.entity)

    def make_form(self, data: Any = None) -> Any:
        """Return the form; the account of somebody whom others manage too is only shown."""
        form = super().make_form(data)
        refusal = account_refusal(self.object, self.request.user) if self.object is not None else None
        if refusal is not None:
            form.show_account_only(str(refusal))
        return form

    def children(self) -> list[Membership]:
        """Return the roles in this legal entity."""
        return list(Membership.objects.of_user(self.object, self.entity)) if self.object is not None else []

    def new_child(self) -> Membership:
        """Return a role in this legal entity."""
        return Membership(legal_entity=self.entity)

    def initial_lines(self, record: Any) -> Sequence[dict[str, Any]]:
        """Return the roles by their keys, which is what a list to choose from needs."""
        return [line | {"role": line["role"].pk} for line in super().initial_lines(record)]

    def perform(self, form: Any, lines: list[dict[str, Any]]) -> Any:  # type: ignore[override]
        """Save the person with the roles that are left."""
        known = {child.pk: child for child in self.children()}
        removed = [known[line["pk"]] for line in lines if line["DELETE"]]
        kept = [self.child_of(line, known) for line in lines if not line["DELETE"]]
        if not kept and self.object is None:
            form.add_error(None, ValidationError(_("Give at least one role.")))
            return None
        invited = self.object is None
        saved = save_user(self.entity, form.instance, kept, removed, user=self.request.user)
        if invited and not saved.has_usable_password():
            accounts.invite(self.entity, saved, site_of(self.request), user=self.request.user)
        return saved

    @property
    def account(self) -> dict[str, Any]:
        """Return what the page tells of the sign-in: second factor, sessions, tokens, and whether it may be changed."""
        person = self.object
        return {
            "may_change": self.may_change and account_refusal(person, self.request.user) is None,
            "is_client": person.kind == User.Kind.INTEGRATION,
            "factor": has_factor(person),
            "sessions": UserSession.objects.of_user(person).count(),
            "tokens": ApiToken.objects.in_entity(self.entity).filter(user=person),
        }


class RoleTable(ListTable):
    """The roles with the number of their permissions."""

    code = TextColumn(_("Code"))
    name = TextColumn(_("Role"), accessor="label", order_by="name")
    permission_count = NumberColumn(_("Permissions"))
    permissions_text = TextColumn(_("Allows"), sortable=False, hidden=True)
    shipped = BooleanColumn(_("Shipped"))


class RoleList(ListPage):
    """The roles."""

    permission_required = export_permission = VIEW
    model, rows, table_class, title = Role, "for_list", RoleTable, _("Roles")
    search = Search(prefix=("code",), contains=("name",))
    order_by = "code"
    empty_text = _("Roles say what people may do.")
