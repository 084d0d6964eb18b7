"""Values and names of other tools, spelled as logs and packs of ours spell them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from afterword.engine.times.instants import DAY, TIME, parse_time_or_day
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Kind

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.(\d{1,15}(?:[eE][-+]?\d{1,2})?))?", re.ASCII)
_TRUTH = {"true": "true", "True": "true", "TRUE": "true", "false": "false", "False": "false", "FALSE": "false"}
_REMEMBERED = 1 << 16


@lru_cache(_REMEMBERED)
def json_text(text: str) -> str:
    """A text as JSON, in quotes, which is YAML too; characters that nobody sees, and some readers refuse, stand as their escapes."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", _ENCODE(text))


KINDS = (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE, Kind.TIME)
"""What a column may hold if all its values read so, the narrowest first; else it holds texts."""

ALL = (1 << len(KINDS)) - 1
"""The bits of all of `KINDS`: what a column may hold before its first value is seen."""


class Spelled(NamedTuple):
    """A value as JSON, and as which of `KINDS` it can be read: a bit for each."""

    json: str
    kinds: int


def speller(zone: str | None) -> Callable[[str], Spelled]:
    """Spells values; ``zone`` is that of the log, without which a local time is only a text. Numbers and truth stand without quotes."""

    @lru_cache(_REMEMBERED)
    def spell(text: str) -> Spelled:
        if text in _TRUTH:
            return Spelled(_TRUTH[text], _bits(Kind.BOOLEAN))
        number = _NUMBER.fullmatch(text)
        if number:
            return Spelled(text, _bits(Kind.DECIMAL) if (number[1] or "").strip("0") else _bits(Kind.INTEGER, Kind.DECIMAL))
        if (DAY.fullmatch(text) or TIME.fullmatch(text)) and isinstance(parse_time_or_day(text, zone), Interval):
            return Spelled(json_text(text), _bits(Kind.DATE, Kind.TIME) if DAY.fullmatch(text) else _bits(Kind.TIME))
        return Spelled(json_text(text), 0)

    return spell


def _bits(*kinds: Kind) -> int:
    return sum(1 << KINDS.index(kind) for kind in kinds)


def kind_of(kinds: int) -> Kind:
    """The narrowest kind among bits; a text where there is none."""
    return next((kind for bit, kind in enumerate(KINDS) if kinds >> bit & 1), Kind.TEXT)


class FieldNames:
    """The names that columns get as fields: small letters, digits and underscores, each its own and none that events have anyway."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """``taken`` names are given to no column."""
        self._names: dict[str, str] = {}
        self._taken = set(taken)

    def __getitem__(self, column: str) -> str:
        """The name of a column's field, the same each time."""
        if column not in self._names:
            self._names[column] = name = free_name(slug(column, "_") or "field", self._taken, "_")
            self._taken.add(name)
        return self._names[column]

    def columns(self) -> dict[str, str]:
        """The columns that were asked for, by the name of their field."""
        return {name: column for column, name in self._names.items()}


def slug(text: str, mark: str) -> str:
    """A text in small letters and digits, with ``mark`` for all that is neither; the accents are taken off."""
    plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", mark, plain).strip(mark)
    return f"{mark}{words}" if mark == "_" and words[:1].isdigit() else words


def free_name(wanted: str, taken: Iterable[str], mark: str) -> str:
    """The name, or the first of `name_2`, `name_3` that is not taken."""
    known = frozenset(taken)
    number, name = 1, wanted
    while name in known:
        number += 1
        name = f"{wanted}{mark}{number}"
    return name


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(text: str) -> str:
    """A text as YAML: plain where it is plain words, else in quotes."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json_text(text)


def plain_line(text: str) -> str:
    """A text as it may stand in a comment, without what nobody sees."""
    return "".join(char if char.isprintable() else "�" for char in text)
