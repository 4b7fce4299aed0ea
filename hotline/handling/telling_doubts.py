"""How the timeline tells doubts about a completion (疑点), and what was decided on each."""

from hotline.handling.telling import Telling
from hotline.rules.case import flags
from hotline.rules.replies.findings import in_words
from hotline.rules.text import say

DOUBTS: dict[type, Telling] = {
    flags.CompletionFlagged: Telling(
        lambda o: say("标记疑点：{sign}", sign=o.sign.zh),
        (),
        lambda o, w: (
            in_words(o.sign, o.figures),
            say("提交前已提示承办人") if o.known else "",
            say("只提示人工查看，不影响办理"),
        ),
    ),
    flags.FlagDecided: Telling(
        lambda o: say("疑点成立") if o.borne_out else say("疑点不成立"),
        ((say("认定理由"), "reason"),),
    ),
}
