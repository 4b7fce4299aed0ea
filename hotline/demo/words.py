"""What callers say: stories of data/ told by different people in different moods."""

import re
from functools import cache
from random import Random

import msgspec

from hotline.demo import place
from hotline.demo.people import person
from hotline.demo.place import Spot
from hotline.rules.case import commands as c
from hotline.rules.words import Kind, Solved, Tag, Truth, Urgency

STORIES = tuple(f"stories_{name}.toml" for name in ("street", "home", "people", "more", "town"))
BROKEN_OFF = 0.04
ASIDES = (70, 22, 8)
"""How often a caller adds nothing, one thing, two things that are beside the point."""


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of trouble and how it is told, handled and answered."""

    topic: str
    kind: Kind
    title: str
    texts: tuple[str, ...]
    record: str
    answer: str
    urgency: Urgency = Urgency.ORDINARY
    tags: tuple[Tag, ...] = ()
    confidential: bool = False
    truth: Truth = Truth.TRUE
    solved: Solved = Solved.SOLVED


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A story as one caller tells it; everything a case needs."""

    story: Story
    title: str
    text: str
    spot: Spot
    record: str
    answer: str

    def matter(self, **more: object) -> c.Matter:
        """The matter as the agent writes it down."""
        values = {
            "kind": self.story.kind,
            "topic": self.story.topic,
            "area": self.spot.area,
            "title": self.title,
            "text": self.text,
            "address": self.spot.address,
            "urgency": self.story.urgency,
            "tags": self.story.tags,
            "confidential": self.story.confidential,
        }
        return msgspec.convert({**values, **more}, c.Matter)


@cache
def stories() -> tuple[Story, ...]:
    """All of them, in the order of the files."""
    raw = [one for name in STORIES for one in place.data(name)["story"]]
    return msgspec.convert(raw, tuple[Story, ...])


@cache
def phrases() -> dict[str, list[str]]:
    """Everyday words of callers and staff."""
    return place.data("phrases.toml")


def say(rng: Random, what: str, **slots: str) -> str:
    """One of the phrases of that name."""
    return rng.choice(phrases()[what]).format(**slots)


def fill(rng: Random, text: str, spot: Spot) -> str:
    """The text with its places, times and sums filled in."""
    slots = {
        **spot.slots,
        "days": rng.choice(["三", "四", "五", "七", "十", "二十"]),
        "hour": rng.choice(["九", "十", "十一", "十二"]),
        "n": str(rng.randint(6, 40)),
        "money": str(rng.choice([38, 60, 380, 1280, 2600, 3980, 6800])),
        "plate": f"{rng.randint(10, 99)}{rng.choice('ABDEKL')}{rng.randint(1, 9)}",
        "shop": rng.choice(phrases()["shops"]),
    }
    return text.format(**slots)


def tell(
    rng: Random,
    story: Story | None = None,
    *,
    only: tuple[str, ...] = (),
    there: Spot | None = None,
) -> Told:
    """A caller tells a story there or anywhere, politely, angrily, or breaking off."""
    story = story or rng.choice(stories())
    spot = there or place.spot(rng, only)
    body = fill(rng, rng.choice(story.texts), spot)
    if rng.random() < BROKEN_OFF:
        body = re.split("[。？！，]", body)[0] + "……算了，你们派人来看就知道了。"
    asides = [say(rng, "asides") for _ in range(rng.choices((0, 1, 2), ASIDES)[0])]
    text = "".join((say(rng, "openers"), body, *dict.fromkeys(asides), say(rng, "closers")))
    # The title is the agent's, so it repeats the place and not the mood.
    return Told(
        story=story,
        title=fill(rng, story.title, spot),
        text=text,
        spot=spot,
        record=fill(rng, story.record, spot),
        answer=fill(rng, story.answer, spot),
    )


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who calls; some call again."""

    name: str
    phone: str


def caller(seed: int, number: int) -> Caller:
    """The `number`-th inhabitant who ever calls. The block of numbers belongs to nobody."""
    rng = Random(f"{seed} caller {number}")  # noqa: S311 - a story, not a secret
    return Caller(name=person(rng), phone=f"1990000{rng.randint(0, 9999):04d}")
