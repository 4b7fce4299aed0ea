"""Who calls and for whom, what was not said, what an answer still lacks, in a story's words."""

from hotline.rules.actor import Actor
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.repeats import ContestUnreasonable, FileUnreasonable, RuleUnreasonable
from hotline.rules.elements import Told, missing
from hotline.rules.personal_names import personal_names
from hotline.rules.replies.evidence import lacking, wanted
from hotline.rules.replies.variables import filled, values
from hotline.rules.words import EmergencyLine, Kind, RequestKind, Tag
from tests.rules.case import build as b
from tests.stories.acting import WHY, call, does, of_leg, of_request, plain
from tests.stories.expecting import expects
from tests.stories.scene import Scene


@does("就“{words}”的新情况登记{Kind}“{topic}”")
def tells_something_new(scene: Scene, actor: Actor, words: str, kind: Kind, topic: str) -> Command:
    return call(kind, topic, again=scene.names[words])


@does("一次登记两件：移交{EmergencyLine}，另有{Kind}“{topic}”")
def danger_and_grievance(
    scene: Scene, actor: Actor, emergencyline: EmergencyLine, kind: Kind, topic: str
) -> Command:
    away = b.matter(topic, kind=Kind.HELP, triage=c.HandOver(line=emergencyline))
    return b.call(away, b.matter(topic, kind=kind))


of_leg(
    "申请认定无理重复诉求",
    lambda leg: FileUnreasonable(leg=leg, paper="城管函〔2026〕3号", grounds=WHY),
)
of_request(
    "认定无理重复诉求",
    RequestKind.UNREASONABLE,
    lambda one: RuleUnreasonable(request=one, recognise=True, grounds=WHY, final_answer="已答复。"),
)
plain("对认定提出异议", ContestUnreasonable(words="摊位昨晚又来了"))


# --- what must follow -----------------------------------------------------------------------------


@expects("工单有标签“{Tag}”")
def tagged(scene: Scene, tag: Tag) -> None:
    assert tag in scene.case.tags, f"实际是：{[str(one.zh) for one in scene.case.tags]}"


@expects("来电说“{words}”，五要素齐全")
def all_said(scene: Scene, words: str) -> None:
    assert not missing(Told(text=words)), [str(one.zh) for one in missing(Told(text=words))]


@expects("来电说“{words1}”，五要素还缺“{words2}”")
def not_said(scene: Scene, words1: str, words2: str) -> None:
    found = "、".join(str(one.zh) for one in missing(Told(text=words1)))
    assert found == words2, f"实际还缺：{found}"


@expects("模板“{words1}”填成“{words2}”")
def put_in(scene: Scene, words1: str, words2: str) -> None:
    lead = scene.story.lead
    found = filled(words1, values(scene.case, lead, scene.story.world, scene.story.now))
    assert found == words2, f"实际是：{found}"


@expects("佐证还缺“{words}”")
def still_wanted(scene: Scene, words: str) -> None:
    assert _lacks(scene) == words, f"实际还缺：{_lacks(scene)}"


@expects("佐证齐全")
def proven(scene: Scene) -> None:
    assert not _lacks(scene), f"还缺：{_lacks(scene)}"


def _lacks(scene: Scene) -> str:
    lead = scene.story.lead
    return "、".join(str(one.zh) for one in lacking(wanted(scene.case, lead), lead))


@expects("答复“{words1}”里像姓名的是“{words2}”")
def named(scene: Scene, words1: str, words2: str) -> None:
    assert "、".join(personal_names(words1)) == words2, personal_names(words1)
