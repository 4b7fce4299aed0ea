"""Addresses of the desk."""

from django.urls import path

from hotline.desk import (
    acting,
    bulk,
    calling,
    case,
    exporting,
    finding,
    intake,
    lists,
    live,
    ruling,
    signing,
    watching,
)
from hotline.desk.admin import urls as admin

app_name = "desk"
urlpatterns = [
    path("", lists.home, name="home"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("password", signing.password, name="password"),
    path("register", intake.register, name="register"),
    path("register/caller", intake.caller, name="register-caller"),
    path("register/unit", intake.unit, name="register-unit"),
    path("register/<uuid:contact>", intake.registered, name="registered"),
    path("triage", lists.triage, name="triage"),
    path("dispatch", lists.dispatch, name="dispatch"),
    path("inbox", lists.inbox, name="inbox"),
    path("inbox/sign", bulk.sign, name="inbox-sign"),
    path("rulings", lists.rulings, name="rulings"),
    path("rulings/<uuid:case_id>/<str:request_id>", ruling.ruling, name="ruling"),
    path("approvals", lists.approvals, name="approvals"),
    path("approvals/<uuid:case_id>/<str:request_id>", ruling.approval, name="approval"),
    path("follow-up", lists.follow_up, name="follow-up"),
    path("follow-up/<uuid:case_id>", calling.call, name="call"),
    path("watch", watching.watch, name="watch"),
    path("find", finding.find, name="find"),
    path("find/export", exporting.export, name="find-export"),
    path("find/kept", finding.keep, name="find-keep"),
    path("cases/<uuid:case_id>", case.case, name="case"),
    path("cases/<uuid:case_id>/do/<str:name>", acting.do, name="do"),
    path("cases/<uuid:case_id>/show/<str:field>", acting.uncover, name="uncover"),
    path("live", live.live, name="live"),
    path("watermark.svg", live.watermark, name="watermark"),
    *admin.urlpatterns,
]
