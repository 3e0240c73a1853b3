"""Every refusal that the webhooks room can utter."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class AddressRefused(BusinessRuleError):
    """Only https addresses of public hosts, without credentials, are called (reliability.md §14)."""

    code = "WHK-01"
    message = _("%(host)s cannot be called: a webhook needs a public https address without user name and password.")
    field = "url"


class NameTaken(BusinessRuleError):
    """Receivers are told apart by their names."""

    code = "WHK-04"
    message = _("There is a webhook of the name %(name)s already.")
    field = "name"


class SubscriptionIsOff(BusinessRuleError):
    """Nothing is sent to a subscription that is switched off."""

    code = "WHK-02"
    message = _("%(subscription)s is switched off. Switch it on before you send.")


class StillOnItsWay(BusinessRuleError):
    """Only a delivery that ended is sent again; another one still is tried by itself."""

    code = "WHK-03"
    message = _("%(delivery)s is still on its way; it is tried again by itself.")
