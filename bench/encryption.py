"""What sealing of personal parts costs a command.

    DATABASE_URL=… OWNER_DATABASE_URL=… python -m bench.encryption [commands]

The same command (open an account) is run without a personal part, then sealed with AES-256-GCM,
then with SM4-GCM and SM3; interleaved, best of three, as ratios to the first. A sealed command also
writes the key row and one personal row more, and the ratio counts these.
"""

import os
import sys
import time
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.ledger.settings")

ROUNDS = 3
VARIANTS = {
    "no personal part": ("", "aes-256-gcm", "sha256"),
    "AES-256-GCM, SHA-256": ("张三", "aes-256-gcm", "sha256"),
    "SM4-GCM, SM3": ("张三", "sm4-gcm", "sm3"),
}


def commands(count: int, name: str) -> float:
    """Commands per second."""
    from tests.ledger import toy

    begin = time.perf_counter()
    for _ in range(count):
        phone = "13800138000" if name else ""
        opened = toy.Opened(at=datetime.now(UTC), name=name, phone=phone)
        toy.say(toy.account("bench"), opened)
    return count / (time.perf_counter() - begin)


def main() -> None:
    """Print commands per second and ratios."""
    import django
    from django.conf import settings

    django.setup()
    from hotline import ledger
    from tests.ledger import toy

    ledger.join([toy.ACCOUNT, toy.CHART], {}, [toy.OwnerRow])
    toy.make_tables()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    best = dict.fromkeys(VARIANTS, 0.0)
    commands(50, "张三")
    for _ in range(ROUNDS):
        for label, (name, cipher, digest) in VARIANTS.items():
            settings.LEDGER_CIPHER, settings.LEDGER_HASH = cipher, digest
            best[label] = max(best[label], commands(count, name))
    base = best["no personal part"]
    for label, rate in best.items():
        print(f"{label:24} {rate:8,.0f} commands/s {rate / base:6.2f}")


if __name__ == "__main__":
    main()
