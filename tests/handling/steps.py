"""What people do, in one line each, for the tests of this room."""

from datetime import timedelta
from uuid import UUID

import msgspec

from hotline import ledger
from hotline.handling import actions
from hotline.handling.batches import working
from hotline.handling.batches.jobs import Drawn, Pick, draw_up
from hotline.handling.files.attaching import attach_evidence
from hotline.handling.numbers import actions as numbers
from hotline.people.by import By
from hotline.people.models import UserRow
from hotline.rules.case import commands as c
from hotline.rules.case.exclusion import FileExclusion
from hotline.rules.case.fields import Command
from hotline.rules.case.rehandle import OrderRehandle
from hotline.rules.case.repeats import FileUnreasonable
from hotline.rules.case.review import FileReview
from hotline.rules.case.supervision import IssueSupervision
from hotline.rules.file_words import FileGroup
from hotline.rules.rulebook_exclusions import NOT_BORNE_OUT
from hotline.rules.words import (
    Channel,
    Colour,
    Fault,
    Kind,
    Nature,
    Role,
    Satisfied,
    Solved,
    SupervisionKind,
    Truth,
)
from tests.fixtures import pictures
from tests.fixtures.people import City, done

NAME = "王建国独一无二"
PHONE = "13800138000"
WORDS = "和平路口每晚有烧烤摊占道，油烟很大。"


def matter(**more: object) -> c.Matter:
    """A complaint that the directory gives to the urban management bureau."""
    values: dict[str, object] = {
        "kind": Kind.COMPLAINT,
        "topic": "cg/zd",
        "area": "dong/heping",
        "title": "烧烤摊占道经营",
        "text": WORDS,
        "address": "和平路12号",
        "triage": c.Accept(),
        "dispatch": True,
    }
    return c.Matter(**{**values, **more})  # type: ignore[arg-type]


def call(*matters: c.Matter, **more: object) -> c.RegisterContact:
    """A call with these matters, or one ordinary one."""
    values: dict[str, object] = {
        "channel": Channel.PHONE,
        "matters": matters or (matter(),),
        "caller_name": NAME,
        "caller_phone": PHONE,
    }
    return c.RegisterContact(**{**values, **more})  # type: ignore[arg-type]


def register(city: City, *matters: c.Matter, by: By | None = None, **more: object) -> list[str]:
    """Ids of the cases made."""
    outcome = done(actions.register(by or city.by(Role.DISPATCHER), call(*matters, **more)))
    return [found["case"] for found in outcome.answer["cases"]]


REPLY = c.Reply(
    leg="L1",
    truth=Truth.TRUE,
    solved=Solved.SOLVED,
    internal_record="已现场取缔",
    public_answer="您好，已责令摊主收摊。",
)


def verdict(solved: Solved = Solved.SOLVED) -> c.RecordOutcome:
    """What a citizen says who rings back: tests run at any hour, nobody is called at night."""
    return c.RecordOutcome(
        contacted=True,
        solved=solved,
        result=Satisfied.SATISFIED,
        process=Satisfied.SATISFIED,
        called_in=True,
    )


def complete(city: City, case: str) -> None:
    """Signed, contacted, answered and approved by the urban management bureau."""
    done(actions.perform(city.by(Role.OFFICER), case, c.Sign(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, c.RecordFirstContact(leg="L1")))
    done(actions.perform(city.by(Role.OFFICER), case, REPLY))
    done(actions.perform(city.by(Role.UNIT_HEAD), case, c.ApproveCompletion(request="R1")))


def disturb(city: City, phone: str = PHONE) -> str:
    """The contact of a call of abuse from that number, which management has restricted."""
    abuse = call(nature=Nature.HARASSMENT, caller_phone=phone)
    abuse = msgspec.structs.replace(abuse, matters=())
    outcome = done(actions.register(city.by(Role.AGENT), abuse))
    until = ledger.clock.now() + timedelta(days=7)
    done(numbers.restrict(city.by(Role.MANAGEMENT), phone, until, "三次辱骂"))
    return str(outcome.answer["contact"])


def pressing(city: City, case: str) -> None:
    """The bureau was given an order of supervision."""
    asks = "请说明为何没有进展"
    order = IssueSupervision(leg="L1", kind=SupervisionKind.ORDER, colour=Colour.ORANGE, asks=asks)
    done(actions.perform(city.by(Role.SUPERVISOR), case, order))


def claiming(city: City, case: str) -> None:
    """Of a completed case: the unit's evidence, 考核剔除 asked for (R2), 无理重复 filed (R3)."""
    officer = city.by(Role.OFFICER)
    done(attach_evidence(officer, case, "L1", FileGroup.HANDLING, [pictures.upload()]))
    ask = FileExclusion(leg="L1", reason=NOT_BORNE_OUT, claim="现场没有摊位")
    done(actions.perform(city.by(Role.LIAISON), case, ask))
    paper = FileUnreasonable(leg="L1", paper="城管函〔2026〕3号", grounds="六次上门，均已取缔")
    done(actions.perform(city.by(Role.UNIT_HEAD), case, paper))


def tried(city: City, role: Role, command: Command, cases: list[str]) -> str:
    """A batch of these cases after its dry run, by an account that has set its password."""
    UserRow.objects.filter(city=city.code, id=city.user(role).id).update(must_change=False)
    drawn = Drawn(command=command, picks=[Pick(UUID(case)) for case in cases], about="收件箱")
    found = done(draw_up(city.by(role), drawn))
    while working.step():
        pass
    return str(found)


def reviewing(city: City, case: str) -> None:
    """Unsolved, handled again for the bureau's fault, which the bureau claims was none."""
    complete(city, case)
    caller = city.by(Role.FOLLOW_UP_CALLER)
    done(actions.perform(caller, case, verdict(Solved.NOT)))
    done(actions.perform(caller, case, OrderRehandle(fault=Fault.UNTRUE, reason="摊位还在")))
    claim = FileReview(leg="L2", claim="已三次现场取缔，有照片")
    done(actions.perform(city.by(Role.LIAISON), case, claim))
