"""The models of the customers app."""

from customers.models.contact import ContactPerson
from customers.models.credit_group import CreditGroup
from customers.models.customer import Customer, CustomerStatus, HoldKind, VatState
from customers.models.customer_group import CustomerDiscountGroup, CustomerGroup
from customers.models.delivery import DeliveryMode, DeliveryTerms
from customers.models.parameters import CreditLimitType, CustomerParameters, MessageKind
from customers.models.party import ElectronicAddress, Party, PartyAddress, PartyIdentifier
from customers.models.payment_method import MethodOfPayment
from customers.models.posting_profile import CustomerPostingProfile, CustomerPostingProfileLine
from customers.models.prospect import Prospect, ProspectStatus
from customers.models.transaction import CustomerTransaction, CustomerTransactionType, OpenTransaction

__all__ = [
    "ContactPerson",
    "CreditGroup",
    "CreditLimitType",
    "Customer",
    "CustomerDiscountGroup",
    "CustomerGroup",
    "CustomerParameters",
    "CustomerPostingProfile",
    "CustomerPostingProfileLine",
    "CustomerStatus",
    "CustomerTransaction",
    "CustomerTransactionType",
    "DeliveryMode",
    "DeliveryTerms",
    "ElectronicAddress",
    "HoldKind",
    "MessageKind",
    "MethodOfPayment",
    "OpenTransaction",
    "Party",
    "PartyAddress",
    "PartyIdentifier",
    "Prospect",
    "ProspectStatus",
    "VatState",
]
