"""The certificate with which we serve HTTPS ourselves: whether it will do, and one for a trial.

Nothing here needs Django, so that `doctor` can look before anything is set up.
"""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

from hotline import config
from hotline.cli import account
from hotline.cli.trouble import Trouble

SOON = timedelta(days=21)
"""So long before its end a certificate has to be renewed."""
TRIAL = timedelta(days=397)
"""As long as browsers accept one."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate says of itself."""

    names: tuple[str, ...]
    ends: datetime
    trial: bool
    """Made by ourselves: nobody else vouches for it."""
    exposed: bool
    """Others on this machine may read the key."""

    @property
    def left(self) -> timedelta:
        """Until it ends; negative when it has."""
        return self.ends - datetime.now(UTC)


def look(tls: config.Tls) -> Looked:
    """What the files hold. Refused: one that is absent, unreadable or not PEM, a key with a
    password, and a key of another certificate; Granian would end with a traceback."""
    certificate = _certificate(tls.certificate)
    if _public(_private(tls.key)) != _bytes(certificate.public_key()):
        raise Trouble(
            f"证书 {tls.certificate} 与私钥 {tls.key} 不是一对，请核对 HOTLINE_TLS。",
            f"{tls.certificate} and {tls.key} do not belong together: check HOTLINE_TLS.",
        )
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = [str(name.value) for name in found]
    except x509.ExtensionNotFound:
        names = []
    return Looked(
        names=tuple(names),
        ends=certificate.not_valid_after_utc,
        trial=certificate.issuer == certificate.subject,
        exposed=bool(tls.key.stat().st_mode & 0o077),
    )


def make(folder: Path, names: Sequence[str]) -> config.Tls:
    """A self-signed certificate for a trial: this machine's names and those given."""
    made = config.Tls(certificate=folder / "cert.pem", key=folder / "key.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    every = dict.fromkeys(["localhost", "127.0.0.1", "::1", socket.gethostname(), *names])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hotline 12345 (trial)")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + TRIAL)
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in every]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        config.write_private(made.key, private.decode())
        made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise account.unwritable(folder, error) from error
    return made


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        pass
    try:
        return x509.DNSName(text.encode("idna").decode())
    except UnicodeError as error:
        raise Trouble(
            f"{text!r} 不是主机名或地址。", f"{text!r} is no host name or address."
        ) from error


def _private(path: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(_read(path), None)
    except (ValueError, TypeError) as error:
        raise Trouble(
            f"{path} 不是未加密的 PEM 私钥，请先去掉口令（openssl pkey -in 旧 -out 新）。",
            f"{path} is no PEM key without a password: take it off first (openssl pkey).",
        ) from error


def _certificate(path: Path) -> x509.Certificate:
    """Ours; what vouches for it may follow in the same file."""
    try:
        return x509.load_pem_x509_certificates(_read(path))[0]
    except ValueError as error:
        raise Trouble(
            f"{path} 不是 PEM 格式的证书。", f"{path} is no certificate in PEM."
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(
            f"HOTLINE_TLS 指定的 {path} 无法读取（{error.strerror}）。"
            "请写成 证书.pem,私钥.pem 或含有二者的文件夹；试用可执行 hotline tls make。",
            f"HOTLINE_TLS: {path} cannot be read ({error.strerror}). Write cert.pem,key.pem or a"
            " folder that holds both; for a trial run: hotline tls make.",
        ) from error


def _public(key: PrivateKeyTypes) -> bytes:
    return _bytes(key.public_key())


def _bytes(key: object) -> bytes:
    found: bytes = key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return found
