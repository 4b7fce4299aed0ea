"""Which units a request may go to, and why: the directory first, precedents second.

Asked by the agent's form, the dispatch queue and the API alike. Nothing is sent by it. Topics come
from the city's model where none was chosen; a topic that somebody chose is never talked over.
"""

from collections.abc import Sequence

import msgspec

from hotline.dispatching.topic_model import serving
from hotline.handling.past import queries as past
from hotline.handling.queries import Reader
from hotline.rules import precedent
from hotline.rules.directory import Matter
from hotline.rules.precedent import Vote
from hotline.rules.refusal import Refusal
from hotline.rules.suggestion import Suggestion, suggest
from hotline.rules.text import joined, say
from hotline.rules.words import LegRole

MOST = 5
TOPICS = 3
"""So many topics of the model are asked of the directory where none was chosen."""


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """One earlier case that speaks for a unit: number, title, and how alike it is in per cent."""

    id: str
    number: str
    percent: int
    title: str = ""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A unit to send it to. `entry` is the directory's ("" = none), `earlier` the cases that speak
    for it, `refusal` what dispatching to it would be refused with."""

    unit: str
    name: str
    topic: str
    topic_name: str
    because: str
    entry: str = ""
    last_resort: bool = False
    co_handlers: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    refusal: Refusal | None = None
    passed_over: tuple[tuple[str, str], ...] = ()


class TopicOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that the model takes it for; percent and the words that spoke for it."""

    topic: str
    name: str
    percent: int
    words: tuple[str, ...]


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """Everything proposed. `abstained` and `why`: the model is not sure, and says so. Shares of
    likelihood are shown only where it was `measured` on the city's own cases."""

    offers: tuple[Offer, ...] = ()
    topics: tuple[TopicOffer, ...] = ()
    model: str = ""
    abstained: bool = True
    why: str = ""
    measured: bool = False


def suggested(who: Reader, matter: Matter, title: str, text: str) -> Suggested:
    """What to propose for a request, its topic chosen or not."""
    world = who.world
    model = serving.candidates(world.city, title, text, known=world.reference)
    topics = tuple(
        TopicOffer(
            topic=one.topic,
            name=_path(world.topics, one.topic),
            percent=round(100 * one.probability),
            words=one.words,
        )
        for one in model.candidates
    )
    asked = [matter.topic] if matter.topic else [one.topic for one in topics[:TOPICS]]
    return Suggested(
        offers=_offers(who, matter, asked, f"{title} {text}"),
        topics=topics,
        model=model.model,
        abstained=model.abstained,
        why=model.why,
        measured=model.measured,
    )


def _offers(who: Reader, matter: Matter, topics: Sequence[str], words: str) -> tuple[Offer, ...]:
    today = who.world.calendar.local(who.now).date()
    answers = [
        (topic, suggest(who.world, msgspec.structs.replace(matter, topic=topic), today))
        for topic in topics
    ]
    cases = past.settled(who, topics) if words.strip() else []
    spoken = {one.unit: one for one in precedent.votes(words, matter.area, cases)}
    first = [_by_directory(who, topic, answer, spoken) for topic, answer in answers if answer.entry]
    named = {one.unit for one in first}
    second = [
        _by_precedent(who, vote)
        for vote in spoken.values()
        if vote.unit not in named and _stands(who, vote.unit)
    ]
    last = [
        _by_directory(who, topic, answer, spoken)
        for topic, answer in answers
        if answer.unit and not answer.entry and answer.unit not in spoken
    ]
    found: dict[str, Offer] = {}
    for one in (*first, *second, *last):
        found.setdefault(one.unit, one)
    return tuple(found.values())[:MOST]


def _by_directory(who: Reader, topic: str, answer: Suggestion, spoken: dict[str, Vote]) -> Offer:
    world = who.world
    vote = spoken.get(answer.unit)
    return Offer(
        unit=answer.unit,
        name=world.units.name(answer.unit),
        topic=topic,
        topic_name=_path(world.topics, topic),
        because=answer.because,
        entry=answer.entry.id if answer.entry else "",
        last_resort=answer.entry is None,
        co_handlers=tuple(map(world.units.name, answer.co_handlers)),
        earlier=_earlier(vote) if vote else (),
        refusal=answer.refusal,
        passed_over=tuple(
            (
                say("条目 {entry}（{lead}）", entry=one.entry.id,
                    lead=world.units.name(one.entry.lead)),
                one.why,
            )
            for one in answer.passed_over
        ),
    )  # fmt: skip


def _by_precedent(who: Reader, vote: Vote) -> Offer:
    world, topic = who.world, vote.cases[0][0].topic
    numbers = joined("、", (one.number for one, _ in vote.cases[:3]))
    return Offer(
        unit=vote.unit,
        name=world.units.name(vote.unit),
        topic=topic,
        topic_name=_path(world.topics, topic),
        because=say(
            "先例：{n} 件近似工单由该单位办结，没有退单（{numbers}）。",
            n=len(vote.cases),
            numbers=numbers,
        ),
        earlier=_earlier(vote),
        refusal=world.directory.check_duty(vote.unit, topic, LegRole.LEAD, world.units),
    )


def _earlier(vote: Vote) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(id=one.id, number=one.number, percent=round(100 * like), title=one.title)
        for one, like in vote.cases
    )


def _stands(who: Reader, unit_id: str) -> bool:
    unit = who.world.units.get(unit_id)
    return unit is not None and unit.active


def _path(topics: dict[str, str], code: str) -> str:
    parts = code.split("/")
    return " › ".join(topics.get("/".join(parts[:n]), "") for n in range(1, len(parts) + 1))
