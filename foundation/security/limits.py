"""How often somebody may fail to sign in: per account and per address (reliability.md §12)."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

FAILURES_PER_ACCOUNT = 10
ACCOUNT_SECONDS = 15 * 60
FAILURES_PER_ADDRESS = 50
ADDRESS_SECONDS = 60 * 60

logger = logging.getLogger(__name__)


def is_locked(email: str, address: str) -> bool:
    """Tell whether the account or the address failed too often; without the cache nobody is locked out."""
    try:
        counts = cache.get_many([_account(email), _address(address)])
    except RedisError:
        logger.warning("The cache does not answer: sign-ins are not counted")
        return False
    return counts.get(_account(email), 0) >= FAILURES_PER_ACCOUNT or counts.get(_address(address), 0) >= FAILURES_PER_ADDRESS


def count_failure(email: str, address: str) -> None:
    """Count a failure; the lock ends its time after the first one."""
    try:
        for key, seconds in ((_account(email), ACCOUNT_SECONDS), (_address(address), ADDRESS_SECONDS)):
            cache.add(key, 0, seconds)
            cache.incr(key)
    except RedisError:
        logger.warning("The cache does not answer: a failed sign-in was not counted")
    except ValueError:
        logger.info("A count of failed sign-ins ended while it was raised")


def forget_failures(email: str) -> None:
    """Start afresh after the right password."""
    try:
        cache.delete(_account(email))
    except RedisError:
        logger.warning("The cache does not answer: failed sign-ins were not forgotten")


def _account(email: str) -> str:
    return f"sign-in-account-{hashlib.sha256(email.strip().lower().encode()).hexdigest()}"


def _address(address: str) -> str:
    return f"sign-in-address-{hashlib.sha256(address.encode()).hexdigest()}"
