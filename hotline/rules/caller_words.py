"""Words for who calls on whose behalf, closed as those of `words.py` are. Stored in events: never
renamed, only added to."""

from hotline.rules.words import Term


class Relation(Term):
    """与当事人的关系: what the caller is to the person whose matter it is (代他人诉求)."""

    GUARDIAN = "guardian", "监护人"
    RELATIVE = "relative", "亲属"
    FRIEND = "friend", "同事、朋友、邻居"
    AGENT = "agent", "委托代理人"
    EMPLOYER = "employer", "所在单位"
    COMMUNITY = "community", "村（社区）、学校"
    OTHER = "other", "其他"
