"""Addresses of the pages of webhooks, below a legal entity."""

from django.urls import path

from foundation.backoffice.webhooks import deliveries, subscriptions

app_name = "webhooks"

urlpatterns = [
    path("", subscriptions.SubscriptionList.as_view(), name="subscriptions"),
    path("new/", subscriptions.SubscriptionNew.as_view(), name="subscription-new"),
    path("<int:pk>/", subscriptions.SubscriptionEdit.as_view(), name="subscription-edit"),
    path("<int:pk>/delete/", subscriptions.SubscriptionDelete.as_view(), name="subscription-delete"),
    path("<int:pk>/secret/", subscriptions.ReplaceSecret.as_view(), name="subscription-secret"),
    path("<int:pk>/test/", subscriptions.SendTest.as_view(), name="subscription-test"),
    path("deliveries/", deliveries.DeliveryList.as_view(), name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.DeliveryResend.as_view(), name="delivery-resend"),
]
