"""Scripts of findings: what the lines of cases that are alike consist of, for who puts very many of them together at once.

Such a one writes the texts, and all that can be read off a case (its moments, its evidence) by steps. Texts of slots are found before that:
ids and what people call them are looked up; what is left, a function makes, as it would make the whole line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from afterword.engine.language.rule import Pack
from afterword.engine.report.line_pieces import Aim, Failing, Kin, Outcome, Part, Piece, Place, Told, line_pieces
from afterword.engine.report.line_script import MOMENTS, TIMES, Op, Step
from afterword.engine.report.quick_finding import Writer, make_writer, way_to_say
from afterword.engine.report.quick_messages import Label, Sayings


class Named(NamedTuple):
    """What people call what a part is the id of; where they call it nothing, and where they call it ``fallback``, what ``begins`` there."""

    part: Part
    label: Label
    fallback: str
    begins: str


class Slot:
    """A text of a case: ``found`` where it can be looked up, and else written."""

    def __init__(self, piece: Aim | Failing | Place, name: str) -> None:
        """``name`` is that of the rule."""
        self.found = _look_up(piece)
        self._piece = piece
        self._name = name

    @cached_property
    def writer(self) -> Writer:
        """What writes it, made when it is asked for: most texts are always found."""
        return make_writer((self._piece,), self._name)


class LineScript(NamedTuple):
    """How lines of cases that are alike are put together: the steps, their slots in order, and what moments there are beside `MOMENTS`."""

    steps: tuple[Step, ...]
    slots: tuple[Slot, ...]
    times: tuple[Told, ...]


def line_script(kin: Kin, pack: Pack, sayings: Sayings) -> LineScript:
    """The script of such lines."""
    slots: list[Slot] = []
    pieces = line_pieces(kin, pack, sayings)
    times: list[Told] = []
    steps = tuple(_join(_steps(pieces, kin.rule.id, slots, times)))
    return LineScript(steps, tuple(slots), tuple(times))


def _steps(pieces: Iterable[Piece], name: str, slots: list[Slot], times: list[Told]) -> Iterator[Step]:
    """The steps that write pieces, with ``slots`` for what has no step of its own, and ``times`` that steps name."""
    for piece in pieces:
        match piece:
            case Step():
                yield piece
            case str():
                yield Step(Op.TEXT, piece)
            case Place(Outcome(moment, style, plain), fallback, begins) if moment in MOMENTS and begins == fallback:
                yield Step(way_to_say(moment, style), plain or fallback, which=MOMENTS.index(moment))
            case Place(Told(time=str() as style) as told, fallback, begins) if begins == fallback and (told in times or len(times) < TIMES):
                if told not in times:
                    times.append(told)
                yield Step(way_to_say("at", style), fallback, which=len(MOMENTS) + times.index(told))
            case _:
                slots.append(Slot(piece, name))
                yield Step(Op.SLOT)


def _look_up(piece: Aim | Failing | Place) -> Aim | Named | Failing | None:
    """How the text of a piece is looked up."""
    match piece:
        case Place(Told(thing, saying), fallback, begins) if saying.label:
            return Named(Part(thing, saying.part), saying.label, fallback, begins)
        case Place():
            return None
        case _:
            return piece


def _join(steps: Iterable[Step]) -> Iterator[Step]:
    """The same with texts that follow one another as one."""
    text = ""
    for step in steps:
        if step.op is Op.TEXT:
            text += step.text
            continue
        if text:
            yield Step(Op.TEXT, text)
        text = ""
        yield step
    if text:
        yield Step(Op.TEXT, text)
