"""Addresses of oversight."""

from django.urls import path

from hotline.desk.oversight import governing, ringing, rosters, shifts

urlpatterns = [
    path("governance", governing.board, name="governance"),
    path("governance/<uuid:governance_id>", governing.topic, name="governance-one"),
    path("duty/roster", rosters.roster, name="roster"),
    path("duty/phones", rosters.coverage, name="coverage"),
    path("duty/calls/<uuid:case_id>/<str:leg_id>", ringing.ring, name="ring"),
    path("duty/shift", shifts.shift, name="shift"),
    path("duty/shift/<int:n>", shifts.past_shift, name="past-shift"),
]
