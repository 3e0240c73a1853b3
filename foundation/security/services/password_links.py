"""Links by e-mail that set a password: ask for one, send it, and take the password (reliability.md §12).

What the broker and the database hold names the user by key only; the token is made when the e-mail goes out. It stops
counting when it is used, when the password or the last sign-in changes, and when its time is over.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from foundation.organization.models import User
from foundation.security.errors import LinkNotValid
from foundation.security.models import EventKind, PasswordLink
from foundation.security.models.password_link import LIFETIMES
from foundation.security.services.events import note
from foundation.security.services.sessions import end_sessions
from foundation.sending import Bell

SALT = "foundation.security.password-link"
MOST_PER_HOUR = 5
SENT_AT_ONCE = 50
BELL = Bell("foundation.security.tasks.send_password_links")

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(user: User, purpose: str, site: str) -> PasswordLink | None:
    """Ask for a link for a person; None when nobody may set a password so, or when five were asked for within the hour."""
    if not user.is_active or user.kind != User.Kind.PERSON:
        return None
    if PasswordLink.objects.filter(user=user).recent().count() >= MOST_PER_HOUR:
        return None
    link: PasswordLink = PasswordLink.objects.create(user=user, purpose=purpose, site=site)
    BELL.ring_after_commit()
    return link


def ask_for_address(email: str, site: str) -> User | None:
    """Ask for a link for a forgotten password; the caller answers alike whether or not the address is known."""
    user = User.objects.filter(email__iexact=email).first()
    return user if user is not None and ask(user, PasswordLink.Purpose.FORGOTTEN, site) is not None else None


def send_links() -> int:
    """Send every link that waits, each in its own transaction, and return how many went out."""
    waiting = PasswordLink.objects.to_send().values_list("pk", flat=True)[:SENT_AT_ONCE]
    return sum(_send(key) for key in list(waiting))


def user_of(token: str) -> User:
    """Return whose password a link sets; raises LinkNotValid (SEC-09)."""
    return _link_of(token).user


@transaction.atomic
def set_by_link(token: str, password: str) -> User:
    """Set the password, use the link up, and end every session; raises LinkNotValid (SEC-09) or ValidationError."""
    link = _link_of(token, lock=True)
    user = link.user
    set_password(user, password)
    PasswordLink.objects.filter(user=user, used_at__isnull=True).update(used_at=timezone.now())
    end_sessions(user)
    return user


def set_password(user: User, password: str) -> None:
    """Set a password that is good enough; raises ValidationError. The user's sessions end, since they carry its hash."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    note(EventKind.PASSWORD_SET, user)


@transaction.atomic
def _send(key: int) -> bool:
    link = PasswordLink.objects.to_send().select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
    if link is None:
        return False
    try:
        with translation.override(link.user.language):
            _mail(link)
    except OSError as error:
        logger.warning("A link to set a password could not be sent", extra={"code": type(error).__name__})
        PasswordLink.objects.filter(pk=key).update(tries=link.tries + 1)
        return False
    PasswordLink.objects.filter(pk=key).update(sent_at=timezone.now())
    return True


def _mail(link: PasswordLink) -> None:
    address = link.site.rstrip("/") + reverse("password-link", kwargs={"token": _token(link)})
    context = {"link": link, "address": address, "user": link.user, "invited": link.purpose == PasswordLink.Purpose.INVITATION}
    subject = _("Set your password") if context["invited"] else _("Set a new password")
    body = render_to_string("backoffice/accounts/mail_password_link.txt", context)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [link.user.email])


def _token(link: PasswordLink) -> str:
    return signing.dumps([link.pk, _state(link.user)], salt=SALT)


def _state(user: User) -> str:
    """Return a short text that changes with the password and with every sign-in."""
    return salted_hmac(SALT, f"{user.pk}:{user.password}:{user.last_login}", algorithm="sha256").hexdigest()[:24]


def _link_of(token: str, *, lock: bool = False) -> PasswordLink:
    try:
        key, state = signing.loads(token, salt=SALT, max_age=max(LIFETIMES.values()))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkNotValid from error
    rows = PasswordLink.objects.select_related("user")
    link: PasswordLink | None = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=key).first()
    valid = (
        link is not None
        and link.used_at is None
        and link.sent_at is not None
        and link.user.is_active
        and timezone.now() - link.sent_at <= link.lifetime
        and constant_time_compare(state, _state(link.user))
    )
    if not valid or link is None:
        raise LinkNotValid
    return link
