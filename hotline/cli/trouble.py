"""A fault that the person at the keyboard can do something about."""


class Trouble(Exception):
    """One sentence in Chinese and one in English, each saying what to do. Never a traceback."""

    def __init__(self, zh: str, en: str) -> None:
        """`zh` is shown first."""
        super().__init__(zh)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"
