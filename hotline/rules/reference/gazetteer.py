"""The city's place names as reference data: a list is submitted whole, under the name of an
edition, and in use when a second person has approved it.

So every edition can be named and told from the one before. Old cases keep the area they were
given; a list changes only what is proposed from now on.
"""

from typing import assert_never

import msgspec

from hotline.rules.actor import SETUP_ID
from hotline.rules.gazetteer import Gazetteer, Place, PlacesDraft, compare
from hotline.rules.reference.edition import APPROVERS
from hotline.rules.reference.office import (
    Command,
    Event,
    Office,
    allowed,
    already,
    first,
    second_person,
    text,
    wrong_state,
)
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role

MOST = 50_000
"""Places of one city; a county-level city has some thousands."""


class AdoptPlaces(Command, frozen=True, kw_only=True):
    """Takes over a whole list at once: when a city is set up, by nobody afterwards."""

    edition: str
    places: tuple[Place, ...]


class DraftPlaces(Command, frozen=True, kw_only=True):
    """Submits a whole list of places for approval."""

    edition: str
    places: tuple[Place, ...]


class ApprovePlaces(Command, frozen=True, kw_only=True):
    """The second person agrees; the list is in use at once. `number` is that of the draft seen."""

    number: int


class RejectPlaces(Command, frozen=True, kw_only=True):
    """The second person does not agree."""

    number: int
    reason: str


class WithdrawPlaces(Command, frozen=True, kw_only=True):
    """Whoever submitted the list takes it back."""

    number: int


PlacesCommand = AdoptPlaces | DraftPlaces | ApprovePlaces | RejectPlaces | WithdrawPlaces


class PlacesAdopted(Event, frozen=True, kw_only=True):
    """These are the places from now on."""

    edition: str
    places: tuple[Place, ...]


class PlacesDrafted(Event, frozen=True, kw_only=True):
    """A list waits for approval."""

    edition: str
    author: str
    places: tuple[Place, ...]


class PlacesApproved(Event, frozen=True, kw_only=True):
    """A second person agreed: the draft is the list from now on."""

    approver: str


class PlacesRejected(Event, frozen=True, kw_only=True):
    """A second person did not agree."""

    approver: str
    reason: str


class PlacesWithdrawn(Event, frozen=True, kw_only=True):
    """Its author took the draft back."""


PlacesEvent = PlacesAdopted | PlacesDrafted | PlacesApproved | PlacesRejected | PlacesWithdrawn
Decision = tuple[PlacesEvent, ...] | Refusal
_NONE = PlacesDraft(edition="", number=0, author="", places=())

ONLY_SETUP = Refusal(
    code=Code.WRONG_ROLE,
    message=say("地名表须由另一位批准后才施行。"),
    advice=say("请提交审批。"),
)
OTHER = Refusal(
    code=Code.WRONG_STATE,
    message=say("没有这份待审批的地名表，可能已经批准、退回或撤回。"),
    advice=say("请刷新页面后再看。"),
)
NOT_AUTHOR = Refusal(
    code=Code.WRONG_ROLE,
    message=say("只有提交人可以撤回。"),
    advice=say("不同意的，请由热线管理机构退回。"),
)


def decide(state: Gazetteer, command: PlacesCommand, office: Office) -> Decision:
    """What the command does to the list, or why not.

    A list of places decides the area of a matter, and so which unit has it: it is drawn up by the
    system administrator and approved by another, of the management body, like the dispatch
    directory [product.md §4, pre-review: 属地].
    """
    match command:
        case AdoptPlaces():
            setup = None if office.actor.id == SETUP_ID else ONLY_SETUP
            refusal = first(setup, _submitted(state, command, office))
            return refusal or (
                PlacesAdopted(at=office.now, edition=command.edition, places=command.places),
            )
        case DraftPlaces():
            return _draft(state, command, office)
        case ApprovePlaces() | RejectPlaces() | WithdrawPlaces():
            return _rule(state, command, office)
        case _:
            assert_never(command)


