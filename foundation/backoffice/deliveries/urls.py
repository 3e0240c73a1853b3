"""Addresses of the pages of deliveries, below a legal entity."""

from django.urls import path

from foundation.backoffice.deliveries import mail_texts, print_management
from foundation.backoffice.deliveries.outbox import OutboxList, OutboxRetry
from foundation.backoffice.deliveries.outputs import OutputList, OutputRetry, RetrySelected, SelectedDelivered
from foundation.backoffice.deliveries.printer_queues import PrinterQueues

app_name = "documents"

urlpatterns = [
    path("outbox/", OutboxList.as_view(), name="outbox"),
    path("outbox/retry/", OutboxRetry.as_view(), name="outbox-retry"),
    path("outputs/", OutputList.as_view(), name="outputs"),
    path("outputs/retry/", RetrySelected.as_view(), name="outputs-retry"),
    path("outputs/delivered/", SelectedDelivered.as_view(), name="outputs-delivered"),
    path("outputs/<int:pk>/retry/", OutputRetry.as_view(), name="output-retry"),
    path("printer-queues/", PrinterQueues.as_view(), name="printer-queues"),
    path("print-management/", print_management.PrintRecordList.as_view(), name="print-records"),
    path("print-management/new/", print_management.PrintRecordEdit.as_view(), name="print-record-new"),
    path("print-management/<int:pk>/", print_management.PrintRecordEdit.as_view(), name="print-record-edit"),
    path("print-management/<int:pk>/delete/", print_management.PrintRecordDelete.as_view(), name="print-record-delete"),
    path("mail-texts/", mail_texts.MailTextList.as_view(), name="mail-texts"),
    path("mail-texts/new/", mail_texts.MailTextEdit.as_view(), name="mail-text-new"),
    path("mail-texts/test/", mail_texts.TestMessage.as_view(), name="mail-test"),
    path("mail-texts/<int:pk>/", mail_texts.MailTextEdit.as_view(), name="mail-text-edit"),
    path("mail-texts/<int:pk>/delete/", mail_texts.MailTextDelete.as_view(), name="mail-text-delete"),
]
