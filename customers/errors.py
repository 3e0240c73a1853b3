"""Every refusal that customers can utter (customers.md §14)."""

from django.utils.translation import gettext_lazy as _

from foundation.errors import BusinessRuleError


class PostalCodeNotValid(BusinessRuleError):
    """The postal code does not fit the pattern of its country."""

    code = "CU-020"
    message = _("To save the address, correct the postal code: %(value)s is not valid for %(country)s.")
    field = "postal_code"


class CountryNotKnown(BusinessRuleError):
    """Addresses can be printed only for countries whose format is known."""

    code = "CU-021"
    message = _("To save the address, choose a country: there is no address format for %(country)s.")
    field = "country"


class EmailNotValid(BusinessRuleError):
    """The e-mail address cannot be one."""

    code = "CU-022"
    message = _("To save the e-mail address, correct it: %(value)s is not valid.")
    field = "email"


class AddressDatesReversed(BusinessRuleError):
    """An address cannot end before it begins."""

    code = "CU-023"
    message = _("To save the address, let it end on or after %(start)s; it ends on %(end)s.")
    field = "valid_to"


class InvoiceAccountHasItsOwn(BusinessRuleError):
    """An invoice account must not point to a third account."""

    code = "CU-030"
    message = _("Invoice account %(x)s has its own invoice account %(y)s.")
    field = "invoice_account"


class CustomerUsed(BusinessRuleError):
    """A customer that documents refer to cannot be deleted."""

    code = "CU-031"
    message = _("Customer %(n)s is used in %(count)s documents; set it inactive instead.")


class CustomerNotFinished(BusinessRuleError):
    """An inactive customer still has something to pay or to get."""

    code = "CU-034"
    message = _(
        "Customer %(n)s is not finished: balance %(balance)s, delivered and not invoiced %(delivered)s, "
        "open orders %(ordered)s %(currency)s. Open documents go on."
    )
    severity = "warning"


class NoPostingProfileLine(BusinessRuleError):
    """No line of the posting profile covers the customer."""

    code = "CU-032"
    message = _("No posting profile line for customer %(n)s in profile %(p)s.")


class ProfileKeyUnknown(BusinessRuleError):
    """A line of a posting profile is about a customer or a group that does not exist."""

    code = "CU-035"
    message = _("There is no customer or customer group %(key)s for this line.")


class ProfileAccountNotSummary(BusinessRuleError):
    """Balances of customers are booked on summary accounts only."""

    code = "CU-036"
    message = _("Account %(account)s is not the summary account of a subledger.")


class VatNumberNotValid(BusinessRuleError):
    """The VAT number fails the format or the checksum of its country."""

    code = "CU-040"
    message = _("%(value)s is not a valid VAT number for %(country)s.")
    field = "vat_number"


class VatNumberOfAnother(BusinessRuleError):
    """Another customer of the entity has the same VAT number."""

    code = "CU-041"
    message = _("VAT number %(value)s is also that of %(names)s.")
    severity = "warning"
    field = "vat_number"


class ExternalIdOfAnother(BusinessRuleError):
    """Another customer of the entity has the same external id: the system that numbers them knows one customer by it."""

    code = "CU-044"
    message = _("External id %(value)s is that of customer %(names)s already. Change that customer, or leave the external id out.")
    field = "external_id"


class PossibleDuplicate(BusinessRuleError):
    """The address book has a party that may be the same, and nobody looked yet."""

    code = "CU-042"
    message = _("%(party)s may be the same (%(points)s points). Look at the list, then save again to enter the customer all the same.")
    severity = "question"


class DuplicateCustomer(BusinessRuleError):
    """The address book has the party already."""

    code = "CU-043"
    message = _("%(party)s is the same (%(points)s points). A duplicate needs the permission for it, and a reason.")


class CreditLimitExceeded(BusinessRuleError):
    """A document brings the exposure over the credit limit."""

    code = "CU-050"
    amounts = ("limit", "used", "amount", "difference")
    message = _(
        "Credit limit of %(account)s exceeded: limit %(limit)s, used before %(used)s, "
        "this document %(amount)s, over by %(difference)s (%(type)s)."
    )


class CreditLimitExpired(BusinessRuleError):
    """The credit limit in force has passed its date."""

    code = "CU-051"
    message = _("The credit limit of %(account)s expired on %(date)s.")
    severity = "warning"


class IdentificationRequired(BusinessRuleError):
    """A credit limit of this height needs a government id."""

    code = "CU-052"
    message = _("To grant customer %(account)s this credit limit, enter a government id: it is required from a limit of %(n)s.")
    field = "government_id"


class HoldNotForCustomers(BusinessRuleError):
    """The shared list of holds has one that only vendors know."""

    code = "CU-053"
    message = _('Hold "requisition" applies to vendors only.')
    field = "hold"


class CustomerOnHold(BusinessRuleError):
    """The customer's hold stops the document."""

    code = "CU-054"
    message = _("Customer %(n)s is on hold (%(kind)s%(until)s): %(reason)s.")


class InvoiceOverdue(BusinessRuleError):
    """New orders are blocked while an invoice is long overdue."""

    code = "CU-055"
    message = _("Invoice %(n)s is overdue by %(d)s days; new orders are blocked.")


class IbanNotValid(BusinessRuleError):
    """The check digits of the bank account are wrong."""

    code = "CU-057"
    message = _("To save the bank account, correct it: %(value)s is not a valid IBAN.")
    field = "iban"


class AccountExists(BusinessRuleError):
    """The account number is taken."""

    code = "CU-060"
    message = _("Account %(n)s exists already in %(entity)s.")
    field = "account"


class FieldsMissing(BusinessRuleError):
    """A customer cannot be saved without these."""

    code = "CU-061"
    message = _("To save the customer, fill in: %(fields)s.")


class ValueNotValid(BusinessRuleError):
    """A value is too long, not one of the choices, or of another type."""

    code = "CU-062"
    message = _("To save the customer, correct %(label)s: %(problem)s")


class RecordChangedByAnother(BusinessRuleError):
    """Two people changed the same customer."""

    code = "CU-070"
    message = _("Record was changed by %(user)s at %(time)s.")


class ReasonMissing(BusinessRuleError):
    """Setting a hold needs a reason."""

    code = "CU-056"
    message = _("To put customer %(n)s on hold, enter a reason.")
    field = "hold_reason"


class CompanyExists(BusinessRuleError):
    """Legal entities are told apart by their codes."""

    code = "ENT-01"
    message = _("There is a legal entity %(n)s already.")
    field = "code"


class CompanyCodeNotValid(BusinessRuleError):
    """The code of a legal entity stands in every address and on many documents."""

    code = "ENT-02"
    message = _("%(n)s cannot be the code of a legal entity: enter two to eight capitals and digits, beginning with a capital.")
    field = "code"


class CurrencyNotKnown(BusinessRuleError):
    """Books are kept in a currency of ISO 4217."""

    code = "ENT-03"
    message = _("%(n)s is no currency of ISO 4217.")
    field = "currency"


class RatesMissing(BusinessRuleError):
    """Only the Dutch chart knows its rates of VAT."""

    code = "ENT-04"
    message = _("To use this chart, enter the rates of VAT of the country, from 0 to 100 percent.")
    field = "high_rate"


class AccountChecked(BusinessRuleError):
    """What came of looking whether an account may be given to a new customer."""

    code = "GEN-03"
    message = _("Customer account %(n)s is %(state)s.")
    severity = "info"
    FREE, TAKEN = _("free"), _("already in use")
