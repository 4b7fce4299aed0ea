"""法定程序 that a leg carries, as state and words: which, how far, and its own clock."""

from datetime import datetime

import msgspec

from hotline.rules.deadline import Clock
from hotline.rules.words import Term


class ProcedureKind(Term):
    """Which statutory procedure [市场监督管理投诉举报处理暂行办法]."""

    MARKET_COMPLAINT = "market_complaint", "市场监管投诉"
    MARKET_REPORT = "market_report", "市场监管举报"


class ProcedureResult(Term):
    """How the procedure ended."""

    MEDIATED = "mediated", "达成调解"
    MEDIATION_ENDED = "mediation_ended", "终止调解"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    CASE_FILED = "case_filed", "立案查处"
    NO_CASE = "no_case", "不予立案"


RESULTS = {
    ProcedureKind.MARKET_COMPLAINT: frozenset(
        {ProcedureResult.MEDIATED, ProcedureResult.MEDIATION_ENDED, ProcedureResult.NOT_ACCEPTED}
    ),
    ProcedureKind.MARKET_REPORT: frozenset({ProcedureResult.CASE_FILED, ProcedureResult.NO_CASE}),
}
"""Which results each procedure knows."""


class Procedure(msgspec.Struct, frozen=True, kw_only=True):
    """A statutory procedure on a leg. `clock` is that of the step it is in: acceptance, mediation
    or verification. `interim_at`: when the citizen got an interim answer (阶段性答复)."""

    kind: ProcedureKind
    begun_at: datetime
    clock: Clock
    accepted_at: datetime | None = None
    interim_at: datetime | None = None
    ended_at: datetime | None = None
    result: ProcedureResult | None = None

    @property
    def tracked(self) -> bool:
        """阶段性答复，跟踪中: answered for the time being, and not over."""
        return self.interim_at is not None and self.ended_at is None
