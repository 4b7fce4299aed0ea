"""What the adopted model of a city proposes for a request, at intake and in the dispatch queue.

Nothing here decides: `abstained` is True where the model is not sure enough to be shown as *the*
answer, by the precision that the city asks for and what was measured on its own cases.
"""

import logging
from collections.abc import Mapping, Sequence

import msgspec

from hotline.dispatching.classifier.messages import Message
from hotline.dispatching.classifier.model import CANDIDATES, Broken
from hotline.dispatching.topic_model import card, keeping, mixed, queries
from hotline.dispatching.topic_model.card import ModelCard
from hotline.dispatching.topic_model.mixed import Mixed
from hotline.dispatching.topic_model.thresholds import Answer, Bar, bars
from hotline.people.queries import reference, world
from hotline.rules.reference.topic_model import Made, Settings
from hotline.rules.text import say

log = logging.getLogger("hotline.topic_model")
BESIDES = 5
"""Candidates more than are shown, so that topics no longer in the city's list can be left out."""


class TopicCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A topic of the city's list, how likely it is (0 to 1), and the words that spoke for it."""

    topic: str
    probability: float
    words: tuple[str, ...] = ()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Up to five topics, the likeliest first. `model` is the version asked, "" where none is
    adopted. `abstained`: the first is not sure enough to stand out; `why` says so in a sentence.
    `measured`: the model was tried on the city's own cases, so that its probabilities are some."""

    candidates: tuple[TopicCandidate, ...] = ()
    model: str = ""
    abstained: bool = True
    why: str = ""
    measured: bool = False


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """The model of a city in this process. `model` is None where there is none, `fault` says why
    one that was adopted cannot answer. `answers` are its own to the cases kept back."""

    reference: int
    version: str = ""
    settings: Settings = Settings()
    model: Mixed | None = None
    card: ModelCard | None = None
    bars: Mapping[str, Bar] = {}
    answers: Sequence[Answer] = ()
    fault: str = ""


_held: dict[str, Serving] = {}
NO_MODEL = say("本市还没有启用事项模型。")
NOT_MEASURED = say("模型只按事项名称和目录生成，没有用本市案件测过，只供参考。")
SELDOM = say("留存案件中没有判为此事项的，把握不足。")


def candidates(
    city: str, title: str, text: str, *, known: int | None = None, most: int = CANDIDATES
) -> Suggestion:
    """The likeliest topics of a request. `known` is the reference version that the caller has seen
    (`World.reference`): with it a warm call costs no statement. No network, no personal data kept.
    """
    serving = of_city(city, known)
    if serving.model is None:
        return Suggestion(model=serving.version, why=serving.fault or NO_MODEL)
    if not title.strip() and not text.strip():
        return Suggestion(model=serving.version, why=say("还没有诉求内容。"))
    topics = world(city, serving.reference).topics
    message = Message(title=title, text=text)
    found = [
        TopicCandidate(topic=one.label, probability=one.probability, words=one.words)
        for one in serving.model.candidates(message, most + BESIDES)
        if one.label in topics
    ]
    why = abstains(serving, found[0]) if found else say("候选事项都不在本市现行事项表里。")
    return Suggestion(
        candidates=tuple(found[:most]),
        model=serving.version,
        abstained=bool(why),
        why=why,
        measured=_measured(serving),
    )


def abstains(serving: Serving, best: TopicCandidate) -> str:
    """Why the first candidate does not stand out; "" where it does."""
    if not _measured(serving):
        return NOT_MEASURED
    bar = serving.bars.get(best.topic)
    if bar is None:
        return SELDOM
    if bar.threshold is None:
        return bar.why
    if best.probability >= bar.threshold:
        return ""
    return say(
        "把握{chance}%，低于此事项的门槛{bar}%。",
        chance=round(best.probability * 100),
        bar=round(bar.threshold * 100),
    )


def _measured(serving: Serving) -> bool:
    return serving.card is not None and serving.card.made is not Made.TOPICS


def of_city(city: str, known: int | None = None) -> Serving:
    """The model that answers, read once per process and again when another is adopted."""
    held = _held.get(city)
    if held is not None and known is not None and held.reference >= known:
        return held
    version = reference(city) if known is None else known
    if held is None or held.reference < version:
        held = _held[city] = _read(city, version, held)
    return held


def forget() -> None:
    """Drops what this process holds; for tests that swap databases."""
    _held.clear()


def _read(city: str, version: int, held: Serving | None) -> Serving:
    """From its files, only where it is another one than before."""
    found = queries.running(city)
    if found is None:
        return Serving(reference=version)
    name, digest, settings = found
    if held and (held.version, held.settings) == (name, settings) and held.model:
        return msgspec.structs.replace(held, reference=version)
    none = Serving(reference=version, version=name, settings=settings)
    try:
        folder = keeping.checked(city, name, digest)
        told, answered = card.read(folder)
        model = mixed.read(folder)
    except (keeping.Altered, Broken) as error:
        log.warning("topic model %s of %s: %s", name, city, error)
        return msgspec.structs.replace(none, fault=str(error))
    except (OSError, ValueError, LookupError, msgspec.MsgspecError) as error:
        # Recorded so by another version, or swept away while it is read: nobody's page fails by it.
        log.warning("topic model %s of %s cannot be read: %r", name, city, error)
        return msgspec.structs.replace(none, fault=say("模型 {version} 的文件读不了，请重新训练。",
                                                       version=name))  # fmt: skip
    return msgspec.structs.replace(
        none,
        model=model,
        card=told,
        bars=bars(answered, settings.precision),
        answers=answered,
    )
