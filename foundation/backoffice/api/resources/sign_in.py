"""Signing in over REST: a token for an e-mail address and a password, and what its bearer may do where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.backoffice.api.fields import AmountField, PercentField
from foundation.backoffice.api.serializers import CommandSerializer
from foundation.backoffice.api.views import ApiView, EntityApiView
from foundation.backoffice.permissions import MEMBER, PUBLIC, SIGNED_IN
from foundation.organization.models import ApiToken, LegalEntity, Membership, User
from foundation.organization.services.api_tokens import LONGEST_DAYS, create_token, revoke_tokens
from foundation.security.errors import CodeLocked, CodeWrong
from foundation.security.limits import count_failure, forget_failures, is_locked
from foundation.security.models import EventKind
from foundation.security.services import second_factor
from foundation.security.services.events import note


class SignInFailed(exceptions.APIException):
    """E-mail address and password do not belong together."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("E-mail address and password do not belong together.")
    default_code = "SIGN_IN_FAILED"


class SignInLocked(exceptions.APIException):
    """The account or the address failed too often."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = _("After too many failures this sign-in is locked for a quarter of an hour. Try again later.")
    default_code = "SIGN_IN_LOCKED"
    wait = 15 * 60


class SecondFactorNeeded(exceptions.APIException):
    """The account has a second factor, and the code is missing or wrong."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("The account has a second factor: send the code that the device shows now, or a recovery code.")
    default_code = "SECOND_FACTOR_NEEDED"


class SecondFactorMissing(exceptions.APIException):
    """A role asks for a second factor that is not set up."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("Your roles ask for a second factor. Sign in to the web interface and set it up first.")
    default_code = "SECOND_FACTOR_MISSING"


class NewToken(CommandSerializer):
    """Who signs in, and how far the token reaches."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    code = serializers.CharField(
        max_length=40, default="", allow_blank=True, help_text="The code of the second factor, where the account has one."
    )
    name = serializers.CharField(max_length=60, default="API", help_text="What the list of tokens calls it.")
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, default=90)
    scopes = serializers.ListField(
        child=serializers.CharField(max_length=80), default=list, max_length=200, help_text="Permissions; none: all that the roles allow."
    )
    entities = serializers.ListField(
        child=serializers.CharField(max_length=8), default=list, max_length=200, help_text="Legal entities; none: all memberships."
    )


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token; its text is shown this once and not stored."""

    token = serializers.CharField(read_only=True)

    class Meta:
        model = ApiToken
        fields = ["token", "name", "scopes", "entities", "expiry"]
        read_only_fields = fields


class TokensView(ApiView):
    """Sign in."""

    tags = ("sign-in",)
    authentication_classes = ()
    action_permissions = {"perform": PUBLIC}

    @extend_schema(request=NewToken, responses={201: TokenSerializer}, operation_id="tokens_create")
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Exchange an e-mail address and a password for a token; send it as `Authorization: Bearer <token>`."""
        data = self.command(NewToken)
        user = _authenticated(request, data.pop("email"), data.pop("password"), data.pop("code"))
        token, text = create_token(user, data.pop("name"), **data)
        return Response(TokenSerializer(token).data | {"token": text}, status=status.HTTP_201_CREATED)


def _authenticated(request: Request, email: str, password: str, code: str) -> User:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if is_locked(email, address):
        raise SignInLocked
    user = authenticate(request._request, username=email, password=password)
    if not isinstance(user, User):
        _failed(email, address, request)
        raise SignInFailed
    if second_factor.has_factor(user):
        _check_code(user, code, request, address)
    elif settings.SECOND_FACTOR_REQUIRED and second_factor.needs_factor(user):
        raise SecondFactorMissing
    forget_failures(email)
    return user


def _check_code(user: User, code: str, request: Request, address: str) -> None:
    if not code:
        raise SecondFactorNeeded
    try:
        second_factor.check_counted(user, code, address)
    except CodeLocked as refusal:
        raise SignInLocked from refusal
    except CodeWrong as refusal:
        note(EventKind.CODE_FAILED, subject=user, request=request._request)
        raise SecondFactorNeeded from refusal


def _failed(email: str, address: str, request: Request) -> None:
    count_failure(email, address)
    note(EventKind.SIGN_IN_FAILED, subject=User.objects.filter(email__iexact=email).first(), request=request._request)


class CurrentTokenView(ApiView):
    """The token of the request."""

    tags = ("sign-in",)
    action_permissions = {"perform": SIGNED_IN}

    @extend_schema(request=None, responses={204: None}, operation_id="tokens_current_destroy")
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sign out: the token is no longer known."""
        if isinstance(request.auth, ApiToken):
            revoke_tokens(request.auth.user, [request.auth.token_key])
        return Response(status=status.HTTP_204_NO_CONTENT)


class MyEntitySerializer(serializers.ModelSerializer[LegalEntity]):
    """A legal entity that the caller may enter."""

    currency = serializers.CharField(source="currency_id")

    class Meta:
        model = LegalEntity
        fields = ["code", "name", "currency", "country", "language", "time_zone"]
        read_only_fields = fields


class LegalEntitiesView(ApiView):
    """The legal entities that the caller may enter."""

    tags = ("sign-in",)
    action_permissions = {"perform": SIGNED_IN}

    @extend_schema(responses=MyEntitySerializer(many=True), operation_id="legal_entities_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the legal entities in which the caller has a role and that the token reaches."""
        return Response(MyEntitySerializer(self._entities(request), many=True).data)

    def _entities(self, request: Request) -> Sequence[LegalEntity]:
        token = request.auth
        assert isinstance(request.user, User)
        found = Membership.objects.entities_of(request.user)
        return [entity for entity in found if not isinstance(token, ApiToken) or token.reaches(entity.code)]


class MeSerializer(serializers.Serializer[Any]):
    """The caller in one legal entity."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name")
    roles = serializers.ListField(child=serializers.CharField())
    permissions = serializers.ListField(child=serializers.CharField(), source="sorted_permissions")
    posting_limit = AmountField(allow_null=True, help_text="The largest invoice the caller may post; null: no limit.")
    credit_note_limit = AmountField(allow_null=True)
    manual_discount_limit = PercentField()


class MeView(EntityApiView):
    """The caller in the legal entity."""

    tags = ("sign-in",)
    action_permissions = {"perform": MEMBER}

    @extend_schema(responses=MeSerializer, operation_id="me_retrieve")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return who calls, with which roles, permissions and limits."""
        return Response(MeSerializer(self.access).data)
