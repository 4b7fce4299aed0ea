"""How the timeline tells 无理重复诉求 and 考核剔除."""

from hotline.handling.telling import Telling, by
from hotline.rules.case import repeat_events as e
from hotline.rules.text import say

_GROUNDS = ((say("理由"), "grounds"),)

REPEATS: dict[type, Telling] = {
    e.UnreasonableFiled: Telling(
        say("申请认定无理重复诉求"),
        ((say("书面意见"), "paper"), (say("事实和理由"), "grounds")),
        lambda o, w: (say("应于{due}前裁定", due=by(w, o.ruling_due)),),
    ),
    e.UnreasonableRuled: Telling(
        lambda o: say("认定为无理重复诉求") if o.recognised else say("不认定为无理重复诉求"),
        (*_GROUNDS, (say("最终答复"), "final_answer")),
        lambda o, w: (say("自此刻起，同一诉求再来电时告知最终答复"),) if o.recognised else (),
    ),
    e.UnreasonableContested: Telling(
        say("对无理重复诉求认定提出异议"),
        ((say("异议"), "words"),),
        lambda o, w: (say("应于{due}前裁定", due=by(w, o.ruling_due)),),
    ),
    e.ContestRuled: Telling(
        lambda o: say("异议成立，撤销认定") if o.lifted else say("异议不成立，维持认定"), _GROUNDS
    ),
    e.FinalAnswerGiven: Telling(say("同一诉求再次来电，已告知最终答复")),
    e.ExclusionFiled: Telling(
        say("申请考核剔除"),
        ((say("事实和依据"), "claim"),),
        lambda o, w: (
            say("剔除理由：{name}", name=w.editions.exclusion_name(o.reason)),
            say("区级审核至{due}", due=by(w, o.ruling_due)),
        ),
    ),
    e.ExclusionPassedUp: Telling(
        say("区级同意剔除，报市级审核"),
        _GROUNDS,
        lambda o, w: (say("市级审核至{due}", due=by(w, o.ruling_due)),),
    ),
    e.ExclusionRuled: Telling(
        lambda o: say("同意考核剔除") if o.excluded else say("不同意考核剔除"),
        _GROUNDS,
        lambda o, w: (say("市级审核") if o.by_city else say("区级审核"),),
    ),
}
