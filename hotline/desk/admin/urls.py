"""Addresses of the administration, under /desk/admin/; joined into those of the desk."""

from django.urls import path

from hotline.desk.admin import (
    audit,
    bringing,
    calendar,
    directory,
    directory_edition,
    directory_trying,
    erasing,
    limits,
    noticing,
    people,
    person,
    places,
    rulebook,
    tokens,
    topics,
    units,
)

urlpatterns = [
    path("admin/units", units.units, name="admin-units"),
    path("admin/units/<str:unit_id>", units.unit, name="admin-unit"),
    path("admin/people", people.people, name="admin-people"),
    path("admin/people/<uuid:user_id>", person.person, name="admin-person"),
    path("admin/people/<uuid:user_id>/tokens", tokens.of_user, name="admin-person-tokens"),
    path("admin/topics", topics.topics, name="admin-topics"),
    path("admin/places", places.places, name="admin-places"),
    path("admin/directory", directory.directory, name="admin-directory"),
    path("admin/directory/try", directory_trying.trial, name="admin-directory-try"),
    path("admin/directory/import", directory.bring, name="admin-directory-import"),
    path("admin/directory/replay", directory_trying.replayed, name="admin-directory-replay"),
    path("admin/directory/edition.xlsx", directory.taken_out, name="admin-directory-excel"),
    path("admin/directory/edition", directory_edition.edition, name="admin-directory-edition"),
    path("admin/rules", rulebook.rulebooks, name="admin-rules"),
    path("admin/rules/propose", rulebook.propose, name="admin-rules-propose"),
    path("admin/rules/<int:edition>", rulebook.rulebook, name="admin-rule"),
    path("admin/limits", limits.limits, name="admin-limits"),
    path("admin/calendar", calendar.calendar, name="admin-calendar"),
    path("admin/calendar/<uuid:run_id>", calendar.reckoned, name="admin-reckoned"),
    path(
        "admin/calendar/<uuid:run_id>/progress", calendar.progress, name="admin-reckoned-progress"
    ),
    path("admin/notices", noticing.table, name="admin-notices"),
    path("admin/notices/undelivered", noticing.undelivered, name="admin-undelivered"),
    path("admin/access", audit.access, name="admin-access"),
    path("admin/sign-ins", audit.sign_ins, name="admin-sign-ins"),
    path("admin/imports", bringing.imports, name="admin-imports"),
    path("admin/imports/<uuid:import_id>", bringing.one, name="admin-import"),
    path(
        "admin/imports/<uuid:import_id>/progress",
        bringing.progress,
        name="admin-import-progress",
    ),
    path("admin/imports/<uuid:import_id>/report", bringing.report, name="admin-import-report"),
    path("admin/erase", erasing.erase, name="admin-erase"),
    path("admin/tokens", tokens.own, name="admin-tokens"),
]
