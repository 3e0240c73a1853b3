"""Steps with holds of orders: place one, check it out, note something on it, clear it (sales.md §10.1)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.views import DocumentActionView
from sales.forms.holds import HandOverForm, HoldNotesForm, PlaceHoldForm
from sales.models import OrderHold
from sales.services.order_holds import check_out_hold, clear_checkout, clear_hold, clear_holds, override_checkout, place_hold, write_notes
from sales.views.order_actions import OrderActionView


class PlaceHoldAction(OrderActionView):
    """Put an order on hold."""

    permission_required = "sales.place_hold"
    title, verb = _("Put on hold"), _("Put on hold")
    form_class = PlaceHoldForm
    success_message = _("%(document)s is on hold.")

    def perform(self, document: Any, form: Any) -> Any:
        """Place the hold."""
        data = form.cleaned_data
        return place_hold(self.entity, [document.pk], data["code"], self.request.user, reason=data["reason"], notes=data["notes"])


class ClearOrderHoldsAction(OrderActionView):
    """Lift all holds of an order."""

    permission_required = "sales.clear_hold"
    title, verb = _("Clear hold"), _("Clear hold")
    success_message = _("%(document)s is not on hold any more.")

    @property
    def question_text(self) -> str:
        """Return the question, with the holds that it is about."""
        held = [f"{hold.code} · {hold.code.name}{': ' if hold.reason else ''}{hold.reason}" for hold in self.active_holds(self.object)]
        return "\n".join([gettext("Let %(document)s go on?") % {"document": self.object}, *held])

    def perform(self, document: Any, form: Any) -> Any:
        """Clear the holds, or none of them."""
        return clear_holds(self.entity, [hold.pk for hold in self.active_holds(document)], self.request.access).or_raise()

    def active_holds(self, order: Any) -> list[OrderHold]:
        """Return what holds the order."""
        return list(OrderHold.of(self.entity).active().of_order(order.pk))


class HoldActionView(DocumentActionView):
    """A step with one hold, done at once from the page of its order or the list of holds."""

    model, rows = OrderHold, "for_display"
    http_method_names = ["post"]

    @property
    def document_url(self) -> str:
        """Return the page of the order."""
        return self.url("sales:order", pk=self.object.order_id)

    def success_url(self, _done: Any) -> str:
        """Lead back to the order."""
        return self.document_url


class ClearHoldAction(HoldActionView):
    """Lift a hold."""

    permission_required = "sales.clear_hold"
    title = _("Clear hold")
    success_message = _("The hold is cleared.")

    def perform(self, document: Any, form: Any) -> Any:
        """Clear the hold."""
        return clear_hold(self.entity, document.pk, self.request.access)


class ClearAndModifyAction(ClearHoldAction):
    """Lift a hold and go on with the order on its form."""

    title = _("Clear and modify")

    def success_url(self, _done: Any) -> str:
        """Lead to the form of the order."""
        return self.url("sales:order-edit", pk=self.object.order_id)


class CheckOutHoldAction(HoldActionView):
    """Say that one works on a hold."""

    permission_required = "sales.place_hold"
    title = _("Check out")
    success_message = _("You are working on this hold now.")

    def perform(self, document: Any, form: Any) -> Any:
        """Check the hold out."""
        return check_out_hold(self.entity, document.pk, self.request.user)


class ClearCheckoutAction(HoldActionView):
    """Give a checkout back."""

    permission_required = "sales.place_hold"
    title = _("Clear checkout")
    success_message = _("Others may work on this hold now.")

    def perform(self, document: Any, form: Any) -> Any:
        """Give the checkout back."""
        return clear_checkout(self.entity, document.pk, self.request.user)


class OverrideCheckoutAction(HoldActionView):
    """Take a checkout over from someone else."""

    permission_required = "sales.override_checkout"
    title = _("Override checkout")
    success_message = _("You took this hold over.")

    def perform(self, document: Any, form: Any) -> Any:
        """Take the checkout over."""
        return override_checkout(self.entity, document.pk, self.request.user)


class HandOverAction(HoldActionView):
    """Give the checkout of a hold to another user."""

    permission_required = "sales.override_checkout"
    title, verb = _("Hand over hold"), _("Hand over")
    form_class = HandOverForm
    http_method_names = ["get", "post"]

    def perform(self, document: Any, form: Any) -> Any:
        """Move the checkout."""
        return override_checkout(self.entity, document.pk, self.request.user, form.cleaned_data["to"])


class HoldNotesAction(HoldActionView):
    """Write down what is known about a hold."""

    permission_required = "sales.place_hold"
    title, verb = _("Notes on a hold"), _("Save")
    form_class = HoldNotesForm
    http_method_names = ["get", "post"]

    def get_initial(self, document: Any) -> dict[str, Any]:
        """Start with what stands there."""
        return {"notes": document.notes}

    def perform(self, document: Any, form: Any) -> Any:
        """Write the notes."""
        return write_notes(self.entity, document.pk, form.cleaned_data["notes"], self.request.user)
