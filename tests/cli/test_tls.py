"""HTTPS by one setting: real requests to a real server with a certificate made for the test."""

import http.client
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotline import config
from hotline.cli import certificate
from hotline.cli.binaries import free_port
from hotline.cli.trouble import Trouble
from tests.cli.conftest import hotline
from tests.fixtures.people import City
from tests.fixtures.serving import serve


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> config.Tls:
    return certificate.make(tmp_path_factory.mktemp("tls"), ["hotline.example"])


PATIENCE = 30.0
"""Seconds; the first page of a server that has just started, on a machine with much to do."""


def _ask(
    port: int, path: str, context: ssl.SSLContext | None
) -> tuple[http.client.HTTPResponse, str]:
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=PATIENCE)
        if context
        else http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    )
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def test_one_setting_serves_https(city: City, made: config.Tls) -> None:
    plain = free_port()
    trusting = ssl.create_default_context(cafile=str(made.certificate))
    folder = str(made.certificate.parent)
    with serve(HOTLINE_TLS=folder, HOTLINE_TLS_REDIRECT=str(plain)) as base:
        port = int(base.rpartition(":")[2])
        answer, body = _ask(port, "/desk/sign-in", trusting)
        assert answer.status == 200
        assert "登录" in body
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        cookies = answer.headers.get_all("Set-Cookie") or []
        assert cookies
        assert all("Secure" in one for one in cookies)
        older = ssl.create_default_context(cafile=str(made.certificate))
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        assert _ask(port, "/healthz", older)[0].status == 200, "Java 8 knows no TLS 1.3"
        with pytest.raises(ssl.SSLCertVerificationError):
            _ask(port, "/healthz", ssl.create_default_context())
        with pytest.raises((OSError, http.client.HTTPException)):
            _ask(port, "/healthz", None)
        sent, _ = _ask(plain, "/progress/?x=1", None)
        assert sent.status == 308
        assert sent.headers["Location"] == f"https://127.0.0.1:{port}/progress/?x=1"


def test_without_it_nothing_is_said_of_https(city: City, live_server: str) -> None:
    answer, _ = _ask(int(live_server.rpartition(":")[2]), "/desk/sign-in", None)
    assert answer.headers["Strict-Transport-Security"] is None


def test_names_of_the_two_files(
    made: config.Tls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for two in config.CERTIFICATES:
        folder = tmp_path / two[0]
        folder.mkdir()
        (folder / two[0]).write_bytes(made.certificate.read_bytes())
        monkeypatch.setenv("HOTLINE_TLS", str(folder))
        assert config.tls() == config.Tls(certificate=folder / two[0], key=folder / two[1])
    monkeypatch.setenv("HOTLINE_TLS", f"{made.certificate},{made.key}")
    assert config.tls() == made
    for proxy in ("", "0", "1", "proxy"):
        monkeypatch.setenv("HOTLINE_TLS", proxy)
        assert config.tls() is None


def test_what_will_not_do_is_a_sentence(made: config.Tls, tmp_path: Path) -> None:
    other = certificate.make(tmp_path / "other", [])
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
    for tls, words in (
        (config.Tls(certificate=made.certificate, key=other.key), "不是一对"),
        (config.Tls(certificate=tmp_path / "none.pem", key=made.key), "hotline tls make"),
        (config.Tls(certificate=rubbish, key=made.key), "PEM"),
        (config.Tls(certificate=made.key, key=made.key), "PEM"),
        (config.Tls(certificate=made.certificate, key=made.certificate), "私钥"),
    ):
        with pytest.raises(Trouble, match=words):
            certificate.look(tls)
    with pytest.raises(Trouble, match="主机名"):
        certificate.make(tmp_path / "bad", ["a" * 70])


def test_a_certificate_for_a_trial(state: Path) -> None:
    done = hotline("tls", "make", "--host", "hotline.example", "--host", "10.0.0.8", state=state)
    assert done.returncode == 0, done.stderr
    assert f"HOTLINE_TLS={state / 'tls'}" in done.stdout
    key = state / "tls" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    looked = certificate.look(config.Tls(certificate=state / "tls" / "cert.pem", key=key))
    assert {"localhost", "127.0.0.1", "hotline.example", "10.0.0.8"} <= set(looked.names)
    assert looked.trial
    assert timedelta(days=390) < looked.ends - datetime.now(UTC) < timedelta(days=398)
    again = hotline("tls", "make", state=state)
    assert again.returncode == 2
    assert "--again" in again.stderr
    key.chmod(0o644)
    told = hotline("doctor", state=state, HOTLINE_TLS=str(state / "tls"))
    assert "chmod 600" in told.stdout
    assert "hotline.example" in told.stdout
    refused = hotline("web", state=state, HOTLINE_TLS=str(state / "nothing"))
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOTLINE_TRUSTED_PROXIES", "10.0.0.1,proxy.example"),
        ("HOTLINE_API_RATE", "many"),
        ("HOTLINE_TLS_REDIRECT", "-1"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_said_at_the_start(
    state: Path, name: str, value: str
) -> None:
    """Else every worker would end at its first request, and be started again for ever."""
    for command in ("web", "up"):
        refused = hotline(command, "--port", str(free_port()), state=state, **{name: value})
        assert refused.returncode != 0
        assert name in refused.stderr
        assert "Traceback" not in refused.stderr
