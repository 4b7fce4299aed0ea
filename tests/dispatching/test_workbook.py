"""The directory taken out as Excel, and brought in again unchanged."""

import io
import zipfile
from datetime import date
from pathlib import Path

from hotline import rulebooks
from hotline.dispatching import workbook
from hotline.dispatching.importing import read_duties, read_entries
from hotline.dispatching.workbook import Texts
from hotline.rules.context import World
from hotline.rules.directory import Directory, Duty, DutyLine, Entry
from hotline.rules.official_calendar import official_calendar
from hotline.rules.refusal import Refusal
from hotline.rules.rulebook import Editions, Rulebook
from hotline.rules.rulebook_reading import read_rulebook
from tests.rules.offices import tree, unit

BOOK = read_rulebook((Path(rulebooks.__file__).parent / "national.toml").read_text())
HELD = Directory(
    edition="2027-1",
    entries=(
        Entry(id="1", topic="cg/lj", lead="urban", co_handlers=("east", "heping"),
              area="dong/heping", kind="help", object="北市场", aliases=("北菜场", "老北"),
              limit="3wd", legal_basis="《条例》第三条", effective_to=date(2027, 1, 1)),
        Entry(id="=2", topic="sq", lead="heping", effective_from=date(2026, 5, 1)),
    ),
    duties=(DutyLine(id="收1", topic="cg", duty=Duty.WITHDRAWN, unit="other", department="urban"),),
)  # fmt: skip


def world() -> World:
    assert isinstance(BOOK, Rulebook)
    return World(
        city="bj",
        city_name="滨江市",
        reference=1,
        units=tree(
            unit("urban", name="城管局"),
            unit("east", name="东城区"),
            unit("heping", name="和平街道"),
            unit("other", name="和平街道"),
        ),
        directory=HELD,
        editions=Editions(books=(BOOK,)),
        calendar=official_calendar(),
        topics={"cg": "城市管理", "cg/lj": "环卫", "sq": "环卫"},
        areas={"dong": "东城区", "dong/heping": "和平街道", "xi": "西城区"},
    )


def test_what_was_taken_out_comes_back_as_it_was() -> None:
    data = workbook.write(HELD, world(), "某人 导出")
    assert workbook.is_workbook(data)
    texts = workbook.read(data)
    assert isinstance(texts, Texts)
    found, lists = read_entries(texts.entries, world()), read_duties(texts.duties, world())
    assert found.problems == lists.problems == ()
    assert found.entries == HELD.entries
    assert lists.duties == HELD.duties


def test_an_empty_list_and_what_is_no_workbook() -> None:
    bare = workbook.read(workbook.write(Directory(), world(), "某人"))
    assert bare == Texts(entries="")
    assert isinstance(workbook.read(b"PK\x03\x04 no zip"), Refusal)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "b")
    assert isinstance(workbook.read(file.getvalue()), Refusal)
