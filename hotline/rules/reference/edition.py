"""What rulebook and directory editions share: drawn up, approved by a second person, in force.

An edition in force is never altered: a change is a new edition. Which one governs a day follows
from `effective_from` alone, so that any past decision can be recomputed.
"""

from collections.abc import Collection
from datetime import date

from hotline.rules.actor import SETUP_ID
from hotline.rules.reference.office import Office, allowed, first, second_person, wrong_state
from hotline.rules.refusal import Code, Refusal
from hotline.rules.text import say
from hotline.rules.words import Role, Term

APPROVERS = (Role.MANAGEMENT,)


class Standing(Term):
    """Where an edition stands."""

    NONE = "none", "未建立"
    DRAFT = "draft", "待审批"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "已退回"


def approvable(
    name: str,
    standing: Standing,
    authors: Collection[str],
    effective_from: date,
    office: Office,
) -> Refusal | None:
    """Refuses approval (or rejection) out of turn, by an author, or into the past.

    An edition may begin in the past only when a city is set up, where it records what was in
    force already.
    """
    today = office.now.date()
    backdated = effective_from < today and SETUP_ID not in authors
    return first(
        allowed(office, *APPROVERS),
        drafted(name, standing),
        second_person(office, authors),
        Refusal(
            code=Code.TOO_LATE,
            message=say(
                "“{name}”的生效日期 {effective_from} 已过。",
                name=name,
                effective_from=effective_from,
            ),
            advice=say("请退回后改定今天或以后的生效日期，已作出的决定不能追溯改变。"),
            field="effective_from",
        )
        if backdated
        else None,
    )


def drafted(name: str, standing: Standing) -> Refusal | None:
    """Refuses whatever needs a draft on anything else."""
    if standing is Standing.DRAFT:
        return None
    return wrong_state(
        say("“{name}”{standing}，不能再改动。", name=name, standing=standing.zh),
        say("请另拟新的版本。"),
    )
