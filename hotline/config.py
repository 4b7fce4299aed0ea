"""What the environment and the state directory say: the only reader of either.

Nothing here needs Django or a running database, so `hotline --help`, `doctor` and the
settings can all be loaded on a machine where nothing is set up yet.

Environment:
    HOTLINE_STATE        where data, secrets and logs live (see `state_dir`)
    DATABASE_URL         application role on any PostgreSQL 15 to 18; with it nothing is embedded
    OWNER_DATABASE_URL   owner role (DDL) of the same database
    HOTLINE_POSTGRES     folder of an installed PostgreSQL's binaries, instead of the embedded
    HOTLINE_SYSTEM_USER  the unprivileged user PostgreSQL runs as when we are root
    HOTLINE_WORKERS, HOTLINE_THREADS   web processes, and threads (= pooled connections) in each
    HOTLINE_HOSTS        host names answered to, comma separated; all when empty
    HOTLINE_CITY         code of the city whose portal lies at /, where there are several
    HOTLINE_API_RATE, HOTLINE_API_CITY_RATE    requests to the API a minute, per token and per city
    HOTLINE_API_WRONG_TOKENS                   wrong tokens that one address may send at once
    HOTLINE_TRUSTED_PROXIES   whose X-Forwarded-For is believed
    HOTLINE_TLS          1 behind a proxy that speaks TLS; or our own certificate (see `tls`)
    HOTLINE_TLS_REDIRECT port on which plain HTTP is sent on to HTTPS
    HOTLINE_FILES        where files of cases lie; one shared folder for all web nodes
    HOTLINE_PHOTO_MB, HOTLINE_AUDIO_MB   largest photo or PDF, largest recording
    HOTLINE_SMTP, HOTLINE_SMS, HOTLINE_SMS_TOKEN   where notices go out (docs/operations.md)
    HOTLINE_PUBLIC_URL   the address citizens know the portal by, for links in messages to them
    HOTLINE_DEBUG, HOTLINE_TESTING     1 switches on
"""

import json
import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec
from psycopg.conninfo import conninfo_to_dict

HERE = Path(__file__).resolve().parent
DATABASE_NAME = "hotline"
OWNER_ROLE = "hotline_owner"
APP_ROLE = "hotline_app"


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """How our own PostgreSQL is reached. Kept as secrets/database.json, mode 0600."""

    socket_dir: str
    port: int
    super_password: str
    owner_password: str
    app_password: str

    def url(self, role: str, database: str = DATABASE_NAME) -> str:
        """A libpq key=value string for `role`, through the Unix socket."""
        password = {
            "postgres": self.super_password,
            OWNER_ROLE: self.owner_password,
            APP_ROLE: self.app_password,
        }[role]
        return (
            f"host={self.socket_dir} port={self.port} dbname={database} "
            f"user={role} password={password}"
        )


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """Our own certificate and its key, both PEM."""

    certificate: Path
    key: Path


CERTIFICATES = (("fullchain.pem", "privkey.pem"), ("tls.crt", "tls.key"), ("cert.pem", "key.pem"))
"""What the two are called in a folder: by certbot, by Kubernetes, by `hotline tls make`."""


def tls() -> Tls | None:
    """The certificate with which we serve HTTPS ourselves; None where a proxy does or nobody.

    HOTLINE_TLS is `cert.pem,key.pem` or a folder that holds both under one of CERTIFICATES. That
    the files are there and fit is looked at by hotline/cli/certificate.py.
    """
    given = os.environ.get("HOTLINE_TLS", "")
    if given in ("", "0", "1", "false", "no", "true", "yes", "proxy"):
        return None
    certificate, comma, key = given.partition(",")
    if comma:
        return Tls(certificate=Path(certificate).absolute(), key=Path(key).absolute())
    folder = Path(given).absolute()
    names = next((two for two in CERTIFICATES if (folder / two[0]).exists()), CERTIFICATES[-1])
    return Tls(certificate=folder / names[0], key=folder / names[1])


def flag(name: str) -> bool:
    """Whether an on/off variable is on."""
    return os.environ.get(name, "") not in ("", "0", "false", "no")


def number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number from the environment; what is not one is refused with its name."""
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < least:
        raise SystemExit(
            f"环境变量 {name}={text!r} 应为不小于 {least} 的整数。"
            f"/ {name} must be a whole number of at least {least}."
        )
    return int(text)


def trusted_proxies() -> tuple[str, ...]:
    """Addresses or networks of the proxies before us; what is neither is refused with its name."""
    names = os.environ.get("HOTLINE_TRUSTED_PROXIES", "").replace(" ", "").split(",")
    for name in filter(None, names):
        try:
            ip_network(name, strict=False)
        except ValueError:
            raise SystemExit(
                f"环境变量 HOTLINE_TRUSTED_PROXIES 中的 {name!r} 不是地址或网段（如 10.0.0.0/8）。"
                f"/ HOTLINE_TRUSTED_PROXIES: {name!r} is no address or network."
            ) from None
    return tuple(filter(None, names))


def city() -> str:
    """The city whose portal lies at /; "" leaves it to the only one there is."""
    return os.environ.get("HOTLINE_CITY", "")


def state_dir() -> Path:
    """The folder that holds everything which must survive: data, secrets, logs."""
    if given := os.environ.get("HOTLINE_STATE"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/hotline")
    if (HERE.parent / "pyproject.toml").exists():
        return HERE.parent / "var"
    return Path.home() / ".local" / "state" / "hotline"


def files_dir() -> Path:
    """Where the sealed bytes of files lie; web nodes on several machines need a shared one."""
    given = os.environ.get("HOTLINE_FILES")
    return Path(given).absolute() if given else state_dir() / "files"


def secrets_dir() -> Path:
    """Where keys and passwords lie; mode 0700, ours only."""
    return state_dir() / "secrets"


def make_secret(name: str) -> None:
    """Keep a random text under `name` (mode 0600) unless there is one already."""
    if not (secrets_dir() / name).exists():
        write_private(secrets_dir() / name, secrets.token_urlsafe(48))


def secret(name: str) -> str:
    """The text kept under `name`; empty before set-up, which Django refuses at first use."""
    try:
        return (secrets_dir() / name).read_text().strip()
    except OSError:
        return ""


def write_private(path: Path, text: str) -> None:
    """Write `path` with mode 0600 so that no reader ever sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def cluster() -> Cluster | None:
    """Our own PostgreSQL, if one was made under the state directory and may be read."""
    try:
        return msgspec.json.decode((secrets_dir() / "database.json").read_bytes(), type=Cluster)
    except OSError:
        return None


def save_cluster(value: Cluster) -> None:
    """Remember how our own PostgreSQL is reached."""
    write_private(secrets_dir() / "database.json", json.dumps(msgspec.to_builtins(value), indent=1))


def uses_own_postgres() -> bool:
    """False when DATABASE_URL names a database that somebody else runs."""
    return not os.environ.get("DATABASE_URL")


def database(alias: str) -> dict[str, Any]:
    """libpq parameters for `default` (application role) or `owner`; empty before set-up."""
    variable = "DATABASE_URL" if alias == "default" else "OWNER_DATABASE_URL"
    if given := os.environ.get(variable):
        return dict(conninfo_to_dict(given))
    if uses_own_postgres() and (own := cluster()):
        return dict(conninfo_to_dict(own.url(APP_ROLE if alias == "default" else OWNER_ROLE)))
    return {}
