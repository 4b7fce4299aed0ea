"""What a line of the state tables says, and who the roles in it are."""

from typing import Literal

import msgspec

from hotline.rules.case import guards as g
from hotline.rules.case.fields import Command
from hotline.rules.words import CaseStage, LegState, RequestKind, RequestState, Role, Term

Subject = Literal["new", "case", "leg", "request"]

FRONT = frozenset({Role.AGENT, Role.TEAM_LEADER, Role.EXPERT})
BACK = frozenset({Role.PRE_REVIEWER, Role.DISPATCHER})
RULERS = BACK | {Role.CITY_REVIEWER, Role.MANAGEMENT}
LIAISONS = frozenset({Role.LIAISON, Role.UNIT_HEAD, Role.INTEGRATOR})
UNIT = LIAISONS | {Role.OFFICER}
REVIEWERS = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_REVIEWER, Role.MANAGEMENT})
CALLERS = frozenset({Role.FOLLOW_UP_CALLER})
CITIZEN = frozenset({Role.CITIZEN})
CLOCK = frozenset({Role.CLOCK})
WORKED_ON = frozenset({CaseStage.HANDLING})
"""Where commands on legs and requests are open, unless their line says otherwise."""
APART = frozenset({RequestKind.SUPERVISION, RequestKind.UNREASONABLE, RequestKind.CONTEST})


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a table. `leaves` and `enters` are states of the subject.

    `with_bytes` marks what comes with files, so that no form or JSON body can be made from the
    command alone: pages and API have addresses of their own for it. `stages`: those of the case in
    which a command on its leg or request is open.
    """

    subject: Subject
    command: type[Command]
    zh: str
    roles: frozenset[Role]
    leaves: frozenset[Term]
    enters: frozenset[Term]
    guards: tuple[g.Guard, ...] = ()
    outsourced: bool = False
    kind: RequestKind | None = None
    with_bytes: bool = False
    stages: frozenset[CaseStage] = WORKED_ON

    def fits(self, kind: RequestKind) -> bool:
        """Whether it is for requests of that kind; what is for all is not for documents (督办),
        which are nobody's request, nor for what only the management rules on."""
        return kind is self.kind or (self.kind is None and kind not in APART)

    @property
    def name(self) -> str:
        """The command's name as it stands in the API and the journal's causation."""
        return self.command.__name__


def on_case(
    command: type[Command],
    zh: str,
    roles: frozenset[Role],
    leaves: frozenset[CaseStage],
    enters: frozenset[CaseStage] | None = None,
    *guards: g.Guard,
    outsourced: bool = False,
    with_bytes: bool = False,
) -> Edge:
    """A line of the table of cases. It stays where it is without `enters`."""
    return Edge(
        subject="case",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset(leaves),
        enters=frozenset(leaves if enters is None else enters),
        guards=guards,
        outsourced=outsourced,
        with_bytes=with_bytes,
    )


def on_leg(
    command: type[Command],
    zh: str,
    roles: frozenset[Role],
    leaves: set[LegState],
    enters: set[LegState] | None = None,
    *guards: g.Guard,
    with_bytes: bool = False,
    stages: frozenset[CaseStage] = WORKED_ON,
) -> Edge:
    """A line of the table of legs. It stays where it is without `enters`."""
    return Edge(
        subject="leg",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset(leaves),
        enters=frozenset(leaves if enters is None else enters),
        guards=guards,
        with_bytes=with_bytes,
        stages=stages,
    )


def on_request(
    command: type[Command],
    zh: str,
    kind: RequestKind | None,
    roles: frozenset[Role],
    enters: set[RequestState] | None,
    *guards: g.Guard,
    stages: frozenset[CaseStage] = WORKED_ON,
) -> Edge:
    """A line of the table of requests under review."""
    return Edge(
        subject="request",
        command=command,
        zh=zh,
        roles=roles,
        leaves=frozenset({RequestState.FILED}),
        enters=frozenset({RequestState.FILED} if enters is None else enters),
        guards=guards,
        kind=kind,
        stages=stages,
    )
