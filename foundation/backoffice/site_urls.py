"""Addresses outside a legal entity: the account, the start, the choice of an entity, preferences."""

from django.urls import include, path

from foundation.backoffice.views.entities import Entities
from foundation.backoffice.views.home import Start
from foundation.backoffice.views.preferences import Preferences

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("", include("foundation.backoffice.accounts.urls")),
    path("entities/", Entities.as_view(), name="entities"),
    path("preferences/", Preferences.as_view(), name="preferences"),
]
