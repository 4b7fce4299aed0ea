"""Reading a rulebook: everything wrong is found at once, with its place and what would be right."""

from pathlib import Path

import pytest

import hotline.rulebooks
from hotline.rules.rulebook import Rulebook
from hotline.rules.rulebook_reading import Problem, _sound, read_rulebook

NATIONAL = (Path(hotline.rulebooks.__path__[0]) / "national.toml").read_text("utf-8")
SIGN = '[[limits]]\nname = "sign"\nduration = "1wd"\ngoverns = "new"\nsource = "多数城市通行做法"'


def problems(text: str) -> list[str]:
    """What is wrong with a text, in words."""
    read = read_rulebook(text)
    return [] if isinstance(read, Rulebook) else [problem.zh for problem in read]


def with_signing(*clauses: str) -> str:
    """The national rulebook with these clauses, of 30 minutes to 1 day, instead of its own."""
    blocks = [block for block in NATIONAL.split("\n\n") if 'name = "sign"' not in block]
    return "\n\n".join([*blocks, *(SIGN.replace('"sign"', f'"sign"\n{c}') for c in clauses)])


def changed(old: str, new: str) -> str:
    """The national rulebook with one text replaced, once."""
    assert old in NATIONAL
    return NATIONAL.replace(old, new, 1)


def test_the_national_rulebook_is_sound() -> None:
    assert problems(NATIONAL) == []
    assert isinstance(_sound(read_rulebook(NATIONAL)), Rulebook)


def test_a_packaged_rulebook_that_is_not_sound_stops_with_all_problems() -> None:
    with pytest.raises(ValueError, match="edition：“0”"):
        _sound(read_rulebook(changed("edition = 2", "edition = 0")))


@pytest.mark.parametrize(
    ("text", "place"), [("edition = = 1", "第1行第11列"), ("a = 1\nb = [", "文末")]
)
def test_what_is_no_toml_is_said_with_its_place(text: str, place: str) -> None:
    (problem,) = problems(text)
    assert problem.startswith(place)
    assert problem.endswith("此处不符合 TOML 写法")


def test_an_empty_text_lacks_everything_at_once() -> None:
    said = problems("")
    places = {line.split("：")[0] for line in said}
    assert places == {
        "edition",
        "title",
        "city",
        "effective_from",
        "time",
        "time.hours",
        "time.follow_up_hours",
        "time.off_hours_start",
        "time.ends",
        "time.days_roll",
        "time.pause",
        "time.yellow_percent",
        "limits",
        "numbers",
        "flags",
        "exclusions",
    }
    assert "edition：缺少，应为 1 到 1000000 的整数" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("edition = 2", "edition = true", "edition：“True”，应为 1 到 1000000 的整数"),
        ('title = "全国默认办理规则"', 'title = " "', "title：“ ”，应为标题"),
        (
            "effective_from = 2026-01-01",
            "effective_from = 2026-01-01T00:00:00",
            "effective_from：“2026-01-01 00:00:00”，应为日期，不加引号，如 2026-01-01",
        ),
        (
            'ends = "close"',
            'ends = "closed"',
            "time.ends：“closed”，应为 close、midnight 之一（是否要写 close？）",
        ),
        (
            'ends = "close"',
            'ends = "midnight"',
            "time.pause：“working_time”，ends 为 midnight 时应为 whole_days",
        ),
        (
            'off_hours_start = "shift"',
            "off_hours_start = [1]",
            "time.off_hours_start：“[1]”，应为 shift、stay 之一",
        ),
        ("days_roll = true", 'days_roll = "yes"', "time.days_roll：“yes”，应为 true 或 false"),
        (
            "yellow_percent = 70",
            "yellow_percent = 0.7",
            "time.yellow_percent：“0.7”，应为 1 到 99 的整数",
        ),
        (
            "yellow_percent = 70",
            "yellow_percent = 70\nyellow_persent = 1",
            "time.yellow_persent：“yellow_persent”，没有这一项（是否要写 yellow_percent？）",
        ),
        ("edition = 2", "edition = 2\nzzz = 1", "zzz：“zzz”，没有这一项"),
        ('"13:30-17:30"', '"11:30-17:30"', "重叠或顺序颠倒；应写作"),
        ('"13:30-17:30"', '"13:30-24:30"', "time.hours：“13:30-24:30”，应写作 09:00-12:00"),
        (
            '"13:30-17:30"',
            "1330",
            "time.hours：“['09:00-12:00', 1330]”，应为文字列表，不为空、不重复",
        ),
        ('"08:30-20:30"', '"8:30"', "time.follow_up_hours：“8:30”，应写作 09:00-12:00"),
        ('"08:30-20:30"', '"20:30-08:30"', "20:30-08:30 的结束时间不晚于开始时间"),
        (
            'name = "sign"\nduration = "1wd"',
            'name = "sing"\nduration = "1wd"',
            "（是否要写 sign？）",
        ),
        (
            'name = "sign"\nduration = "1wd"',
            'name = "sign"\nduration = "1 days"',
            "limits[13].duration：“1 days”，“1 days”不是时限",
        ),
        ('name = "sign"\nduration = "1wd"', 'name = "sign"\nduration = 1', "“1”，应写作 10min"),
        (
            'name = "co_handler_lead_time"\nduration = "1wd"',
            'name = "co_handler_lead_time"\nduration = "0.5wd"',
            "“0.5wd”，此项自主办时限倒推，只能用 min、h、d 或整数 wd",
        ),
        (
            'name = "co_handler_lead_time"\nduration = "1wd"',
            'name = "co_handler_lead_time"\nduration = "4wh"',
            "“4wh”，此项自主办时限倒推",
        ),
        (
            'name = "extension_each"\nduration = "10wd"',
            'name = "extension_each"\nduration = "today"',
            "“today”，此项是一段时长，不能写 today",
        ),
        ('kind = ["consult"]', 'kind = ["consults"]', "（是否要写 consult？）"),
        ('kind = ["consult"]', 'kind = ["consult", "consult"]', "应为文字列表，不为空、不重复"),
        ('kind = ["consult"]', "kind = []", "应为文字列表，不为空、不重复"),
        ('kind = ["consult"]', 'kinds = ["consult"]', "没有这一项（是否要写 kind？）"),
        ('kind = ["consult"]', 'topic = ["03/"]', "“03/”，应为事项代码"),
        ('{ kind = ["consult"] }', '"consult"', ".when：“consult”，应为一个表"),
        (
            'name = "follow_up_tries"\nvalue = 3',
            'name = "follow_up_tries"\nvalue = 30',
            ".value：“30”，应为 1 到 10 的整数",
        ),
        (
            'name = "follow_up_tries"\nvalue = 3',
            'name = "follow_up_trys"\nvalue = 3',
            "numbers：“follow_up_tries”，缺少“回访次数”，应恰好一次",
        ),
        (
            'name = "follow_up_days"\nvalue = 2',
            'name = "follow_up_tries"\nvalue = 2',
            "numbers：“follow_up_tries”，“回访次数”写了2次，应恰好一次",
        ),
        (
            'name = "deemed_signed"\nvalue = true',
            'name = "deemed_sign"\nvalue = true',
            "flags：“deemed_signed”，缺少“逾期未签收视同签收”，应恰好一次",
        ),
        (
            'name = "deemed_signed"\nvalue = true\ngoverns = "new"',
            'name = "deemed_signed"\nvalue = true\ngoverns = "all"',
            ".governs：“all”，应为 new、open 之一",
        ),
        ('code = "statutory"', 'code = "not_duty"', ".code：“not_duty”，应不重复"),
        ('code = "statutory"', 'code = "1"', ".code：“1”，应为小写字母"),
        ('name = "不可抗力"', 'name = "无理重复诉求"', "“无理重复诉求”，应不重复"),
        ('name = "不可抗力"', f'name = "{"长" * 41}"', "最多 40 个字"),
        ('evidence = ["contact"]', 'evidence = ["request"]', "应为 identity、contact、handling"),
        ('source = "DB11/T 2021-2022"', 'source = ""', ".source：缺少，应写明依据"),
    ],
)
def test_a_slip_is_said_with_its_place_and_what_would_be_right(
    old: str, new: str, said: str
) -> None:
    found = problems(changed(old, new))
    assert any(said in line for line in found), found


