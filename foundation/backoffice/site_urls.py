"""Addresses outside a legal entity: sign in, start, the choice of an entity, preferences."""

from django.urls import path

from foundation.backoffice.views.entities import Entities
from foundation.backoffice.views.home import Start
from foundation.backoffice.views.preferences import Preferences
from foundation.backoffice.views.sign_in import SignIn, SignOut

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("entities/", Entities.as_view(), name="entities"),
    path("preferences/", Preferences.as_view(), name="preferences"),
]
