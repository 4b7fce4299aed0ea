"""Addresses of the portal: once for the only (or default) city, once under /c/<city>/."""

from django.urls import include, path

from hotline.portal import acts, linking, progress, reporting, sending, views

app_name = "portal"

_pages = [
    path("", views.home),
    path("report/", reporting.report),
    path("report/done/", reporting.done),
    path("progress/", progress.enter),
    path("progress/case/", progress.case),
    path("progress/leave/", progress.leave),
    path("progress/rate/", acts.rate),
    path("progress/withdraw/", acts.withdraw),
    path("progress/supplement/", acts.supplement),
    path("progress/remind/", acts.remind),
    path("progress/contest/", acts.contest),
    path("progress/files/", sending.add),
    path("progress/files/<uuid:file_id>/<str:which>", sending.file),
    path("in/<str:token>", linking.enter),
    path("type/", views.type_size),
]
urlpatterns = [path("c/<slug:city>/", include(_pages)), *_pages]
