"""接诉登记: a contact and its 0..n matters, each a case of its own."""

import pytest
from msgspec.structs import replace

from hotline.rules.case import commands as c
from hotline.rules.case import leg_events as le
from hotline.rules.case.desk_wait import DeskWaitBegun
from hotline.rules.case.events import Accepted, Registered
from hotline.rules.case.fields import read
from hotline.rules.contact import ContactRegistered
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import CaseStage, Channel, EmergencyLine, Kind, Nature, Role, Urgency
from tests.rules.case import world as w
from tests.rules.case.build import MARK, PHONE, Story, call, matter

TAKE = {"triage": c.Accept(), "dispatch": True}


def refused(actor: w.Actor, command: c.RegisterContact) -> Refusal:
    """The refusal of a registration that must not pass; nothing is stored."""
    story = Story()
    found = story.register(actor, command)
    assert isinstance(found, Refusal)
    assert not story.cases
    return found


def test_one_call_with_three_matters_makes_three_cases() -> None:
    """王阿姨一个电话说了三件事：噪声、漏水、一句咨询。三件各有工单，号码各不相同。"""
    story = Story()
    found = story.register(
        w.AGENT,
        call(matter(**TAKE), matter(w.WATER_OUT, **TAKE), matter(w.SILENT, triage=c.Accept())),
    )
    assert not isinstance(found, Refusal)
    contact = found["k1"][0]
    assert isinstance(contact, ContactRegistered)
    assert contact.cases == ("c1", "c2", "c3")
    stages = [story.cases[key].stage for key in contact.cases]
    assert stages == [CaseStage.HANDLING, CaseStage.HANDLING, CaseStage.ACCEPTED]
    given = [story.cases[key].number for key in contact.cases]
    assert len(set(given)) == 3
    assert given == sorted(given)


def test_a_contact_without_matter_is_still_on_record() -> None:
    """无声来电：不产生工单，但留有来电记录。"""
    found = Story().register(w.AGENT, call(nature=Nature.SILENT))
    assert not isinstance(found, Refusal)
    assert list(found) == ["k1"]


def test_state_secrets_are_not_written_down() -> None:
    """来电人讲到国家秘密：制止，只记来电，不记内容。"""
    told = call(nature=Nature.SECRET)
    refused = Story().register(w.AGENT, told)
    assert isinstance(refused, Refusal)
    assert refused.field == "note"
    found = Story().register(w.AGENT, replace(told, note=""))
    assert not isinstance(found, Refusal)
    contact = found["k1"][0]
    assert isinstance(contact, ContactRegistered)
    assert contact.note == ""
    assert contact.caller_phone == PHONE


def test_an_anonymous_caller_gives_no_name_but_may_leave_a_number() -> None:
    story = Story()
    story.register(w.AGENT, call(matter(), anonymous=True))
    opened = story.events[story.one][0]
    assert isinstance(opened, Registered)
    assert opened.caller_name == ""
    assert opened.caller_phone == PHONE
    assert story.case.anonymous
    assert story.case.reachable


@pytest.mark.parametrize(
    "topic", [w.SILENT, w.ASSISTING, w.OF_OLD, w.OF_TWICE], ids=["silent", "duty", "gone", "twice"]
)
def test_what_the_directory_cannot_place_stays_accepted(topic: str) -> None:
    """目录派不出去（无条目、履职清单不许、单位已撤销、条目自相矛盾）：来电人不因此被挡回。"""
    story = Story()
    found = story.register(w.AGENT, call(matter(topic, **TAKE)))
    assert not isinstance(found, Refusal)
    assert story.case.stage is CaseStage.ACCEPTED
    assert isinstance(story.events[story.one][-2], Accepted)
    assert isinstance(story.last, DeskWaitBegun)


def test_a_confidential_report_against_the_unit_the_directory_names_waits_for_a_dispatcher() -> (
    None
):
    """实名保密举报市城管局，目录偏偏派给市城管局：受理，待派单员另派，绝不送到被举报者手里。"""
    story = Story()
    story.register(w.AGENT, call(matter(confidential=True, reported_unit=w.URBAN, **TAKE)))
    assert story.case.stage is CaseStage.ACCEPTED
    assert not story.case.legs


