"""The way in: what there is, for people and programs that hold no token yet."""

from django.http import HttpResponse

from hotline import ledger
from hotline.api import automatic, directory_drafts, topics
from hotline.api.commands import BY_ADDRESS
from hotline.api.endpoint import Call
from hotline.api.hot import STEPS
from hotline.api.openapi import document
from hotline.api.problems import NO_ROUTE
from hotline.api.reading import QUEUES
from hotline.rules.refusal import Refusal

TITLE = "12345 热线开放接口 / Hotline 12345 API"  # not said: in both languages


def index(call: Call) -> object:
    """All addresses, and the city's time (virtual in a demonstration)."""
    return {
        "title": TITLE,
        "now": ledger.clock.now(),
        "openapi": "/api/v1/openapi.json",
        "docs": "/api/v1/docs",
        "contacts": "/api/v1/contacts",
        "cases": "/api/v1/cases",
        "case": "/api/v1/cases/{case}",
        "events": "/api/v1/cases/{case}/events",
        "options": "/api/v1/cases/{case}/options",
        "files": "/api/v1/cases/{case}/files",
        "commands": [f"/api/v1/cases/{{case}}/{name}" for name in BY_ADDRESS],
        "batches": "/api/v1/batches",
        "batch": "/api/v1/batches/{batch}",
        "calls": "/api/v1/contacts/{contact}/{step}",
        "numbers": "/api/v1/numbers",
        "topics": ["/api/v1/topics/suggest", "/api/v1/topics/model"],
        "topic_model": [f"/api/v1/topics/model/{name}" for name in topics.STEPS],
        "figures": "/api/v1/dispatching/figures",
        "automatic": [
            "/api/v1/automatic-dispatch",
            *(f"/api/v1/automatic-dispatch/{name}" for name in automatic.STEPS),
        ],
        "directory": ["/api/v1/directory", "/api/v1/directory/try", "/api/v1/directory/editions"],
        "directory_rulings": [
            f"/api/v1/directory/editions/{{edition}}/{name}" for name in directory_drafts.RULINGS
        ],
        "units": "/api/v1/units/suggest",
        "hot_events": ["/api/v1/hot-events", "/api/v1/hot-events/{event}"],
        "hot_steps": [f"/api/v1/hot-events/{{event}}/{name}" for name in STEPS],
        "alarms": "/api/v1/hot-events/settings",
        "duplicates": ["/api/v1/duplicates/search", "/api/v1/cases/{case}/alike"],
        "queues": [f"/api/v1/queues/{name}" for name in QUEUES],
    }


def openapi(call: Call) -> HttpResponse:
    """OpenAPI 3.1."""
    return HttpResponse(document(), content_type="application/json")


def nothing(call: Call, rest: str) -> Refusal:
    """Any other address under the API."""
    return NO_ROUTE
