"""Columns of the set-up lists of customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.backoffice.lists import AmountColumn, BooleanColumn, LinkColumn, ListTable, NamesColumn, NumberColumn, TextColumn


class CustomerGroupTable(ListTable):
    """What customers start with."""

    code = LinkColumn(_("Code"), page="customers:group-edit")
    name = TextColumn(_("Name"))
    payment_terms = TextColumn(_("Terms of payment"), accessor="payment_terms.code", order_by="payment_terms__code")
    posting_profile = TextColumn(_("Posting profile"), accessor="posting_profile.code", order_by="posting_profile__code")
    sales_tax_group = TextColumn(_("Sales tax group"), accessor="sales_tax_group.code", order_by="sales_tax_group__code")
    number_reference = TextColumn(_("Number sequence"), hidden=True)


class DiscountGroupTable(ListTable):
    """Customers that trade agreements name together."""

    code = LinkColumn(_("Code"), page="customers:discount-group-edit")
    name = TextColumn(_("Name"))
    kind = TextColumn(_("Used for"))


class CreditGroupTable(ListTable):
    """Customers that share a credit limit."""

    code = LinkColumn(_("Code"), page="customers:credit-group-edit")
    name = TextColumn(_("Name"))
    limit = AmountColumn(_("Credit limit"), currency="currency_id")
    members = NumberColumn(_("Members"))


class PostingProfileTable(ListTable):
    """Which summary account a balance is booked on."""

    code = LinkColumn(_("Code"), page="customers:posting-profile-edit")
    name = TextColumn(_("Name"))
    is_default = BooleanColumn(_("Default"))
    for_prepayment = BooleanColumn(_("For prepayments"))


class PaymentMethodTable(ListTable):
    """How customers pay."""

    code = LinkColumn(_("Code"), page="customers:payment-method-edit")
    name = TextColumn(_("Name"))
    payment_account = TextColumn(_("Payment account"), accessor="payment_account.number", order_by="payment_account__number")
    means_code = TextColumn(_("Payment means code"))


class DeliveryTermsTable(ListTable):
    """Who pays and carries the risk of the journey."""

    code = LinkColumn(_("Code"), page="customers:delivery-terms-edit")
    names = NamesColumn(_("Name"))


class DeliveryModeTable(ListTable):
    """How goods travel."""

    code = LinkColumn(_("Code"), page="customers:delivery-mode-edit")
    names = NamesColumn(_("Name"))
    transport_days = NumberColumn(_("Transport days"))
    charge_group = TextColumn(_("Charge group"))
