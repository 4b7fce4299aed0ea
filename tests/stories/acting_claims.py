"""无理重复诉求 and 考核剔除, in a story's words."""

from hotline.rules.actor import Actor
from hotline.rules.case import exclusion as x
from hotline.rules.case import repeats as u
from hotline.rules.case.fields import Command
from hotline.rules.words import RequestKind
from tests.rules.case import build as b
from tests.stories.acting import WHY, does, of_leg, of_request, plain
from tests.stories.scene import Scene

FINAL = "该事项已依法办结，没有新的事实不再重复办理。"
_MATTER, _CONTEST, _EXCLUSION = (
    RequestKind.UNREASONABLE,
    RequestKind.CONTEST,
    RequestKind.EXCLUSION,
)

of_leg(
    "申请认定无理重复诉求",
    lambda leg: u.FileUnreasonable(leg=leg, paper="城管函〔2026〕3号", grounds=WHY),
)
of_request(
    "认定无理重复诉求",
    _MATTER,
    lambda one: u.RuleUnreasonable(request=one, recognise=True, grounds=WHY, final_answer=FINAL),
)
of_request(
    "认定无理重复诉求，不写最终答复",
    _MATTER,
    lambda one: u.RuleUnreasonable(request=one, recognise=True, grounds=WHY),
)
of_request(
    "不认定无理重复诉求",
    _MATTER,
    lambda one: u.RuleUnreasonable(request=one, recognise=False, grounds=WHY),
)
plain("对认定提出异议", u.ContestUnreasonable(words="摊位昨晚又来了"))
plain("告知最终答复", u.GiveFinalAnswer(caller_phone=b.PHONE))
of_request("撤销认定", _CONTEST, lambda one: u.RuleContest(request=one, lift=True, grounds=WHY))
of_request("维持认定", _CONTEST, lambda one: u.RuleContest(request=one, lift=False, grounds=WHY))


@does("申请考核剔除，理由“{words}”")
def excludes(scene: Scene, actor: Actor, words: str) -> Command:
    """By the name that the rulebook gives it; one that it does not have, as it is written."""
    known = {one.name: one.code for one in x.reasons(scene.story.world, scene.story.now)}
    reason = known.get(words, words)
    return x.FileExclusion(leg=scene.leg_id(actor.unit), reason=reason, claim=WHY)


of_request(
    "支持剔除",
    _EXCLUSION,
    lambda one: x.RuleDistrictExclusion(request=one, support=True, grounds=WHY),
)
of_request(
    "不支持剔除",
    _EXCLUSION,
    lambda one: x.RuleDistrictExclusion(request=one, support=False, grounds=WHY),
)
of_request(
    "同意剔除",
    _EXCLUSION,
    lambda one: x.RuleCityExclusion(request=one, exclude=True, grounds=WHY),
)
of_request(
    "不同意剔除",
    _EXCLUSION,
    lambda one: x.RuleCityExclusion(request=one, exclude=False, grounds=WHY),
)