def test_dispatch_at_intake_uses_the_directory() -> None:
    story = Story()
    story.register(w.AGENT, call(matter(**TAKE)))
    sent = story.last
    assert isinstance(sent, le.LegDispatched)
    assert (sent.unit, sent.entry, sent.directory_edition) == (w.URBAN, "E1", "d1")
    assert sent.legal_basis == "噪声污染防治法第八条"


def test_danger_and_grievance_in_one_call_are_two_matters() -> None:
    """煤气泄漏又投诉物业：泄漏移交119，投诉照常受理。"""
    story = Story()
    gas = matter(triage=c.HandOver(line=EmergencyLine.FIRE_119), urgency=Urgency.CRITICAL)
    story.register(w.AGENT, call(gas, matter(**TAKE)))
    assert story.cases["c1"].stage is CaseStage.HANDED_OVER
    assert story.cases["c2"].stage is CaseStage.HANDLING


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (call(), Code.MISSING, "matters"),
        (call(matter(), nature=Nature.WRONG_NUMBER), Code.INVALID, "nature"),
        (call(matter(), received_at=w.local(3, 3, 9)), Code.INVALID, "received_at"),
        (call(matter(), matter(text="  ")), Code.MISSING, "matters[1].text"),
        (call(matter(dispatch=True)), Code.WRONG_STATE, "matters[0]"),
        (
            call(matter(), matter(reported_unit="lakee")),
            Code.UNKNOWN_UNIT,
            "matters[1].reported_unit",
        ),
    ],
    ids=["none", "silent", "future", "blank", "untriaged", "mistyped"],
)
def test_what_is_wrong_is_refused_with_the_field(
    command: c.RegisterContact, code: Code, field: str
) -> None:
    refusal = refused(w.AGENT, command)
    assert (refusal.code, refusal.field) == (code, field)


def test_who_may_register() -> None:
    assert refused(w.liaison(w.URBAN), call(matter())).code is Code.WRONG_ROLE
    for role in (Role.CITIZEN, Role.INTEGRATOR, Role.DUTY_MANAGER):
        assert not isinstance(Story().register(w.person(role), call(matter())), Refusal)


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.INTEGRATOR])
def test_citizens_and_other_systems_do_not_triage(role: Role) -> None:
    decided = refused(w.person(role), call(matter(triage=c.Accept())))
    assert (decided.code, decided.field) == (Code.WRONG_ROLE, "matters")


def test_triage_at_intake_follows_the_same_table() -> None:
    """值班长可以登记，不能受理：整个登记被拒，并指明是哪一件。"""
    refusal = refused(w.DUTY_MANAGER, call(matter(), matter(triage=c.Accept())))
    assert (refusal.code, refusal.field) == (Code.WRONG_ROLE, "matters[1]")


def test_outsourced_agents_register_and_accept_but_do_not_dispatch() -> None:
    outsourced = w.person(Role.AGENT, outsourced=True)
    assert not isinstance(Story().register(outsourced, call(matter(triage=c.Accept()))), Refusal)
    refusal = refused(outsourced, call(matter(**TAKE)))
    assert (refusal.code, refusal.field) == (Code.OUTSOURCED, "matters[0]")


def test_no_number_means_not_reachable() -> None:
    story = Story()
    story.register(w.CITIZEN, c.RegisterContact(channel=Channel.WEB, matters=(matter(),)))
    assert not story.case.reachable
    assert story.case.registrar == "citizen"


def test_commands_are_read_alike_from_page_and_api() -> None:
    """A mistyped enum, an unknown field and an over-long text each name their field."""
    body = {"channel": "phone", "matters": [{"kind": "help", "text": MARK}]}
    found = read(c.RegisterContact, body)
    assert isinstance(found, c.RegisterContact)
    assert found.matters[0].kind is Kind.HELP
    for wrong, where in (
        ({**body, "channel": "pigeon"}, "channel"),
        ({**body, "colour": "red"}, "colour"),
        ({**body, "caller_phone": "phone"}, "caller_phone"),
        ({"channel": "phone", "matters": [{"kind": "help", "text": "长" * 10_001}]}, "text"),
    ):
        with pytest.raises(c.msgspec.ValidationError, match=where):
            read(c.RegisterContact, wrong)
