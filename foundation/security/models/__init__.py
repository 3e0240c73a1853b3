"""The models of the security room."""

from foundation.security.models.password_link import PasswordLink
from foundation.security.models.second_factor import RecoveryCode, SecondFactor
from foundation.security.models.security_event import EventKind, SecurityEvent
from foundation.security.models.session import UserSession

__all__ = ["EventKind", "PasswordLink", "RecoveryCode", "SecondFactor", "SecurityEvent", "UserSession"]
