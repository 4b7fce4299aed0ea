"""`/healthz`: whether this node can serve, for load balancers, `hotline up` and people."""

import time

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from hotline import lifeline, pool
from hotline.web.permission import page


@page(permission="open")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when not; the state of each process type beside it.

    A silent clock or courier does not make this node unfit to serve, so it is told, not failed.
    """
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "ok"
    except DatabaseError:
        pool.drop()
        database = "gone"
    body = {
        "status": database,
        "database": database,
        "database_ms": round((time.monotonic() - began) * 1000, 1),
        "processes": lifeline.read(),
    }
    return JsonResponse(body, status=200 if database == "ok" else 503)
