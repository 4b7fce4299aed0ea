"""What every way out must do, whatever is behind it: one contract, inherited by each adapter."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from hotline.handling.notices.ways.port import Message, Sender, Undelivered
from hotline.handling.notices.ways.sms_file import SmsFile
from hotline.handling.notices.ways.sms_http import SmsHttp
from hotline.handling.notices.ways.smtp import Smtp
from tests.handling.notices.post import MailSink, SmsSink, serving

TEXT = "【测试市12345】工单260213-0001234-7：新承办单。"
KEY = "0193a5b2-0000-7000-8000-000000000001"


class Contract:
    """`sender` reaches the other side, `got` is what it was given as (to, text, key)."""

    TO = "13800138000"
    sender: Sender
    gone: Sender

    def got(self) -> list[tuple[str, str, str]]:
        raise NotImplementedError

    def message(self) -> Message:
        return Message(to=self.TO, subject="新承办单", text=TEXT, key=KEY)

    def test_a_message_arrives_whole_with_its_key(self) -> None:
        self.sender.send(self.message())
        assert self.got() == [(self.TO, TEXT, KEY)]

    def test_sent_twice_it_is_known_for_the_same(self) -> None:
        self.sender.send(self.message())
        self.sender.send(self.message())
        assert set(self.got()) == {(self.TO, TEXT, KEY)}

    def test_the_other_side_gone_is_for_now(self) -> None:
        with pytest.raises(Undelivered) as caught:
            self.gone.send(self.message())
        assert not caught.value.for_good
        assert self.TO not in caught.value.why

    def test_an_address_that_lacks_something_is_refused_at_once(self) -> None:
        with pytest.raises(ValueError, match="://"):
            type(self.sender)(urlsplit("x:"))


class TestFile(Contract):
    """SMS into a folder."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "sms"
        self.sender = SmsFile(urlsplit(f"file://{self.folder}"))
        (tmp_path / "taken").write_text("a file where a folder should be")
        self.gone = SmsFile(urlsplit(f"file://{tmp_path}/taken/sms"))

    def got(self) -> list[tuple[str, str, str]]:
        found = [json.loads(path.read_text()) for path in self.folder.iterdir()]
        return [(one["to"], one["text"], one["key"]) for one in found]

    def test_the_folder_is_ours_only(self) -> None:
        self.sender.send(self.message())
        assert self.folder.stat().st_mode & 0o077 == 0


class _Answering(Contract):
    """A side that can say no."""

    sink: Any
    NO, LATER = 400, 503

    @pytest.mark.parametrize(("answer", "for_good"), [("NO", True), ("LATER", False)])
    def test_a_refusal_says_whether_it_is_for_good(self, answer: str, for_good: bool) -> None:
        self.sink.answer = getattr(self, answer)
        with pytest.raises(Undelivered) as caught:
            self.sender.send(self.message())
        assert caught.value.for_good is for_good
        assert self.TO not in caught.value.why
        assert self.got() == []


class TestHttp(_Answering):
    """SMS by a gateway."""

    @pytest.fixture(autouse=True)
    def _gateway(self) -> Iterator[None]:
        with serving(SmsSink()) as self.sink:
            self.sender = SmsHttp(urlsplit(self.sink.address), "secret")
            self.gone = SmsHttp(urlsplit("http://127.0.0.1:1/sms"))
            yield

    def got(self) -> list[tuple[str, str, str]]:
        assert all(one["key"] == one["header"] for one in self.sink.messages)
        return [(one["to"], one["text"], one["key"]) for one in self.sink.messages]

    def test_a_wrong_token_is_not_the_message_s_fault(self) -> None:
        self.sink.answer = 401
        with pytest.raises(Undelivered) as caught:
            self.sender.send(self.message())
        assert not caught.value.for_good


class TestSmtp(_Answering):
    """E-mail."""

    TO = "li@example.gov.cn"
    NO, LATER = 550, 451

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with serving(MailSink()) as self.sink:
            self.sender = Smtp(urlsplit(self.sink.address))
            self.gone = Smtp(urlsplit("smtp://127.0.0.1:1/?from=a@b.cn"))
            yield

    def got(self) -> list[tuple[str, str, str]]:
        return [
            (str(one["To"]), one.get_content().strip(), str(one["Message-ID"])[1:].split("@")[0])
            for one in self.sink.letters
        ]