def _draft(state: Gazetteer, command: DraftPlaces, office: Office) -> Decision:
    refusal = _submitted(state, command, office)
    if refusal:
        return refusal
    if state.draft:
        return wrong_state(
            say("地名版本 {edition} 还在等待审批。", edition=state.draft.edition),
            say("请先由热线管理机构批准或退回，或由提交人撤回。"),
        )
    if not any(msgspec.structs.astuple(compare(state.places, command.places))):
        return already(say("与现行地名表没有差别。"), "places")
    return (
        PlacesDrafted(
            at=office.now,
            edition=command.edition,
            author=office.actor.id,
            places=command.places,
        ),
    )


def _submitted(
    state: Gazetteer, command: AdoptPlaces | DraftPlaces, office: Office
) -> Refusal | None:
    """Refuses a list by others than the system administrator, or that is none."""
    refusal = first(
        allowed(office, Role.SYSTEM_ADMIN),
        text(command.edition, "edition", say("版本名"), limit=40),
        _sound(command.places),
    )
    if refusal is None and command.edition == state.edition:
        return already(say("地名版本 {edition} 已经在用。", edition=command.edition), "edition")
    return refusal


def _rule(
    state: Gazetteer, command: ApprovePlaces | RejectPlaces | WithdrawPlaces, office: Office
) -> Decision:
    draft = state.draft
    if draft is None or draft.number != command.number:
        return OTHER
    if isinstance(command, WithdrawPlaces):
        return (PlacesWithdrawn(at=office.now),) if office.actor.id == draft.author else NOT_AUTHOR
    refusal = first(allowed(office, *APPROVERS), second_person(office, (draft.author,)))
    if refusal:
        return refusal
    if isinstance(command, ApprovePlaces):
        return (PlacesApproved(at=office.now, approver=office.actor.id),)
    return text(command.reason, "reason", say("退回原因"), limit=500) or (
        PlacesRejected(at=office.now, approver=office.actor.id, reason=command.reason),
    )


def _sound(places: tuple[Place, ...]) -> Refusal | None:
    """Refuses blank and doubled places. Whether an area exists is asked where the list is read."""
    if len(places) > MOST:
        return Refusal(
            code=Code.TOO_LONG,
            message=say("地名有 {count} 个，最多 {most} 个。", count=len(places), most=MOST),
            advice=say("请去掉门牌一级的地名后再导入。"),
            field="places",
        )
    seen: set[tuple[str, str]] = set()
    for place in places:
        refusal = first(
            text(place.name, "places", say("地名"), limit=40),
            text(place.area, "places", say("地名“{name}”的区域", name=place.name[:40]), limit=64),
            *(text(alias, "places", say("“{name}”的别名", name=place.name[:40]), limit=40)
              for alias in place.aliases),
        )  # fmt: skip
        if refusal:
            return refusal
        if (place.name, place.area) in seen:
            return Refusal(
                code=Code.INVALID,
                message=say(
                    "地名“{name}”在区域“{area}”中出现两次。", name=place.name, area=place.area
                ),
                advice=say("请合并为一行。"),
                field="places",
            )
        seen.add((place.name, place.area))
    return None


def evolve(state: Gazetteer, event: PlacesEvent) -> Gazetteer:
    """The gazetteer after the event."""
    change = msgspec.structs.replace
    match event:
        case PlacesAdopted():
            return _in_use(state, event.edition, event.places)
        case PlacesDrafted():
            draft = PlacesDraft(
                edition=event.edition,
                number=state.drafts + 1,
                author=event.author,
                places=event.places,
            )
            return change(state, draft=draft, drafts=draft.number)
        case PlacesApproved():
            draft = state.draft or _NONE
            return change(_in_use(state, draft.edition, draft.places), draft=None)
        case PlacesRejected() | PlacesWithdrawn():
            return change(state, draft=None)
        case _:
            assert_never(event)


def _in_use(state: Gazetteer, edition: str, places: tuple[Place, ...]) -> Gazetteer:
    return msgspec.structs.replace(
        state, edition=edition, revision=state.revision + 1, places=places
    )
