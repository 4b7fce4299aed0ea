"""What a story must have come to: states, limits, who may act, what was written, what is read."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from hotline.rules.case.commands import RegisterContact
from hotline.rules.case.decide import options
from hotline.rules.case.state import Case, Leg
from hotline.rules.case.table import BY_COMMAND, EDGES
from hotline.rules.phone_words import Rung
from hotline.rules.refusal import Refusal
from hotline.rules.words import (
    CaseStage,
    CloseReason,
    LegRole,
    LegState,
    RequestKind,
    RequestState,
    Sign,
    Solved,
)
from tests.rules.case import world as w
from tests.stories.acting import acts
from tests.stories.language import Language
from tests.stories.scene import PEOPLE, Scene

expects = Language()


def _same(found: object, wanted: object) -> None:
    assert found == wanted, f"实际是：{found}"


# --- the case -------------------------------------------------------------------------------------


@expects("工单“{CaseStage}”")
def stage(scene: Scene, casestage: CaseStage) -> None:
    _same(str(scene.case.stage.zh), str(casestage.zh))


@expects("结案方式是“{CloseReason}”")
def closed_for(scene: Scene, closereason: CloseReason) -> None:
    why = scene.case.close_reason
    _same(str(why.zh) if why else "没有结案", str(closereason.zh))


CASE_LIMITS: Final[dict[str, Callable[[Case], datetime | None]]] = {
    "承诺时限": lambda case: case.promise.due_at if case.promise else None,
    "热线环节时限": lambda case: case.desk.due_at if case.desk else None,
    "移交确认时限": lambda case: case.hand_over.confirm_due if case.hand_over else None,
    "回访启动时限": lambda case: case.follow_up.clock.due_at if case.follow_up else None,
    "评价链接": lambda case: case.link_due,
    "自动结案": lambda case: case.close_due,
}


def _declare_case_limit(name: str, of: Callable[[Case], datetime | None]) -> None:
    def due(scene: Scene, moment: datetime) -> None:
        found = of(scene.case)
        assert found, f"没有{name}"
        _same(scene.at(found), scene.at(moment))

    def none(scene: Scene) -> None:
        found = of(scene.case)
        assert not found, f"有{name}，到{scene.at(found)}" if found else ""

    expects(f"{name}到{{moment}}")(due)
    expects(f"没有{name}")(none)


for _name, _of in CASE_LIMITS.items():
    _declare_case_limit(_name, _of)


@expects("承诺没有超期")
def promise_kept(scene: Scene) -> None:
    promise = scene.case.promise
    assert promise, "没有承诺"
    assert promise.breached_at is None, f"已于{scene.at(promise.breached_at)}超期"


@expects("承诺已超期")
def promise_missed(scene: Scene) -> None:
    assert scene.case.promise, "没有承诺"
    assert scene.case.promise.breached_at, "没有超期"


@expects("按承诺办结")
def kept(scene: Scene) -> None:
    _same(scene.case.on_time, True)


@expects("未按承诺办结")
def not_kept(scene: Scene) -> None:
    _same(scene.case.on_time, False)


@expects("第1轮的结果仍是按时")
def first_round_on_time(scene: Scene) -> None:
    _same([kept.on_time for kept in scene.case.rounds][:1], [True])


@expects("正在办第{n}轮")
def round_now(scene: Scene, n: int) -> None:
    _same(scene.case.round, n)


@expects("没有有效回访")
def no_verdict(scene: Scene) -> None:
    assert scene.case.verdict is None, f"有：{scene.case.verdict}"


@expects("回访结果是“{Solved}”")
def verdict(scene: Scene, solved: Solved) -> None:
    assert scene.case.verdict, "没有有效回访"
    _same(str(scene.case.verdict.solved.zh), str(solved.zh))


@expects("等待答复的并入工单有{n}件")
def children(scene: Scene, n: int) -> None:
    _same(scene.case.children_waiting, n)


@expects("关联的工单有{n}件")
def linked(scene: Scene, n: int) -> None:
    _same(len(scene.case.links), n)


@expects("共有{n}件工单")
def cases(scene: Scene, n: int) -> None:
    _same(len(scene.story.cases), n)


@expects("来源有{n}个")
def sources(scene: Scene, n: int) -> None:
    _same(len(scene.case.sources), n)


@expects("有待认定的疑点“{Sign}”")
def doubted(scene: Scene, sign: Sign) -> None:
    found = [str(flag.sign.zh) for flag in scene.case.flags if flag.borne_out is None]
    assert str(sign.zh) in found, f"实际是：{found}"


# --- legs -----------------------------------------------------------------------------------------


@expects("{unit}的承办单“{LegState}”")
def leg_state(scene: Scene, unit: str, legstate: LegState) -> None:
    _same(str(scene.leg(unit).state.zh), str(legstate.zh))


@expects("{unit}持有{LegRole}")
def leg_role(scene: Scene, unit: str, legrole: LegRole) -> None:
    leg = scene.leg(unit)
    assert leg.running, f"已经{leg.state.zh}"
    _same(str(leg.role.zh), str(legrole.zh))


@expects("{unit}没有承办单")
def no_leg(scene: Scene, unit: str) -> None:
    _same([leg.id for leg in scene.case.legs if leg.unit == unit], [])


LEG_LIMITS: Final[dict[str, Callable[[Leg], datetime | None]]] = {
    "办理时限": lambda leg: leg.limit.due_at,
    "签收时限": lambda leg: leg.sign_due,
    "退单时限": lambda leg: leg.return_due,
    "首次联系时限": lambda leg: leg.contact_due,
    "电话确认时限": lambda leg: leg.phone_due,
}


def _declare_leg_limit(name: str, of: Callable[[Leg], datetime | None]) -> None:
    def due(scene: Scene, unit: str, moment: datetime) -> None:
        found = of(scene.leg(unit))
        assert found, f"没有{name}"
        _same(scene.at(found), scene.at(moment))

    expects(f"{{unit}}的{name}到{{moment}}")(due)


for _leg_name, _of_leg in LEG_LIMITS.items():
    _declare_leg_limit(_leg_name, _of_leg)


@expects("{unit}的电话该打“{Rung}”")
def rung_now(scene: Scene, unit: str, rung: Rung) -> None:
    _same(str(scene.leg(unit).rung.zh), str(rung.zh))


@expects("{unit}的办理时限暂停着")
def paused(scene: Scene, unit: str) -> None:
    assert scene.leg(unit).limit.paused_since, "在走"


@expects("{unit}的办理时限在走")
def running(scene: Scene, unit: str) -> None:
    limit = scene.leg(unit).limit
    assert limit.is_running, "已经停止"
    assert limit.paused_since is None, "暂停着"


@expects("{unit}没有记超期")
def not_late(scene: Scene, unit: str) -> None:
    late = scene.leg(unit).limit.breached_at
    assert late is None, f"已记超期：{late}"


@expects("{unit}已记超期")
def late(scene: Scene, unit: str) -> None:
    assert scene.leg(unit).limit.breached_at, "没有记超期"


@expects("{unit}记迟签")
def sign_late(scene: Scene, unit: str) -> None:
    assert scene.leg(unit).sign_late, "没有记迟签"


@expects("{unit}按时办结")
def leg_on_time(scene: Scene, unit: str) -> None:
    _same(scene.leg(unit).on_time, True)


@expects("{unit}超期办结")
def leg_late(scene: Scene, unit: str) -> None:
    _same(scene.leg(unit).on_time, False)


# --- requests -------------------------------------------------------------------------------------


@expects("{RequestKind}“{RequestState}”")
def request_state(scene: Scene, requestkind: RequestKind, requeststate: RequestState) -> None:
    found = scene.case.request(scene.request(requestkind))
    _same(str(found.state.zh) if found else "", str(requeststate.zh))


@expects("{RequestKind}的时限到{moment}")
def request_due(scene: Scene, requestkind: RequestKind, moment: datetime) -> None:
    found = scene.case.request(scene.request(requestkind))
    assert found, "没有"
    assert found.due_at, "没有时限"
    _same(scene.at(found.due_at), scene.at(moment))


@expects("{RequestKind}在会商")
def consulted(scene: Scene, requestkind: RequestKind) -> None:
    found = scene.case.request(scene.request(requestkind))
    assert found, "没有"
    assert found.consultation, "不在会商"


@expects("督办由{unit}答复")
def addressed(scene: Scene, unit: str) -> None:
    found = scene.case.document(scene.request(RequestKind.SUPERVISION))
    assert found, "没有督办"
    _same(w.UNITS.name(found.addressed), w.UNITS.name(unit))


# --- what was written, what is next ---------------------------------------------------------------


@expects("记下“{words}”")
def written(scene: Scene, words: str) -> None:
    assert words in scene.lately(), f"实际记下：{scene.lately()}"


@expects("没有记下“{words}”")
def not_written(scene: Scene, words: str) -> None:
    assert words not in scene.lately(), f"实际记下：{scene.lately()}"


@expects("诉求人读到“{said}”")
def read(scene: Scene, said: str) -> None:
    lines = scene.citizen_reads()
    assert any(said in line for line in lines), "实际读到：" + " / ".join(filter(None, lines))


@expects("诉求人读不到“{words}”")
def not_read(scene: Scene, words: str) -> None:
    found = [line for line in scene.citizen_reads() if words in line]
    assert not found, f"实际读到：{found}"


@expects("{rest}，被拒绝：“{said}”")
def refused(scene: Scene, rest: str, said: str) -> None:
    """The refusal says so in the sentence, or in what it advises to do instead."""
    actor, command = acts(scene, rest)
    found = scene.ask(actor, command)
    if not isinstance(found, Refusal):
        what = "登记" if isinstance(command, RegisterContact) else BY_COMMAND[type(command)].zh
        raise AssertionError(f"没有被拒绝，“{what}”可以做")
    assert said in found.message + found.advice, f"实际是：{found.message}{found.advice}"


ACTIONS: Final = {str(edge.zh) for edge in EDGES}


def _offered(scene: Scene, who: str, what: str) -> bool:
    assert what in ACTIONS, f"没有“{what}”这个操作"
    found = options(scene.case, scene.story.context(PEOPLE[who]))
    return any(str(one.edge.zh) == what and one.refusal is None for one in found)


@expects("{rest}不可以“{words}”")
def may_not(scene: Scene, rest: str, words: str) -> None:
    assert not _offered(scene, rest, words), "可以"


@expects("{rest}可以“{words}”")
def may(scene: Scene, rest: str, words: str) -> None:
    assert _offered(scene, rest, words), "不可以"


@expects("系统将于{moment}“{words}”")
def clock_will(scene: Scene, moment: datetime, words: str) -> None:
    waits = [f"{scene.at(at)}“{BY_COMMAND[type(one)].zh}”" for at, one in scene.waits()]
    assert f"{scene.at(moment)}“{words}”" in waits, f"实际是：{'、'.join(waits) or '没有'}"


@expects("系统不再等待“{words}”")
def clock_will_not(scene: Scene, words: str) -> None:
    assert words in ACTIONS, f"没有“{words}”这个操作"
    waits = [str(BY_COMMAND[type(one)].zh) for _, one in scene.waits()]
    assert words not in waits, f"实际在等：{waits}"
