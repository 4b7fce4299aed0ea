"""What happened about 无理重复诉求 and about 考核剔除. See `repeats`, `exclusion`."""

from datetime import datetime

from hotline.rules.case.events import Event, Sealed


class UnreasonableFiled(Event, frozen=True, kw_only=True):
    """已申请认定无理重复诉求."""

    request: str
    leg: str
    filed_by: str
    ruling_due: datetime
    paper: Sealed
    grounds: Sealed


class UnreasonableRuled(Event, frozen=True, kw_only=True):
    """无理重复诉求已裁定: it holds from `at` on, never backwards."""

    request: str
    ruled_by: str
    recognised: bool
    grounds: Sealed
    final_answer: Sealed


class UnreasonableContested(Event, frozen=True, kw_only=True):
    """已对认定提出异议."""

    request: str
    leg: str
    filed_by: str
    by_citizen: bool
    ruling_due: datetime
    words: Sealed


class ContestRuled(Event, frozen=True, kw_only=True):
    """异议已审核: the recognition ends at `at`, or stays."""

    request: str
    ruled_by: str
    lifted: bool
    grounds: Sealed


class FinalAnswerGiven(Event, frozen=True, kw_only=True):
    """已告知最终答复 to a later identical call, which is on record as `contact`."""

    contact: str


class ExclusionFiled(Event, frozen=True, kw_only=True):
    """已申请考核剔除, for the reason of that code in the city's rulebook."""

    request: str
    leg: str
    reason: str
    filed_by: str
    ruling_due: datetime
    claim: Sealed


class ExclusionPassedUp(Event, frozen=True, kw_only=True):
    """区级同意剔除，报市级."""

    request: str
    ruled_by: str
    ruling_due: datetime
    grounds: Sealed


class ExclusionRuled(Event, frozen=True, kw_only=True):
    """考核剔除已审核, by the city, or against it by the district already."""

    request: str
    by_city: bool
    ruled_by: str
    excluded: bool
    grounds: Sealed
