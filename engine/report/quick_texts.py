"""Texts as they stand inside JSON, each made once: what many logs say again and again is looked up."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from json.encoder import encode_basestring
from typing import TypeVar

from afterword.engine.report.phrasing import phrase_list, phrase_name, tidy

_MOST = 16_384  # texts of a kind that are kept; with one more all go, and it begins anew
_LONG = 200  # characters; longer texts hardly come again

_Key = TypeVar("_Key", bound=Hashable)


class Memo(dict[_Key, str]):
    """Texts by what they are made of; looking one up makes it. Threads may share it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[_Key], str]) -> None:
        """``make`` gives the text of a key, the same each time."""
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> str:
        """Make it, and keep it where it is short."""
        text = self._make(key)
        if len(text) <= _LONG:
            if len(self) >= _MOST:
                self.clear()
            self[key] = text
        return text


def escape(text: str) -> str:
    """What stands for a text between quotes, as orjson has it too: whatever is not ASCII stays as it is."""
    return encode_basestring(text)[1:-1]


def encode(text: str) -> bytes:
    """A text as it stands in a file; half a character stands as its escape."""
    return text.encode("utf-8", "backslashreplace")


def quote(text: str | None) -> str:
    """A text in quotes, or `null`."""
    return "null" if text is None else encode_basestring(text)


ESCAPED: Memo[str] = Memo(escape)
QUOTED: Memo[str | None] = Memo(quote)
TIDY: Memo[str] = Memo(lambda text: escape(tidy(text)))
NAMES: Memo[str] = Memo(lambda name: escape(phrase_name(name)))
NAME_LISTS: Memo[tuple[str, ...]] = Memo(lambda names: escape(phrase_list([phrase_name(name) for name in names])))
NUMBERS: Memo[int | None] = Memo(lambda number: "null" if number is None else str(number))
QUOTED_LISTS: Memo[tuple[str, ...]] = Memo(lambda texts: f"[{','.join(map(quote, texts))}]")
