"""Texts remember what they were made of, and are otherwise the str they look like."""

import copy
import pickle
from collections.abc import Callable

import msgspec
import pytest

from hotline.rules.text import Said, joined, plain, say
from hotline.rules.words import Kind


class Answer(msgspec.Struct, frozen=True):
    text: str


def test_a_said_text_is_the_chinese_sentence() -> None:
    said = say("还剩{hours}小时", hours=3)
    assert said == "还剩3小时"
    assert (said.template, said.values) == ("还剩{hours}小时", {"hours": 3})
    assert isinstance(say("不变"), str)


def test_braces_stay_where_there_are_no_values() -> None:
    assert say("写作 {x}") == "写作 {x}"


def test_joined_keeps_its_parts() -> None:
    said = joined("、", [say("甲"), "乙", 3])
    assert said == "甲、乙、3"
    assert (said.template, said.values) == ("、", ("甲", "乙", 3))
    assert isinstance(said.values[0], Said)


@pytest.mark.parametrize("again", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy])
def test_copies_keep_their_parts(again: Callable[[Said], Said]) -> None:
    said = again(say("{what}完", what=say("办")))
    assert said == "办完"
    assert said.template == "{what}完"
    assert isinstance(said.values["what"], Said)


def test_json_holds_the_sentence() -> None:
    assert msgspec.json.encode(Answer(say("好")), enc_hook=plain) == '{"text":"好"}'.encode()
    with pytest.raises(NotImplementedError, match="object"):
        msgspec.json.encode(object(), enc_hook=plain)


def test_a_template_prints_it_escaped() -> None:
    assert str(say("<{x}>", x=1).__html__()) in ("<1>", "&lt;1&gt;")


def test_terms_are_said() -> None:
    assert isinstance(Kind.CONSULT.zh, Said)
