"""Every refusal that the ledger room can utter (invoicing.md chapter 14)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class NoAccount(BusinessRuleError):
    """The posting set-up names no account."""

    code = "INV-110"
    message = _("No account for %(posting_type)s (item %(item)s, customer %(customer)s).")


class VoucherOutOfBalance(BusinessRuleError):
    """Converting line by line left more than a penny difference."""

    code = "INV-112"
    message = _("The voucher is out of balance by %(amount)s %(currency)s after conversion.")


class NoTaxCodeFits(BusinessRuleError):
    """The groups of customer and item have no tax code in common."""

    code = "INV-150"
    message = _("No tax code fits group %(group)s and item group %(item_group)s (line %(line)s).")


class TaxGroupMissing(BusinessRuleError):
    """A line has no sales tax group or no item sales tax group."""

    code = "INV-151"
    message = _("Line %(line)s has no %(group)s.")


class NoTaxRate(BusinessRuleError):
    """A tax code has no rate on the tax date."""

    code = "INV-152"
    message = _("Tax code %(code)s has no rate on %(date)s.")


class TwoGrossTaxes(BusinessRuleError):
    """Two taxes on the gross amount would each contain the other."""

    code = "INV-153"
    message = _("Only one tax on the gross amount is possible; found %(codes)s.")


class TaxOnTaxOnTax(BusinessRuleError):
    """A tax on a tax may not itself be the base of a tax."""

    code = "INV-154"
    message = _("Tax %(code)s is based on %(code2)s, which is itself based on a tax.")
    field = "base_code"


class ZeroTaxWithoutReason(BusinessRuleError):
    """An invoice with zero tax must say why."""

    code = "INV-156"
    message = _("Zero tax with code %(code)s needs a reason text.")


class NoTaxAccount(BusinessRuleError):
    """A tax code has no account to be booked on."""

    code = "INV-159"
    message = _("Tax code %(code)s has no account for %(direction)s.")


class ScheduleNotWhole(BusinessRuleError):
    """The specified parts of a payment schedule must add up to 100 %."""

    code = "INV-810"
    message = _("The lines of payment schedule %(code)s add up to %(x)s %%.")
