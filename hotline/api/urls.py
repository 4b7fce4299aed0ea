"""Addresses of the API, below /api/v1/. Commands share one address pattern, looked up by name."""

from django.urls import URLPattern, path

from hotline.api import (
    alike,
    automatic,
    batches,
    changing,
    directory,
    directory_drafts,
    files,
    hot,
    index,
    numbers,
    reading,
    reference,
    topics,
    units,
)
from hotline.api.endpoint import endpoint

_NOTHING = index.nothing

urlpatterns: list[URLPattern] = [
    path("contacts", endpoint("api.token", POST=changing.register)),
    path("contacts/<str:contact>/<str:name>", endpoint("api.token", POST=numbers.disturbed)),
    path("numbers", endpoint("api.token", GET=numbers.listed, POST=numbers.restrict)),
    path("numbers/<str:number>/lift", endpoint("api.token", POST=numbers.lift)),
    path("cases/<str:case>/events", endpoint("api.token", GET=reading.events)),
    path("cases/<str:case>/options", endpoint("api.token", GET=reading.options)),
    path(
        "cases/<str:case>/files",
        endpoint("api.token", media=files.MEDIA, GET=files.listing, POST=files.add),
    ),
    path("cases/<str:case>/files/<str:file>", endpoint("api.token", GET=files.fetch)),
    path("cases/<str:case>/alike", endpoint("api.token", GET=alike.of_case)),
    path("cases/<str:case>/<str:name>", endpoint("api.token", POST=changing.command)),
    path("cases/<str:case>", endpoint("api.token", GET=reading.case)),
    path("cases", endpoint("api.token", GET=reading.cases)),
    path("batches", endpoint("api.token", POST=batches.add)),
    path("batches/<str:batch>", endpoint("api.token", GET=batches.read)),
    path("batches/<str:batch>/<str:name>", endpoint("api.token", POST=batches.step)),
    path("topics/suggest", endpoint("api.token", POST=topics.suggest)),
    path("topics/model", endpoint("api.token", GET=topics.model)),
    path("topics/model/<str:name>", endpoint("api.token", POST=topics.step)),
    path("dispatching/figures", endpoint("api.token", GET=topics.dispatching)),
    path("automatic-dispatch", endpoint("api.token", GET=automatic.shown)),
    path("automatic-dispatch/<str:name>", endpoint("api.token", POST=automatic.step)),
    path("directory", endpoint("api.token", GET=directory.shown)),
    path("directory/try", endpoint("api.token", POST=directory.attempt)),
    path(
        "directory/editions",
        endpoint("api.token", GET=directory.editions, POST=directory_drafts.draft),
    ),
    path(
        "directory/editions/<path:edition>/<str:step>",
        endpoint("api.token", POST=directory_drafts.rule),
    ),
    path("units/suggest", endpoint("api.token", POST=units.suggest)),
    path("duplicates/search", endpoint("api.token", POST=alike.search)),
    path("hot-events", endpoint("api.token", GET=hot.listed)),
    path("hot-events/settings", endpoint("api.token", GET=hot.settings)),
    path("hot-events/<str:event>", endpoint("api.token", GET=hot.read)),
    path("hot-events/<str:event>/<str:name>", endpoint("api.token", POST=hot.step)),
    path("queues/<str:name>", endpoint("api.token", GET=reading.queue)),
    path("openapi.json", endpoint("api.open", GET=index.openapi)),
    path("docs", endpoint("api.open", GET=reference.page)),
    path("", endpoint("api.open", GET=index.index)),
    path(
        "<path:rest>",
        endpoint(
            "api.open",
            GET=_NOTHING,
            POST=_NOTHING,
            PUT=_NOTHING,
            PATCH=_NOTHING,
            DELETE=_NOTHING,
        ),
    ),
]
