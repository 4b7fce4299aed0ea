"""The certificate of our own HTTPS: look at it, or make one for a trial.

    hotline tls make --host hotline.example     a self-signed one in the state directory
    HOTLINE_TLS=<that folder> hotline up --port 8443

A self-signed certificate encrypts but proves nothing: browsers warn. For service take one from
your certificate authority (服务器证书) and name it in HOTLINE_TLS as `cert.pem,key.pem`.
"""

import argparse
from pathlib import Path

from hotline import config
from hotline.cli import certificate
from hotline.cli.trouble import Trouble

NAME = "tls"
HELP = "HTTPS 证书 / the certificate of our own HTTPS"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and for whom."""
    parser.add_argument("action", choices=("make", "show"), help="make 生成自签名证书，show 查看")
    parser.add_argument(
        "--host", action="append", default=[], help="主机名或地址，可多次 / a name or address"
    )
    parser.add_argument("--to", type=Path, help="存放的文件夹 / folder (default: state)")
    parser.add_argument("--again", action="store_true", help="替换原有的 / replace what is there")


def run(options: argparse.Namespace) -> int:
    """0 when done."""
    if options.action == "show":
        given = config.tls()
        if given is None:
            raise Trouble("没有用 HOTLINE_TLS 指定证书。", "HOTLINE_TLS names no certificate.")
        _say(certificate.look(given))
        return 0
    folder = (options.to or config.state_dir() / "tls").absolute()
    if not options.again and (folder / "key.pem").exists():
        raise Trouble(
            f"{folder} 中已有证书；要替换请加 --again。",
            f"There is a certificate in {folder}: add --again to replace it.",
        )
    made = certificate.make(folder, options.host)
    _say(certificate.look(made))
    print(
        f"\n自签名证书仅供试用，浏览器会提示不安全。启动：\n"
        f"Self-signed, for a trial only; browsers warn. Start with:\n\n"
        f"  HOTLINE_TLS={folder} hotline up --port 8443"
    )
    return 0


def _say(looked: certificate.Looked) -> None:
    kind = "自签名 / self-signed" if looked.trial else "由颁发机构签发 / issued"
    print(f"{kind}；有效至 / until {looked.ends:%Y-%m-%d}；{'、'.join(looked.names)}")
