"""What the city's topic model proposes for a text, and how good model and dispatch are.

Anybody with a token may ask for a suggestion: it tells topics of the city's public list and words
of the text that was sent. Figures are for those who may read them at the desk.
"""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from hotline.api import forms_topics as forms
from hotline.api.endpoint import Call
from hotline.api.problems import NO_ROUTE
from hotline.dispatching.figures import queries as figures
from hotline.dispatching.figures.queries import Line, Share
from hotline.dispatching.topic_model import actions, queries, serving
from hotline.handling.queries import Reader
from hotline.rules.reference.office import Office, allowed, wrong_state
from hotline.rules.reference.topic_model import KEEPERS, READERS
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.web.speech import spoken

LONGEST_DAYS = 366


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request in the citizen's words."""

    text: Annotated[str, Meta(max_length=10_000)]
    title: Annotated[str, Meta(max_length=200)] = ""


class Adopt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """启用; a version that was used before needs a reason here too."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]
    reason: Annotated[str, Meta(max_length=500)] = ""


class RollBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回 to a version that was used."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


STEPS: dict[str, type[Adopt] | type[RollBack]] = {"adopt": Adopt, "roll-back": RollBack}


def suggest(call: Call) -> object:
    """Up to five topics with their probability and the words that spoke for them."""
    asked = call.body(Words)
    if isinstance(asked, Refusal):
        return asked
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    world = who.world
    found = serving.candidates(who.actor.city, asked.title, asked.text, known=world.reference)
    return forms.TopicsSuggested(
        candidates=[
            forms.TopicSuggested(
                topic=one.topic,
                name=world.topics.get(one.topic, ""),
                probability=one.probability,
                words=list(one.words),
            )
            for one in found.candidates
        ],
        model=found.model,
        abstained=found.abstained,
        measured=found.measured,
        why=spoken(found.why),
    )


def model(call: Call) -> object:
    """The model that answers, all versions with their figures, and what the city asks of them."""
    who = _reader(call)
    return who if isinstance(who, Refusal) else _models(who)


def step(call: Call, name: str) -> object:
    """Adopts a model, or goes back to one that was used; then as `model`."""
    if name not in STEPS:
        return NO_ROUTE
    asked = call.body(STEPS[name])
    if isinstance(asked, Refusal):
        return asked
    who = _reader(call)
    if isinstance(who, Refusal):
        return who
    if isinstance(asked, RollBack) and (refused := _not_used(who, asked.version)):
        return refused
    found = call.act(lambda by: actions.adopt(by, asked.version, asked.reason))
    return found if isinstance(found, Refusal) else _models(who)


def _not_used(who: Reader, name: str) -> Refusal | None:
    """Refuses going back to a model that never answered; whether it is there is told later."""
    refused = allowed(Office(now=who.now, actor=who.actor), *KEEPERS)
    version = queries.models(who.actor.city).versions.get(name)
    if refused or version is None or version.adopted_at:
        return refused
    return wrong_state(
        say("模型 {version} 没有用过，不能退回到它。", version=name),
        say("请改用 adopt 启用它，或选择用过的版本。"),
    )


def _models(who: Reader) -> forms.TopicModelShown:
    state = queries.models(who.actor.city)
    return forms.TopicModelShown(
        running=state.running,
        precision=state.settings.precision,
        margin=state.settings.margin,
        automatic=state.settings.automatic,
        versions=list(state.versions.values()),
    )


def dispatching(call: Call) -> object:
    """Figures of dispatch over the last `days` (30 where nothing is said)."""
    who = _reader(call)
    if isinstance(who, Refusal):
        return who
    days = call.parameter("days") or "30"
    if not (days.isascii() and days.isdecimal()) or not 0 < int(days[:6]) <= LONGEST_DAYS:
        return Refusal(
            code=Code.INVALID,
            message=say("days 应是 1 到 {most} 的整数。", most=LONGEST_DAYS),
            advice=say("请重新填写。"),
            field="days",
        )
    found = figures.figures(who.actor, who.now - timedelta(days=int(days)))
    return forms.DispatchFigures(
        days=int(days),
        whole=_line(found.whole),
        ninth_minutes=found.ninth,
        in_five=_share(found.in_five),
        abstained=_share(found.abstained),
        by_topic=[_line(one) for one in found.by_topic],
        by_unit=[_line(one) for one in found.by_unit],
        by_dispatcher=[_line(one) for one in found.by_dispatcher],
    )


def _reader(call: Call) -> Reader | Refusal:
    who = call.reader()
    if isinstance(who, Refusal):
        return who
    refused = allowed(Office(now=who.now, actor=who.actor), *READERS)
    return refused or who


def _share(share: Share) -> forms.ShareShown:
    low, high = share.bounds
    return forms.ShareShown(
        part=share.part, whole=share.whole, low=round(low, 4), high=round(high, 4)
    )


def _line(one: Line) -> forms.DispatchLine:
    return forms.DispatchLine(
        key=one.key,
        right=_share(one.right),
        returned=_share(one.returned),
        agreed=_share(one.agreed),
        followed=_share(one.followed),
        median_minutes=one.minutes,
    )
