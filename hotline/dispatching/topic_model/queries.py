"""Reading of topic models: which answers, which there are, what the city asks of them."""

from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef

from hotline.dispatching.topic_model.models import (
    CorrectionRow,
    FactCursor,
    FactRow,
    TopicModelRow,
    TopicModelVersionRow,
)
from hotline.rules.actor import Actor
from hotline.rules.reference.topic_model import Settings, TopicModels, Version


def running(city: str) -> tuple[str, str, Settings] | None:
    """The version that answers, the digest of its files, and what the city asks; None for none.
    Two statements."""
    own = TopicModelRow.objects.filter(city=city).exclude(running="").first()
    if own is None:
        return None
    found = TopicModelVersionRow.objects.filter(city=city, version=own.running)
    return own.running, found.values_list("digest", flat=True)[0], _settings(own)


def models(city: str) -> TopicModels:
    """The models of a city as they stand, the newest first. Two statements."""
    own = TopicModelRow.objects.filter(city=city).first()
    if own is None:
        return TopicModels()
    names = Version.__struct_fields__
    rows = TopicModelVersionRow.objects.filter(city=city).order_by("-made_at", "-version")
    versions = {
        row.version: msgspec.convert({name: getattr(row, name) for name in names}, Version)
        for row in rows
    }
    return TopicModels(versions=versions, running=own.running, settings=_settings(own))


def _settings(row: TopicModelRow) -> Settings:
    return Settings(precision=row.precision, margin=row.margin, automatic=row.automatic)


def cursor(name: str) -> str:
    """How far the feed was followed, "" for not yet."""
    found = FactCursor.objects.filter(name=name).values_list("cursor", flat=True)
    return found[0] if found else ""


def facts(case_ids: Any) -> dict[Any, dict[str, Any]]:
    """What is known of these cases, by id; for `following`."""
    rows: Any = FactRow.objects.filter(case_id__in=case_ids).values()
    return {row["case_id"]: row for row in rows}


def doubtful(city: str) -> set[str]:
    """Cases whose unit was put right while the topic stayed: their topic may be what was wrong, so
    nothing is learnt from them."""
    wrong = FactRow.objects.filter(city=city, wrong_at__isnull=False)
    rows = wrong.values_list("case_id", "topic", "first_topic")
    return {str(case) for case, topic, first in rows if topic == first}


def corrections(actor: Actor, most: int = 100) -> list[CorrectionRow]:
    """What was put right in the actor's city, the newest first; of confidential cases nothing, also
    where they were made so after it was put right."""
    secret = FactRow.objects.filter(case_id=OuterRef("case_id"), confidential=True)
    found = CorrectionRow.objects.filter(~Exists(secret), city=actor.city, confidential=False)
    return list(found.order_by("-at", "key")[:most])


def registered_since(city: str, moment: datetime) -> int:
    """Cases registered after it, as far as the feed was followed."""
    return FactRow.objects.filter(city=city, registered_at__gt=moment).count()
