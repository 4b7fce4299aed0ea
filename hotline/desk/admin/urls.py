"""Addresses of the administration, under /desk/admin/; joined into those of the desk."""

from django.urls import path

from hotline.desk.admin import audit, limits, people, person, tokens, units

urlpatterns = [
    path("admin/units", units.units, name="admin-units"),
    path("admin/units/<str:unit_id>", units.unit, name="admin-unit"),
    path("admin/people", people.people, name="admin-people"),
    path("admin/people/<uuid:user_id>", person.person, name="admin-person"),
    path("admin/people/<uuid:user_id>/tokens", tokens.of_user, name="admin-person-tokens"),
    path("admin/limits", limits.limits, name="admin-limits"),
    path("admin/calendar", limits.calendar, name="admin-calendar"),
    path("admin/access", audit.access, name="admin-access"),
    path("admin/sign-ins", audit.sign_ins, name="admin-sign-ins"),
    path("admin/tokens", tokens.own, name="admin-tokens"),
]
