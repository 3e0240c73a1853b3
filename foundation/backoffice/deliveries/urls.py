"""Addresses of the pages of deliveries, below a legal entity."""

from django.urls import path

from foundation.backoffice.deliveries.outputs import OutputList, OutputRetry, RetrySelected, SelectedDelivered
from foundation.backoffice.deliveries.printer_queues import PrinterQueues

app_name = "documents"

urlpatterns = [
    path("outputs/", OutputList.as_view(), name="outputs"),
    path("outputs/retry/", RetrySelected.as_view(), name="outputs-retry"),
    path("outputs/delivered/", SelectedDelivered.as_view(), name="outputs-delivered"),
    path("outputs/<int:pk>/retry/", OutputRetry.as_view(), name="output-retry"),
    path("printer-queues/", PrinterQueues.as_view(), name="printer-queues"),
]
