"""What may be typed in a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What sort of word a completion is, for the small picture beside it."""

    KEY = "key"
    WORD = "word"
    EVENT = "event"
    FIELD = "field"
    NAME = "name"
    PARAMETER = "parameter"
    ENTITY = "entity"


class Completion(NamedTuple):
    """A word that may stand at the cursor, in place of what is ``typed`` of it so far."""

    word: str
    kind: Kind
    meaning: str = ""
    typed: str = ""


def offer(words: Iterable[str] | Mapping[str, str], kind: Kind, typed: str) -> tuple[Completion, ...]:
    """Words with their meanings, where they have some."""
    meanings = words if isinstance(words, Mapping) else dict.fromkeys(words, "")
    return tuple(Completion(word, kind, meaning, typed) for word, meaning in meanings.items())
