"""What an administrator does to somebody's sign-in, each asked once more before it is done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.accounts.base import ConfirmedRecently
from foundation.backoffice.accounts.passwords import site_of
from foundation.backoffice.views import DocumentActionView
from foundation.errors import Text
from foundation.organization.models import User
from foundation.organization.services.save_user import account_refusal
from foundation.security.services import accounts


class AccountAction(ConfirmedRecently, DocumentActionView):
    """Something done to the sign-in of a person of the legal entity; accounts that others manage too are theirs as well."""

    permission_required: ClassVar[str] = "organization.change_user"
    model: ClassVar[Any] = User
    document_page: ClassVar[str] = "organization:user-edit"

    def get_rows(self) -> Any:
        """Return the people of the legal entity only."""
        return User.objects.members_of(self.entity)

    def perform(self, document: User, form: Any) -> None:
        """Do it, unless the account counts in a legal entity whose people the user may not change."""
        refusal = account_refusal(document, self.request.user)
        if refusal is not None:
            raise refusal
        self.act(document)

    def act(self, person: User) -> None:
        """Call the service."""
        raise NotImplementedError


class SendLink(AccountAction):
    """Send a link with which the person sets a password."""

    title: ClassVar[Text] = _("Send a link to set the password to")
    verb: ClassVar[Text] = _("Send the link")
    question: ClassVar[Text] = _("%(document)s gets an e-mail with a link that works once. Send it?")

    def act(self, person: User) -> None:
        """Ask for the link, and say so when none is sent."""
        if accounts.invite(self.entity, person, site_of(self.request), user=self.request.user):
            messages.success(self.request, _("A link is on its way to %(person)s.") % {"person": person})
        else:
            messages.error(self.request, _("No link was sent: the account is closed, has tokens only, or got five links within the hour."))


class ResetSecondFactor(AccountAction):
    """Take the second factor of a person away, whose device is lost."""

    title: ClassVar[Text] = _("Reset the second factor of")
    verb: ClassVar[Text] = _("Reset it")
    question: ClassVar[Text] = _(
        "%(document)s is signed out everywhere and then signs in with the password alone, to set up a new device. "
        "Are you sure that it is really they who ask?"
    )
    success_message: ClassVar[Text] = _("The second factor of %(document)s is reset.")

    def act(self, person: User) -> None:
        """Reset it."""
        accounts.reset_factor(self.entity, person, user=self.request.user)


class SignOutEverywhere(AccountAction):
    """End all sessions of a person."""

    title: ClassVar[Text] = _("Sign out everywhere")
    verb: ClassVar[Text] = _("Sign out")
    question: ClassVar[Text] = _("%(document)s is signed out in every browser. What is not saved there is lost. Go on?")
    success_message: ClassVar[Text] = _("%(document)s is signed out everywhere.")

    def act(self, person: User) -> None:
        """End the sessions."""
        accounts.sign_out_everywhere(self.entity, person, user=self.request.user)
