"""Addresses of oversight."""

from django.urls import path

from hotline.desk.oversight import ringing, rosters

urlpatterns = [
    path("duty/roster", rosters.roster, name="roster"),
    path("duty/phones", rosters.coverage, name="coverage"),
    path("duty/calls/<uuid:case_id>/<str:leg_id>", ringing.ring, name="ring"),
]