def test_rows_must_be_tables() -> None:
    head, _, _ = NATIONAL.partition("# ---- 受理 ----")
    text = "limits = 1\nnumbers = [1]\nflags = []\n" + head
    assert {
        "limits：“1”，应有若干 [[limits]] 表",
        "numbers：“[1]”，应有若干 [[numbers]] 表",
        "flags：“[]”，应有若干 [[flags]] 表",
    } <= set(problems(text))


# -- clauses together ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ([], ["limits：“sign”，缺少“签收时限”"]),
        (
            ['when = { kind = ["help"] }'],
            ["同一时限的最后一条应不带 when，作为兜底"],
        ),
        (["", ""], ["用不上"]),
        (["", 'when = { kind = ["help"] }'], ["用不上", "兜底"]),
        (
            [
                'when = { kind = ["help", "report"] }',
                'when = { kind = ["help"], urgency = ["urgent"] }',
                "",
            ],
            ["用不上"],
        ),
        # hidden by two clauses together, by none alone
        (
            [
                'when = { kind = ["help"] }',
                'when = { kind = ["report"] }',
                'when = { kind = ["help", "report"] }',
                "",
            ],
            ["用不上"],
        ),
        (['when = { topic = ["03"] }', 'when = { topic = ["03/01"] }', ""], ["用不上"]),
        (['when = { tag = ["wages", "minor"] }', 'when = { tag = ["wages"] }', ""], ["用不上"]),
        (
            [
                'when = { channel = ["web", "sms"] }',
                'when = { channel = ["sms"], kind = ["help"] }',
                "",
            ],
            ["用不上"],
        ),
        # each of these can be reached
        (['when = { topic = ["03/01"] }', 'when = { topic = ["03"] }', ""], []),
        (['when = { topic = ["03"] }', 'when = { kind = ["help"] }', ""], []),
        (['when = { tag = ["wages"] }', 'when = { tag = ["wages", "minor"] }', ""], []),
        (['when = { urgency = ["urgent", "critical", "ordinary"] }', ""], []),
    ],
)
def test_every_clause_can_be_reached_and_the_default_is_last(
    clauses: list[str], said: list[str]
) -> None:
    found = problems(with_signing(*clauses))
    assert len(found) == len(said)
    for line, part in zip(found, said, strict=True):
        assert part in line


def test_clauses_of_one_limit_agree_on_what_they_govern() -> None:
    text = with_signing('when = { kind = ["help"] }', "")
    text = text.replace('duration = "1wd"\ngoverns = "new"\nsource = "多数城市通行做法"', "@", 1)
    text = text.replace("@", 'duration = "1wd"\ngoverns = "open"\nsource = "多数城市通行做法"')
    (line,) = problems(text)
    assert "governs：“new”，同一时限各条应一致，首条为 open" in line


def test_a_problem_with_nothing_found_says_it_is_missing() -> None:
    assert Problem(path="title", value="", right="应为标题").zh == "title：缺少，应为标题"
