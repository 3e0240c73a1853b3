"""Addresses of the toolkit itself, below a legal entity."""

from django.urls import path

from foundation.backoffice.around.views import ActivityList, FinishActivity
from foundation.backoffice.exports.pages import DownloadExport, ExportList
from foundation.backoffice.imports.pages import ImportPage, RefusedRows, TakeRows, TemplateFile, UploadPage
from foundation.backoffice.notifications.views import Bell, Notifications, OpenNotification
from foundation.backoffice.views.home import Home, PutAway
from foundation.backoffice.views.look_up import LookUp, MadeForLookUp
from foundation.backoffice.views.palette import Palette
from foundation.backoffice.views.personal import ChangeView, ChooseColumns, ForgetView, SaveView, StartWithView
from foundation.backoffice.views.view_form import EditView

app_name = "backoffice"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("checklist/put-away/", PutAway.as_view(), name="put-away"),
    path("search/", Palette.as_view(), name="palette"),
    path("notifications/", Notifications.as_view(), name="notifications"),
    path("notifications/bell/", Bell.as_view(), name="bell"),
    path("notifications/<int:pk>/", OpenNotification.as_view(), name="notification"),
    path("activities/", ActivityList.as_view(), name="activities"),
    path("activities/<int:pk>/done/", FinishActivity.as_view(), name="activity-done"),
    path("look-up/<str:name>/", LookUp.as_view(), name="look-up"),
    path("look-up/<str:name>/made/<int:pk>/", MadeForLookUp.as_view(), name="look-up-made"),
    path("exports/", ExportList.as_view(), name="exports"),
    path("exports/<int:pk>/", DownloadExport.as_view(), name="export"),
    path("imports/<int:pk>/", ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/take/", TakeRows.as_view(), name="import-take"),
    path("imports/<int:pk>/refused/", RefusedRows.as_view(), name="import-refused"),
    path("imports/<str:kind>/new/", UploadPage.as_view(), name="import-new"),
    path("imports/<str:kind>/template/", TemplateFile.as_view(), name="import-template"),
    path("views/save/", SaveView.as_view(), name="save-view"),
    path("views/change/", ChangeView.as_view(), name="change-view"),
    path("views/start/", StartWithView.as_view(), name="start-with-view"),
    path("views/<int:pk>/", EditView.as_view(), name="view"),
    path("views/forget/", ForgetView.as_view(), name="forget-view"),
    path("views/columns/", ChooseColumns.as_view(), name="choose-columns"),
]
