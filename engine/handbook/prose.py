"""Sentences about rules, as pieces: plain words, and mentions of the pack's own words, which a page can link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias


class Sort(Enum):
    """What a mention names. The value begins the name of its anchor on a page."""

    EVENT = "event"
    FACT = "fact"
    ENTITY = "entity"
    FIELD = "field"
    PLACE = "place"  # of a message, where the program fills something in


class Mention(NamedTuple):
    """A word of the pack within a sentence: ``text`` as it reads, ``name`` as the pack writes it.

    A ``quoted`` one is a bare name and is set off from the sentence; the others read like any words.
    """

    sort: Sort
    name: str
    text: str
    quoted: bool = True


Phrase: TypeAlias = tuple[str | Mention, ...]


class Paragraph(NamedTuple):
    """A sentence; where it ends in a colon, ``items`` go on with it."""

    text: Phrase
    items: tuple[Phrase, ...] = ()


Description: TypeAlias = tuple[Paragraph, ...]
"""A rule in plain English: what it looks at, under which conditions, what it asks for and when, what ends it, and what follows."""


def say(*parts: str | Mention | Phrase) -> Phrase:
    """One phrase of several pieces, neighbouring words joined."""
    said: list[str | Mention] = []
    for part in parts:
        for piece in part if isinstance(part, tuple) and not isinstance(part, Mention) else (part,):
            if isinstance(piece, str) and said and isinstance(said[-1], str):
                said[-1] += piece
            elif piece:
                said.append(piece)
    return tuple(said)


def say_list(phrases: Sequence[Phrase], last: str = "and") -> Phrase:
    """`a`, `a and b`, `a, b and c`; `a, b, and c` where a member has a comma of its own. ``last`` may be `or`."""
    commas = any("," in plain_phrase(phrase) for phrase in phrases)
    said: Phrase = ()
    for place, phrase in enumerate(phrases):
        between = "" if not place else ", " if place < len(phrases) - 1 else f"{',' if commas else ''} {last} "
        said = say(said, between, phrase)
    return said


def say_sentence(*parts: str | Mention | Phrase) -> Phrase:
    """The same with a capital letter; a mention keeps its own."""
    first, *rest = say(*parts)
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else (first, *rest)


def plain_phrase(phrase: Phrase) -> str:
    """The phrase as text: bare names in quotation marks, places of a message in brackets."""
    return "".join(piece if isinstance(piece, str) else _plain_mention(piece) for piece in phrase)


def _plain_mention(mention: Mention) -> str:
    if mention.sort is Sort.PLACE:
        return f"[{mention.text}]"
    return f"“{mention.text}”" if mention.quoted else mention.text


def plain_text(description: Description) -> str:
    """The whole description as text, a line for each sentence, items with dashes."""
    lines = []
    for paragraph in description:
        lines.append(plain_phrase(paragraph.text))
        lines += [f"- {plain_phrase(item)}" for item in paragraph.items]
    return "\n".join(lines)


def mentions(description: Description) -> tuple[Mention, ...]:
    """What the description names, each once, in the order of its sentences."""
    return tuple(dict.fromkeys(piece for phrase in _phrases(description) for piece in phrase if isinstance(piece, Mention)))


def _phrases(description: Description) -> Iterable[Phrase]:
    for paragraph in description:
        yield paragraph.text
        yield from paragraph.items
