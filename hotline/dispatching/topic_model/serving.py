"""What the adopted model of a city proposes for a request, at intake and in the dispatch queue.

Nothing here decides: `abstained` is True where the model is not sure enough to be shown as *the*
answer, by the precision that the city asks for and what was measured on its own cases.
"""

import msgspec

from hotline.dispatching.classifier.model import CANDIDATES
from hotline.rules.text import say


class TopicCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A topic of the city's list, how likely it is (0 to 1), and the words that spoke for it."""

    topic: str
    probability: float
    words: tuple[str, ...] = ()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Up to five topics, the likeliest first. `model` is the version asked, "" where none is
    adopted. `abstained`: the first is not sure enough to stand out; `why` says so in a sentence."""

    candidates: tuple[TopicCandidate, ...] = ()
    model: str = ""
    abstained: bool = True
    why: str = ""


NO_MODEL = Suggestion(why=say("本市还没有启用事项模型。"))


def candidates(
    city: str, title: str, text: str, *, known: int | None = None, most: int = CANDIDATES
) -> Suggestion:
    """The likeliest topics of a request. `known` is the reference version that the caller has seen
    (`World.reference`): with it a warm call costs no statement. No network, no personal data kept.
    """
    return NO_MODEL
