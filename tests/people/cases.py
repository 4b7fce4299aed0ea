"""Case rows in every situation that sight tells apart, put straight into the read model."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hotline.handling.models import CaseRow

NOW = datetime(2026, 2, 13, tzinfo=UTC)


def blank(model: type[models.Model]) -> dict[str, Any]:
    """Empty values for every column, so that a new column of handling needs no change here."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        empty: Any = ""
        if isinstance(field, ArrayField):
            empty = []
        elif isinstance(field, models.UUIDField):
            empty = uuid4()
        elif isinstance(field, models.BooleanField):
            empty = False
        elif isinstance(field, models.IntegerField):
            empty = 0
        elif isinstance(field, models.DateTimeField):
            empty = NOW
        values[field.name] = None if field.null else empty
    return values


def case(city: str, **values: Any) -> Any:
    """A case row, not yet stored."""
    made = {**blank(CaseRow), "city": city, "stage": "handling", "number": str(uuid4()), **values}
    made.setdefault("live_units", made["leg_units"])
    if "live_units" not in values:
        made["live_units"] = made["leg_units"]
    return CaseRow(**made)
