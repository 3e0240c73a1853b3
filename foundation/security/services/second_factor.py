"""Set up, check and take away a second factor (customers.md §12, reliability.md §12)."""

from __future__ import annotations

import hashlib
import secrets
import time

from django.db import transaction
from django.utils import timezone

from foundation.organization.models import Membership, User
from foundation.security import totp
from foundation.security.errors import CodeLocked, CodeWrong, SecondFactorNeeded
from foundation.security.limits import count_failure, forget_failures, is_locked
from foundation.security.models import RecoveryCode, SecondFactor
from foundation.security.sealing import candidates, seal

RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 12
ASKING = ["organization.change_user", "ledger.change_setup"]
"""Whoever holds one of these anywhere needs a second factor: administrator, accounts receivable manager, and their copies."""


def has_factor(user: User) -> bool:
    """Tell whether a user has a confirmed second factor."""
    return bool(SecondFactor.objects.confirmed_of(user).exists())


def needs_factor(user: User) -> bool:
    """Tell whether a role of the user asks for a second factor, in any legal entity."""
    return Membership.objects.filter(user=user, role__permissions__overlap=ASKING).exists()


@transaction.atomic
def begin(user: User) -> bytes:
    """Return the secret for a device that is to be added: the one that waits for its first code, else a new one."""
    waiting = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
    if waiting is not None:
        return next(candidates(waiting.nonce, waiting.sealed))
    secret = secrets.token_bytes(totp.SECRET_BYTES)
    nonce, sealed = seal(secret)
    SecondFactor.objects.create(user=user, nonce=nonce, sealed=sealed)
    return secret


@transaction.atomic
def confirm(user: User, code: str) -> list[str]:
    """Take the first code of a new device and return the recovery codes, which are shown this once; raises CodeWrong (SEC-06)."""
    waiting = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
    if waiting is None or not _take(waiting, code):
        raise CodeWrong
    SecondFactor.objects.filter(pk=waiting.pk).update(confirmed_at=timezone.now())
    return make_recovery_codes(user)


@transaction.atomic
def check(user: User, code: str) -> bool:
    """Tell whether a code is right, and use it up: that of the device, or one on paper. True says it was one on paper.

    Raises CodeWrong (SEC-06).
    """
    factor = SecondFactor.objects.confirmed_of(user).select_for_update().first()
    if factor is None:
        raise CodeWrong
    if _take(factor, code):
        return False
    used, _by_model = RecoveryCode.objects.filter(user=user, digest=_digest(user, code)).delete()
    if not used:
        raise CodeWrong
    return True


def check_counted(user: User, code: str, address: str) -> bool:
    """Check a code as ``check`` does; failures count against the account wherever they happen, until a right code.

    Raises CodeWrong (SEC-06), and CodeLocked (SEC-07) after too many of them.
    """
    account = f"code-of-{user.pk}"
    if is_locked(account, address):
        raise CodeLocked
    try:
        on_paper = check(user, code)
    except CodeWrong:
        count_failure(account, address)
        raise
    forget_failures(account)
    return on_paper


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """Replace the codes on paper and return the new ones; only their hashes are kept."""
    codes = ["".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


@transaction.atomic
def remove(user: User) -> None:
    """Take the second factor and its codes away, for whoever may go without; raises SecondFactorNeeded (SEC-08)."""
    if needs_factor(user):
        raise SecondFactorNeeded
    reset(user)


@transaction.atomic
def reset(user: User) -> None:
    """Take the second factor and its codes away, so that it is set up anew at the next sign-in."""
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _take(factor: SecondFactor, code: str) -> bool:
    """Use up a code of the device; what an older key of the installation sealed is sealed afresh."""
    typed = "".join(code.split())
    for secret in candidates(factor.nonce, factor.sealed):
        step = totp.matching_step(secret, typed, time.time(), after=factor.last_step)
        if step is not None:
            nonce, sealed = seal(secret)
            SecondFactor.objects.filter(pk=factor.pk).update(last_step=step, nonce=nonce, sealed=sealed)
            return True
    return False


def _digest(user: User, code: str) -> str:
    letters = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{user.pk}:{letters}".encode()).hexdigest()
