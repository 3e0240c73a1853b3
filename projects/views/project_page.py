"""The page of one project, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.addresses import entity_url
from foundation.backoffice.documents import Action, Field, Notice, Related, Section, Total
from foundation.backoffice.views import DocumentActionView, DocumentPage, EntityFormView
from foundation.errors import Text
from foundation.organization.access import Access
from projects.forms.projects import FinishForm, ItemSaleForm, ProjectForm
from projects.models import Project, ProjectOrder, ProjectTransaction, requirements
from projects.services.enter_projects import change_project, delete_project, enter_project
from projects.services.finish_projects import finish_project
from projects.services.sell_items import sell_items
from projects.statuses import project_states
from projects.tables import PROJECT_TONES, CostedTransactionTable, RequirementOfProjectTable, TransactionOfProjectTable
from sales.statuses import SalesStatus
from sales.tables.orders import STATUS_TONES

VIEW, CHANGE, DELETE = "projects.view_project", "projects.change_project", "projects.delete_project"
COST, SALES, SLIP = "sales.view_cost", "sales.view_salesorder", "sales.post_packingslip"


def deliverable(project: Any, access: Access) -> Any:
    """Return the latest order of a project of which something waits to be delivered, None without one."""
    return ProjectOrder.of(access.legal_entity).of_project(project.pk).taking_items().filter(order__status=SalesStatus.OPEN).first()


def nothing_to_deliver(project: Any, access: Access) -> Text:
    """Return why no packing slip can be posted; blank when one can."""
    return "" if deliverable(project, access) else _("Nothing waits to be delivered.")


def packing_slip_address(project: Any, access: Access) -> str:
    """Return the dialog of packing slips of the order that waits."""
    known = deliverable(project, access)
    if known is None:
        return entity_url(access.legal_entity, "projects:project", pk=project.pk)
    return entity_url(access.legal_entity, "sales:order-post-packing-slip", pk=known.order_id)


class ProjectPage(DocumentPage):
    """One project: what it needs, what it used, and the order behind it."""

    permission_required = VIEW
    model, rows, title = Project, "for_list", _("Project")
    list_page = "projects:projects"
    states = project_states
    status_tones = PROJECT_TONES
    edit_page, edit_permission = "projects:project-edit", CHANGE
    lines_table_class, lines_title = RequirementOfProjectTable, _("Item requirements")
    actions = (
        Action("sell_items", _("Item sale"), "projects:project-sell", CHANGE, icon="plus", key="n", order=10),
        Action(
            "packing_slip",
            _("Post packing slip"),
            "sales:order-post-packing-slip",
            SLIP,
            icon="truck",
            key="p",
            order=20,
            blocked=nothing_to_deliver,
            address=packing_slip_address,
        ),
        Action("finish", _("Finish"), "projects:project-finish", CHANGE, icon="check", order=60, menu=True),
        Action("delete", _("Delete"), "projects:project-delete", DELETE, icon="trash", order=90, menu=True),
    )

    @property
    def edit_reason(self) -> str:
        """Return why the project cannot be changed now."""
        return self._refused("change")

    @cached_property
    def orders(self) -> list[Any]:
        """Return the orders of the project."""
        return list(ProjectOrder.of(self.entity).of_project(self.object.pk))

    def party(self, document: Any) -> tuple[str, str] | None:
        """Return the customer who pays."""
        customer = document.customer
        if customer is None:
            return None
        return f"{customer.name} ({customer.account})", self.url("customers:customer", pk=customer.pk)

    def notices(self, document: Any) -> list[Notice]:
        """Say who pays for what the project uses."""
        if document.is_billable:
            return []
        return [Notice("blue", _("What this project uses is not billed to the customer."))]

    def sections(self, document: Any) -> list[Section]:
        """Return the header fields."""
        return [
            Section(
                _("General"),
                [
                    Field(_("Name"), document.name),
                    Field(_("Project type"), document.get_project_type_display()),
                    Field(_("Responsible"), document.responsible),
                    Field(_("Start"), document.start_date),
                    Field(_("End"), document.end_date),
                    Field(_("Entered by"), document.created_by),
                ],
            ),
            Section(
                _("Items"),
                [
                    Field(_("Site"), document.site),
                    Field(_("Warehouse"), document.warehouse),
                    Field(_("Currency"), document.currency_id),
                    Field(_("Price group"), document.price_group),
                ],
            ),
        ]

    def lines(self, document: Any) -> Iterable[Any]:
        """Return the item requirements."""
        return requirements(self.entity).filter(order__project_order__project=document.pk).order_by("order_id", "line_number")

    def totals(self, document: Any) -> list[Total]:
        """Return what the project used."""
        used = ProjectTransaction.of(self.entity).sales_by_currency(document.pk) or {document.currency_id: Decimal(0)}
        found = [Total(_("Used, at sales prices"), amount, currency, strong=True) for currency, amount in used.items()]
        if self.may(COST):
            found.insert(0, Total(_("Used, at cost"), document.used_cost or Decimal(0), self.entity.currency_id))
        return found

    def tables(self, document: Any) -> list[Any]:
        """Return what the project used, slip by slip."""
        table = CostedTransactionTable if self.may(COST) else TransactionOfProjectTable
        return [(_("Transactions"), table, ProjectTransaction.of(self.entity).of_project(document.pk))]

    def related(self, document: Any) -> list[Related]:
        """Return the orders of the project, those that are no item requirements any more too."""
        if not self.may(SALES):
            return []
        return [
            Related(
                _("Sales order"),
                known.order.number,
                self.url("sales:order", pk=known.order_id),
                known.order.order_date,
                known.order.get_status_display(),
                STATUS_TONES.get(known.order.status, "grey"),
                known.order.order_amount,
                known.order.currency_id,
            )
            for known in self.orders
        ]


class ProjectEdit(EntityFormView):
    """Enter or change a project."""

    permission_required = CHANGE
    model, rows, title = Project, "for_display", _("Project")
    form_class = ProjectForm
    success_page, cancel_page = "projects:project", "projects:projects"
    save_label = _("Save project")

    def perform(self, form: Any) -> Project:
        """Save it."""
        if self.pk:
            return change_project(self.entity, self.pk, form.values, self.request.user)
        return enter_project(self.entity, form.values, self.request.user)


class SellItemAction(DocumentActionView):
    """Sell an item on a project."""

    permission_required = CHANGE
    model = Project
    title, verb = _("Item sale"), _("Add item requirement")
    form_class = ItemSaleForm
    document_page = "projects:project"
    success_message = _("The item requirement is added to project %(document)s.")

    def perform(self, document: Any, form: Any) -> Any:
        """Add the line to the order of the project."""
        work = sell_items(self.entity, document.pk, [form.sale], self.request.user)
        for sentence in dict.fromkeys(str(notice) for notice in work.notices):
            messages.warning(self.request, sentence)
        return work


class FinishAction(DocumentActionView):
    """Finish a project."""

    permission_required = CHANGE
    model = Project
    title, verb = _("Finish project"), _("Finish")
    form_class = FinishForm
    document_page = "projects:project"
    success_message = _("Project %(document)s is finished.")

    def perform(self, document: Any, form: Any) -> Any:
        """Finish it."""
        data = form.cleaned_data
        if data["cancel_open"]:
            self.request.access.require("sales.cancel_salesorder")
        return finish_project(self.entity, document.pk, self.request.user, cancel_open=data["cancel_open"], reason=data["reason"])


class DeleteAction(DocumentActionView):
    """Delete a project that nothing was sold on."""

    permission_required = DELETE
    model = Project
    title, verb = _("Delete project"), _("Delete")
    document_page = "projects:project"
    success_message = _("Project %(document)s is deleted.")

    def perform(self, document: Any, form: Any) -> Any:
        """Delete it."""
        return delete_project(self.entity, document.pk, self.request.user)

    def success_url(self, _done: Any) -> str:
        """Return the list."""
        return self.url("projects:projects")
