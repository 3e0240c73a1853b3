"""Import customers from the rows of a file: planned together, saved together, each row for itself (customers.md §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from customers.customer_rules import as_warning
from customers.duplicate_search import duplicate_refusal, find_duplicates
from customers.errors import InvoiceAccountHasItsOwn
from customers.import_columns import customer_columns
from customers.models import Customer, HoldKind
from customers.records import CustomerRecord
from customers.rights import require_rights
from customers.services.change_customers import CustomerChange, change_customers, plan_changes
from customers.services.create_customers import CustomerDraft, plan_customers
from customers.services.save_customers import save_records
from customers.services.set_hold import set_hold
from foundation.errors import BusinessRuleError
from foundation.imports.columns import Column, ParsedRow
from foundation.imports.errors import AnotherEntity, RecordExists, RecordMissing, RecordUnknown, RowTwice
from foundation.imports.running import ImportMode, ImportUnit, Outcome
from foundation.organization.access import Access
from foundation.organization.models import LegalEntity, User

_NOT_OF_THE_RECORD = frozenset({"entity", "hold", "invoice_account", "duplicate_reason"})


@dataclass
class PlannedCustomer:
    """A row with the customer that it would make or change; hold and invoice account are set after all are saved."""

    row: ParsedRow
    existing: Customer | None = None
    record: CustomerRecord | None = None
    hold: str = ""
    bill_to: str | None = None

    @property
    def key(self) -> str:
        """Return what names the customer in reports."""
        values = self.row.values
        return str(values.get("account") or values.get("external_id") or values.get("name") or "")


@dataclass
class CustomerImporter:
    """Creates and changes customers of one legal entity; the key of a row is its account, else its external id.

    With ``access`` the columns of a file must be those that the user may change.
    """

    legal_entity: LegalEntity
    user: User | None = None
    access: Access | None = None
    _by_account: dict[str, Customer] = field(default_factory=dict)

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns that files may have."""
        return customer_columns(self.legal_entity)

    def plan(self, rows: Sequence[ParsedRow], mode: ImportMode) -> list[ImportUnit]:
        """Return what each row would do."""
        if self.access is not None:
            require_rights(self.access, {name for row in rows for name in row.values} - {"entity", "duplicate_reason"})
        planned = [PlannedCustomer(row) for row in rows]
        self._find(planned)
        self._check_keys(planned, mode)
        self._make_records([one for one in planned if not one.row.errors])
        self._check_duplicates([one for one in planned if one.record is not None and one.record.is_new and not one.row.errors])
        self._check_invoice_accounts(planned)
        return [ImportUnit([one.row], self._outcome(one), one.key, one) for one in planned]

    def save(self, units: Sequence[ImportUnit], source: str) -> None:
        """Write the customers, then what refers from one to another, then their holds."""
        planned: list[PlannedCustomer] = [unit.record for unit in units]
        saved = save_records(self.legal_entity, [one.record for one in planned if one.record], user=self.user, reason=source)
        accounts = self._by_account | {customer.account: customer for customer in saved}
        changes = [
            CustomerChange(customer.pk, {"invoice_account": accounts[one.bill_to] if one.bill_to else None})
            for one, customer in zip(planned, saved, strict=True)
            if one.bill_to is not None
        ]
        change_customers(self.legal_entity, changes, user=self.user, reason=source)
        for kind in HoldKind.values:
            held = [customer for one, customer in zip(planned, saved, strict=True) if one.hold == kind]
            if held:
                set_hold(self.legal_entity, held, kind, reason=source, user=self.user)

    def _find(self, planned: Sequence[PlannedCustomer]) -> None:
        """Find the customers that the rows are about, and those that they name as invoice accounts."""
        named = {one.row.values.get(name) for one in planned for name in ("account", "invoice_account")} - {None, ""}
        external = {one.row.values["external_id"] for one in planned if _keyed_by_external_id(one)}
        customers = Customer.of(self.legal_entity).select_related("party", "invoice_account")
        self._by_account = {customer.account: customer for customer in customers.filter(account__in=named)}
        by_external = {customer.party.external_id: customer for customer in customers.filter(party__external_id__in=external)}
        for one in planned:
            if _keyed_by_external_id(one):
                one.existing = by_external.get(one.row.values["external_id"])
            else:
                one.existing = self._by_account.get(one.row.values.get("account") or "")

    def _check_keys(self, planned: Sequence[PlannedCustomer], mode: ImportMode) -> None:
        seen: dict[tuple[str, str], int] = {}
        for one in planned:
            row, entity = one.row, one.row.values.get("entity")
            if entity and entity != self.legal_entity.code:
                row.refuse(AnotherEntity(found=entity, entity=self.legal_entity, field="entity"))
            if one.existing is not None and mode == ImportMode.CREATE:
                row.refuse(RecordExists(key=one.key, field="account"))
            if one.existing is None and mode == ImportMode.UPDATE:
                row.refuse(RecordMissing(key=one.key or "–", field="account"))
            key = _row_key(one)
            if key is not None and seen.setdefault(key, row.number) != row.number:
                row.refuse(RowTwice(key=one.key, row=seen[key], field="account"))

    def _make_records(self, planned: Sequence[PlannedCustomer]) -> None:
        new = [one for one in planned if one.existing is None]
        old = [one for one in planned if one.existing is not None]
        made = plan_customers(self.legal_entity, [CustomerDraft(_record_values(one)) for one in new])
        changed = plan_changes(self.legal_entity, [CustomerChange(one.existing.pk, _record_values(one)) for one in old if one.existing])
        for one, record in [*zip(new, made, strict=True), *zip(old, changed, strict=True)]:
            one.record = record
            one.row.errors += [error.as_refusal() for error in record.errors]
            one.row.warnings += record.warnings
            hold = one.row.values.get("hold", "") or (HoldKind.NONE.value if "hold" in one.row.values else "")
            one.hold = hold if hold != record.customer.hold else ""

    def _check_duplicates(self, planned: Sequence[PlannedCustomer]) -> None:
        """Say which new customers the address book may have already; refuse those beyond doubt (CU-043).

        They need the permission for it and a reason in the column ``duplicate_reason``; without a user only the reason.
        """
        found = find_duplicates([one.record for one in planned if one.record is not None])
        may_create = self.access is None or self.access.may("customers.create_duplicate")
        for one, candidates in zip(planned, found, strict=True):
            if not candidates:
                continue
            error = duplicate_refusal(candidates[0])
            reason = one.row.values.get("duplicate_reason") or ""
            if candidates[0].likeness.is_duplicate and not (may_create and reason.strip()):
                one.row.refuse(error)
            else:
                one.row.warnings.append(as_warning(error))

    def _check_invoice_accounts(self, planned: Sequence[PlannedCustomer]) -> None:
        """Refuse what points nowhere or to an account that is invoiced to another; leave what stays as it is."""
        pointing = [one for one in planned if "invoice_account" in one.row.values and one.record is not None]
        if not pointing:
            return
        payers = self._payers(pointing)
        for one in pointing:
            current = one.record.customer.invoice_account if one.record else None
            wanted = one.row.values["invoice_account"] or ""
            one.bill_to = wanted if wanted != (current.account if current else "") else None
        while self._refuse_chains(planned, pointing, payers):
            pass

    def _refuse_chains(self, planned: Sequence[PlannedCustomer], pointing: Sequence[PlannedCustomer], payers: Mapping[str, str]) -> bool:
        """Refuse rows whose invoice account will not be there or has its own; tell whether there were any."""
        coming: set[str] = {one.row.values.get("account") or "" for one in planned if not one.row.errors}
        known = coming | self._by_account.keys()
        refused = [(one, error) for one in pointing if not one.row.errors for error in self._chain_errors(one, payers, known)]
        for one, error in refused:
            one.row.refuse(error)
        return bool(refused)

    def _payers(self, pointing: Sequence[PlannedCustomer]) -> dict[str, str]:
        """Return who pays for whom when the file is in, of every account that could be part of a chain."""
        wanted = {one.row.values["invoice_account"] for one in pointing} - {None, ""}
        accounts = {one.record.customer.account for one in pointing if one.record} | wanted
        named = Q(account__in=accounts) | Q(invoice_account__account__in=accounts)
        rows = Customer.of(self.legal_entity).filter(named).exclude(invoice_account=None).values_list("account", "invoice_account__account")
        from_file = {one.record.customer.account: one.row.values["invoice_account"] or "" for one in pointing if one.record}
        return {account: payer for account, payer in (dict(rows) | from_file).items() if account and payer}

    def _chain_errors(self, one: PlannedCustomer, payers: Mapping[str, str], known: AbstractSet[str]) -> Iterable[BusinessRuleError]:
        account, wanted = one.record.customer.account if one.record else "", one.row.values["invoice_account"]
        if not wanted or wanted == account:
            return
        if wanted not in known:
            yield RecordUnknown(column="invoice_account", value=wanted, entity=self.legal_entity, field="invoice_account")
        elif wanted in payers and payers[wanted] != wanted:
            yield InvoiceAccountHasItsOwn(x=wanted, y=payers[wanted])
        elif account and any(payer == account for other, payer in payers.items() if other != account):
            yield InvoiceAccountHasItsOwn(x=account, y=wanted)

    def _outcome(self, one: PlannedCustomer) -> Outcome:
        if one.row.errors or one.record is None:
            return Outcome.REFUSED
        if one.existing is None:
            return Outcome.CREATED
        return Outcome.UPDATED if one.record.changes or one.hold or one.bill_to is not None else Outcome.UNCHANGED


def _keyed_by_external_id(one: PlannedCustomer) -> bool:
    return bool(one.row.values.get("external_id")) and not one.row.values.get("account")


def _row_key(one: PlannedCustomer) -> tuple[str, str] | None:
    for name in ("account", "external_id"):
        if one.row.values.get(name):
            return name, one.row.values[name]
    return None


def _record_values(one: PlannedCustomer) -> dict[str, Any]:
    """Return what goes into the record; text that was cleared is empty, and an existing account is no change."""
    skipped = _NOT_OF_THE_RECORD | ({"account"} if one.existing is not None else frozenset())
    return {name: value for name, value in one.row.values.items() if name not in skipped}
