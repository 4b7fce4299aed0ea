"""Forms made from the commands' own types: complete, labelled, read back as they were filled."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from msgspec import inspect

from hotline.desk import choices
from hotline.desk.choices import TOPICS, UNITS
from hotline.desk.form_words import ASKED_ONLY
from hotline.desk.forms import UNSEEN, At, Form, form, read
from hotline.desk.gate import Desk
from hotline.handling.queries import case_row, reader
from hotline.people.authentication import Signed
from hotline.rules.case import commands as c
from hotline.rules.case.fields import Command
from hotline.rules.case.table import EDGES
from hotline.rules.case.tagging import ChangeTags
from hotline.rules.refusal import Code, Refusal
from hotline.rules.words import Role, Tag
from hotline.web.field_words import LABELS
from tests.fixtures.people import City
from tests.handling.steps import register

PEOPLES = [
    edge.command
    for edge in EDGES
    if edge.roles - {Role.CLOCK, Role.CITIZEN} and edge.subject != "new"
]


def _desk(city: City, role: Role = Role.DISPATCHER) -> Desk:
    actor = city.actor(role)
    signed = Signed(
        actor=actor, username="x", reference=0, must_change=False, ends_at=reader(actor).now
    )
    return Desk(signed=signed, who=reader(actor))


def _form(command: type[Command], city: City, **more: Any) -> Form:
    return form(command, At(desk=_desk(city), title="试", leg="L1", request="R1", **more))


def test_every_command_of_people_has_a_whole_form_in_chinese(city: City) -> None:
    for command in PEOPLES:
        made = _form(command, city)
        named = {field.name for field in made.fields}
        asked = {name for owner, name in ASKED_ONLY if owner == command.__name__}
        shown = set(command.__struct_fields__) - {"matter", *UNSEEN}
        assert named == shown - asked, command.__name__
        for field in made.fields:
            assert not field.label.isascii(), f"{command.__name__}.{field.name} has no label"


def test_tags_are_added_that_the_case_lacks_and_taken_that_it_has(city: City) -> None:
    made = {one.name: one for one in _form(ChangeTags, city, tags=("group",)).fields}
    assert [value for value, _ in made["take_tags"].choices] == ["group"]
    assert "group" not in {value for value, _ in made["add_tags"].choices}
    assert len(made["add_tags"].choices) == len(Tag) - 1


def test_every_label_is_of_a_field_that_exists() -> None:
    """Of people's commands and of the machine's, which the API's reference names too."""
    known: set[str] = set()
    for command in [*(edge.command for edge in EDGES), c.RegisterContact]:
        known |= {field.name for struct in _structs(command) for field in struct.fields}
    assert set(LABELS) - {"type"} <= known


def _structs(root: object) -> Iterator[inspect.StructType]:
    seen: list[Any] = [inspect.type_info(root)]
    while seen:
        one = seen.pop()
        if isinstance(one, inspect.StructType):
            yield one
            seen += [field.type for field in one.fields]
        seen += [inner for inner in (getattr(one, "types", None) or ()) if inner is not None]
        for name in ("type", "item_type"):
            inner = getattr(one, name, None)
            if isinstance(inner, inspect.Type):
                seen.append(inner)


def test_what_is_filled_in_is_read_back_as_the_command(city: City) -> None:
    typed = QueryDict(mutable=True)
    typed.update({"leg": "L1", "reason": "not_duty", "explanation": " 不归我们管 "})
    typed["believed_unit"] = "住建局 housing"
    found = read(c.FileReturn, typed, _desk(city))
    assert found == c.FileReturn(
        leg="L1", reason="not_duty", explanation="不归我们管", believed_unit="housing"
    )


def test_several_units_are_read_by_name_or_code(city: City) -> None:
    typed = QueryDict(mutable=True)
    typed.setlist("co_handlers", ["市场监管局", "housing", ""])
    typed["lead"], typed["reason"] = "城管局 urban", "会商结果"
    found = read(c.Dispatch, typed, _desk(city))
    assert found == c.Dispatch(lead="urban", co_handlers=("market", "housing"), reason="会商结果")


def test_a_case_is_named_by_its_number(city: City) -> None:
    [case] = register(city)
    desk = _desk(city)
    number = _number(desk, case)
    typed = QueryDict(mutable=True)
    typed["parent"] = number.replace("-", " ")
    assert read(c.Merge, typed, desk) == c.Merge(parent=case)
    typed["parent"] = number[:-1] + ("0" if number[-1] != "0" else "1")
    refused = read(c.Merge, typed, desk)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == (Code.NOT_FOUND, "parent")


def _number(desk: Desk, case: str) -> str:
    return str(case_row(desk.who, case).number)


def test_a_topic_may_be_typed_by_code_or_name(city: City) -> None:
    world = city.world()
    assert choices.resolve(world, TOPICS, "", "topic") == ""
    for typed in ("cg/zd", "占道经营", "占道经营 cg/zd", "  占道经营   cg/zd "):
        assert choices.resolve(world, TOPICS, typed, "topic") == "cg/zd", typed


def test_what_is_not_known_is_refused_with_what_was_perhaps_meant(city: City) -> None:
    refused = choices.resolve(city.world(), UNITS, "街道", "unit")
    assert isinstance(refused, Refusal)
    assert "没有名为“街道”的单位" in refused.message
    assert "和平街道" in refused.advice
    assert isinstance(choices.resolve(city.world(), TOPICS, "占道经营 cg/zs", "t"), Refusal)


def test_what_is_missing_is_refused_as_the_api_refuses_it(city: City) -> None:
    typed = QueryDict("leg=L1&reason=not_duty&explanation=")
    refused = read(c.FileReturn, typed, _desk(city))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == (Code.MISSING, "explanation")
    assert refused.message == "没有填写说明。"
    again = form(c.FileReturn, At(desk=_desk(city), title="退单", leg="L1"), typed, refused)
    marked = [field for field in again.fields if field.error]
    assert [field.name for field in marked] == ["explanation"]
    assert next(f.value for f in again.fields if f.name == "reason") == "not_duty"


def test_a_form_without_anything_to_fill_in_is_one_button(city: City) -> None:
    assert _form(c.Sign, city).bare
    assert not _form(c.Reply, city).bare
