"""Words of what goes up to a province platform, closed as those of `words.py` are.

Source: product.md §4 Province orders. Values are stored in events: never renamed, only added to.
"""

from hotline.rules.words import Term


class UpwardAsk(Term):
    """What is asked of the province."""

    EXTENSION = "extension", "省级延期"
    NOT_OURS = "not_ours", "不属本市"
