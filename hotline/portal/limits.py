"""How often one visitor may write, and how often one may guess a query code.

Counted for all worker processes of a node together (hotline/web/rates.py), forgotten at a restart.
A code has 40 bits, so guessing it is hopeless at any rate; the limit is there against nuisance.
Nothing about visitors is stored.

Assumes that many citizens can share one address (mobile networks), so per address it is generous.
Behind a proxy name it in HOTLINE_TRUSTED_PROXIES, or all citizens are one.
"""

from hotline.rules.text import say
from hotline.web.rates import Rate
from hotline.web.visitor import household as address

__all__ = ["CODES", "GUESSES", "REPORTS", "UPLOADS", "address", "in_minutes"]

REPORTS = Rate("reports", most=30, seconds=600)
"""Reports from one address: 30 at once, then one every 20 seconds."""
UPLOADS = Rate("uploads", most=40, seconds=900)
"""Forms with files from one address, taken or refused: 40, then one every 23 seconds. Looking at
a photo takes seconds, so each is counted before it is looked at."""
CODES = Rate("codes", most=5, seconds=900)
"""Wrong codes for one number from one address: 5, then one every 3 minutes."""
GUESSES = Rate("guesses", most=40, seconds=900)
"""Wrong codes from one address, whatever the number: 40, then one every 23 seconds."""


def in_minutes(seconds: int) -> str:
    """约 3 分钟."""
    return say("{n} 分钟", n=max(1, -(-seconds // 60)))
