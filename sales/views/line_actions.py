"""What can be done with one line of an order in one step: copy it, split it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.errors import Text
from sales.forms.lines import CopyLineForm, SplitLineForm
from sales.models import SalesOrderLine
from sales.services.change_lines import Answers
from sales.services.split_lines import copy_line, made_line, split_line
from sales.views.order_actions import OrderActionView


class LineActionView(OrderActionView):
    """An action on the line of an order that its address names by number; leads back to the order."""

    permission_required = "sales.change_salesorder"
    line_title: ClassVar[Text] = ""
    done: ClassVar[Text] = ""

    @property
    def title(self) -> Text:  # type: ignore[override]
        """Return what is done with which line."""
        return str(self.line_title) % {"line": self.line.line_number, "item": self.line.item.number}

    @cached_property
    def line(self) -> SalesOrderLine:
        """Return the line; raises 404 for a number that the order has not."""
        found = SalesOrderLine.of(self.entity).of_order(self.kwargs["pk"]).filter(line_number=self.kwargs["line"]).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def make_form(self, data: Any = None) -> Any:
        """Return the form, which knows its line."""
        initial = self.get_initial(self.object)
        return self.form_class(data, line=self.line, entity=self.entity, access=self.request.access, initial=initial)

    def answers(self, form: Any, *, overwrite: bool = False) -> Answers:
        """Return the answers to what changing lines may ask."""
        return Answers(overwrite, discount_limit=self.request.access.manual_discount_limit, credit=form.credit)

    def success_url(self, done: Any) -> str:
        """Say what came of it, and lead back to the order."""
        for notice in done.notices:
            messages.warning(self.request, str(notice))
        messages.success(self.request, str(self.done) % {"line": self.line.line_number, "new": made_line(done).line_number})
        return super().success_url(done)


class CopyLineAction(LineActionView):
    """Add a line like another one."""

    line_title, verb = _("Copy line %(line)s (%(item)s) of"), _("Copy line")
    form_class = CopyLineForm  # type: ignore[assignment]
    done = _("Line %(new)s is a copy of line %(line)s.")

    def get_initial(self, _document: Any) -> dict[str, Any]:
        """Offer all that was ordered."""
        return {"quantity": self.line.ordered_quantity}

    def perform(self, document: Any, form: Any) -> Any:
        """Copy the line."""
        data = form.cleaned_data
        return copy_line(
            self.entity,
            document.pk,
            self.line.pk,
            self.request.user,
            self.answers(form),
            quantity=data["quantity"],
            charges=data["charges"],
        )


class SplitLineAction(LineActionView):
    """Move a part of what is open to a new line."""

    line_title, verb = _("Split line %(line)s (%(item)s) of"), _("Split line")
    form_class = SplitLineForm  # type: ignore[assignment]
    done = _("Line %(line)s is split: line %(new)s has the other part.")

    def get_initial(self, _document: Any) -> dict[str, Any]:
        """Offer all that is open of a line that was delivered in part; nothing of another one."""
        moved = self.line.delivered_quantity or self.line.cancelled_quantity
        return {"quantity": self.line.deliver_remainder} if moved else {}

    def perform(self, document: Any, form: Any) -> Any:
        """Split the line."""
        data = form.cleaned_data
        answers = self.answers(form, overwrite=data["search_discounts"])
        return split_line(self.entity, document.pk, self.line.pk, data["quantity"], self.request.user, answers)
