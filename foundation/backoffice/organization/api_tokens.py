"""API tokens: which there are, made for a client, shown once, and revoked."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.backoffice.accounts.base import ConfirmedRecently
from foundation.backoffice.forms import EntityForm
from foundation.backoffice.lists import LinkColumn, ListTable, MomentColumn, Search, Tab, TextColumn
from foundation.backoffice.records import find
from foundation.backoffice.views import EntityView, ListPage
from foundation.backoffice.views.form_view import REFUSED
from foundation.errors import BusinessRuleError, Text
from foundation.organization.access import entities_where
from foundation.organization.models import ApiToken, Membership, User
from foundation.organization.services.api_tokens import LONGEST_DAYS
from foundation.security.services import accounts

CHANGE = "organization.change_user"


class TokenTable(ListTable):
    """Tokens with whose they are and how far they reach."""

    user = LinkColumn(gettext_lazy("Client"), page="organization:user-edit", target="user_id", accessor="user.name")
    name = TextColumn(gettext_lazy("Name"))
    token_key = TextColumn(gettext_lazy("Begins with"))
    entities_text = TextColumn(gettext_lazy("Legal entities"), sortable=False)
    scopes_text = TextColumn(gettext_lazy("Scopes"), sortable=False, hidden=True)
    created = MomentColumn(gettext_lazy("Made at"), hidden=True)
    expiry = MomentColumn(gettext_lazy("Ends at"))
    last_used_at = MomentColumn(gettext_lazy("Last used at"))


class TokenList(ListPage):
    """Every token with which the legal entity can be entered."""

    permission_required = export_permission = "organization.view_user"
    model, table_class, title = ApiToken, TokenTable, gettext_lazy("API tokens")
    search = Search(prefix=("token_key",), contains=("name", "user__name"))
    tabs = (
        Tab("all", gettext_lazy("All")),
        Tab("working", gettext_lazy("Working"), rows="working"),
        Tab("over", gettext_lazy("Over"), rows="over"),
    )
    order_by = "expiry"
    empty_text = gettext_lazy(
        "Programs come in with tokens. Make a user of the kind integration client, then a token on the client's page."
    )

    def get_rows(self) -> Any:
        """Return the tokens that reach this legal entity."""
        return ApiToken.objects.in_entity(self.entity)


class TokenForm(EntityForm):
    """How far a token reaches, and how long."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("What uses it, such as the web shop."))
    days = forms.IntegerField(label=gettext_lazy("Holds for days"), min_value=1, max_value=LONGEST_DAYS, initial=90)
    entities = forms.MultipleChoiceField(label=gettext_lazy("Legal entities"), widget=forms.CheckboxSelectMultiple)
    scopes = forms.MultipleChoiceField(label=gettext_lazy("Scopes"), widget=forms.CheckboxSelectMultiple, required=False)

    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("From where it may come, such as 192.0.2.7 or 192.0.2.0/24, separated by commas. Blank: from anywhere."),
    )

    sections = [(gettext_lazy("General"), ["name", "days", "entities", "networks"]), (gettext_lazy("What it may do"), ["scopes"])]

    def __init__(self, *args: Any, client: User, reachable: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        scopes: Any = self.fields["scopes"]
        scopes.choices = [(permission, permission) for permission in Membership.objects.permissions_of(client)]
        scopes.help_text = _("None ticked: everything that the roles of the client allow.")
        entities: Any = self.fields["entities"]
        entities.choices = [(code, code) for code in reachable]

    def clean_networks(self) -> list[str]:
        """Return the networks, each as the library writes it; refuse what is none."""
        try:
            return [str(ip_network(part.strip())) for part in self.cleaned_data["networks"].split(",") if part.strip()]
        except ValueError as error:
            raise ValidationError(_("Write addresses or networks such as 192.0.2.7 or 192.0.2.0/24, separated by commas.")) from error


class TokenNew(ConfirmedRecently, EntityView):
    """Make a token for an integration client; its text is shown this once."""

    permission_required: ClassVar[str] = CHANGE
    model: ClassVar[Any] = User
    template_name: ClassVar[str] = "backoffice/organization/token.html"
    title: ClassVar[Text] = gettext_lazy("New API token")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the form."""
        self.client = self.client_of(kwargs["pk"])
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Make the token and show it."""
        self.client = self.client_of(kwargs["pk"])
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                token, text = accounts.give_token(self.entity, self.client, user=self.request.user, **form.cleaned_data)
                return self.page({"object": self.client, "token": token, "text": text}, "backoffice/organization/token_made.html")
            except BusinessRuleError as refusal:
                form.refuse(refusal)
        return self.show(form, status=REFUSED)

    def client_of(self, key: int) -> User:
        """Return an integration client of the legal entity; raises Http404 for a person, who has a password."""
        found: User = find(User.objects.members_of(self.entity), key)
        if found.kind != User.Kind.INTEGRATION:
            raise Http404
        return found

    def make_form(self, data: Any = None) -> TokenForm:
        """Return the form; a token reaches entities in which the client has a role and the user may change users."""
        mine = entities_where(self.request.user, CHANGE)
        reachable = [entity.code for entity in Membership.objects.entities_of(self.client) if entity.code in mine]
        options: dict[str, Any] = {"client": self.client, "reachable": reachable, "initial": {"entities": [self.entity.code]}}
        return TokenForm(data, entity=self.entity, access=self.request.access, **options)

    def show(self, form: TokenForm, status: int = 200) -> HttpResponseBase:
        """Answer with the form."""
        return self.page({"form": form, "object": self.client}, status=status)


class TokenRevoke(ConfirmedRecently, EntityView):
    """Revoke a token, named by its beginning."""

    permission_required: ClassVar[str] = CHANGE
    model: ClassVar[Any] = User
    http_method_names: list[str] = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Revoke it and lead back to the client."""
        rows = ApiToken.objects.in_entity(self.entity).filter(user=kwargs["pk"], token_key=request.POST.get("token", "")[:32])
        token = rows.first()
        if token is None:
            raise Http404
        with transaction.atomic():
            accounts.take_token(self.entity, token, user=self.request.user)
        messages.success(request, _("The token is revoked; the next request with it is refused."))
        return self.go(self.url("organization:user-edit", pk=kwargs["pk"]))
