"""Chinese first: English only for those who chose it on a page, or asked the API for it."""

import json

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from hotline.rules.text import joined, say
from hotline.rules.words import Kind, Urgency
from hotline.web import language, speech
from tests.fixtures.people import City


@pytest.fixture
def client(city: City) -> Client:
    return Client()


def test_a_browser_in_english_still_gets_chinese(client: Client, city: City) -> None:
    page = client.get(f"/c/{city.code}/", headers={"accept-language": "en-GB,en"})
    assert '<html lang="zh-Hans"' in page.content.decode()
    assert page.headers["Content-Language"] == "zh-hans"


def test_the_choice_is_kept_and_leads_back(client: Client, city: City) -> None:
    here = f"/c/{city.code}/report/?x=1"
    answer = client.post("/language", {"language": "en", "next": here})
    assert (answer.status_code, answer.headers["Location"]) == (302, here)
    page = client.get(here)
    assert '<html lang="en"' in page.content.decode()
    client.post("/language", {"language": "zh-hans", "next": here})
    assert '<html lang="zh-Hans"' in client.get(here).content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "", "\\x"])
def test_the_way_back_is_our_own(client: Client, back: str) -> None:
    assert client.post("/language", {"language": "en", "next": back}).headers["Location"] == "/"


def test_a_link_does_not_switch(client: Client) -> None:
    assert client.get("/language").status_code == 405


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("fr", "zh-hans"),
        ("*", "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_the_api_is_asked_explicitly(asked: str, given: str) -> None:
    request = RequestFactory().get("/api/v1/", headers={"accept-language": asked} if asked else {})
    assert language.of_api(request) == given


def test_refusals_of_the_api_follow_the_header(db: None) -> None:
    def refused(**headers: str) -> str:
        return str(json.loads(Client().get("/api/v1/cases", headers=headers).content)["title"])

    chinese = refused()
    assert chinese == "没有有效的令牌"
    english = refused(**{"accept-language": "en"})
    assert english != chinese and english.isascii()
    assert refused() == chinese


def test_the_api_does_not_speak_the_language_of_the_page_before(client: Client) -> None:
    client.post("/language", {"language": "en", "next": "/"})
    client.get("/")
    refused = json.loads(Client().get("/api/v1/cases").content)
    assert refused["title"] == "没有有效的令牌"


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue, so that the test does not hang on how something is worded."""
    words = {
        "还剩{n}小时": "{n} {n:hour|hours} left",
        "{kind}工单": "{kind} case",
        "{month}月{day}日": "{day} {month:month}",
        "咨询": "enquiry",
        "一般": "ordinary",
        "、": ", ",
    }
    monkeypatch.setattr(speech, "gettext", lambda text: words[text])


@pytest.mark.usefixtures("english")
def test_templates_print_texts_in_the_language_of_the_reader() -> None:
    template = Template("{{ left }}|{{ kind }}|{{ data }}")
    values = {
        "left": say("还剩{n}小时", n=1),
        "kind": say("{kind}工单", kind=Kind.CONSULT.zh),
        "data": "咨询<b>",
    }
    assert template.render(Context(values)) == "还剩1小时|咨询工单|咨询&lt;b&gt;"
    with translation.override("en"):
        assert template.render(Context(values)) == "1 hour left|enquiry case|咨询&lt;b&gt;"


@pytest.mark.usefixtures("english")
def test_spoken_translates_what_is_ours_and_nothing_else() -> None:
    with translation.override("en"):
        assert speech.tell("还剩{n}小时", n=2) == "2 hours left"
        assert speech.tell("{month}月{day}日", month=2, day=13) == "13 Feb"
        assert speech.spoken("还剩{n}小时") == "还剩{n}小时"
        assert speech.spoken(joined("、", [Kind.CONSULT.zh, "咨询", 3])) == "enquiry, 咨询, 3"
        assert speech.spoken(joined("", [Kind.CONSULT.zh, Urgency.ORDINARY.zh])) == (
            "enquiry ordinary"
        )
        assert speech.spoken(say("")) == ""
    assert speech.spoken(joined("、", [Kind.CONSULT.zh, "b"])) == "咨询、b"
