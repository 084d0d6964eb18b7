"""Writers of findings: a function is written for the cases of a rule that are alike, which makes the line of JSON of each.

What does not change from case to case stands in the function as text. What does is a part of the case, or of a thing that the case binds;
the function names the parts that it needs, and is given a row of them for each case. Where they come from it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.report.line_pieces import CASE, ZONE, Aim, Failing, Outcome, Part, Piece, Place, Told
from afterword.engine.report.line_script import MOMENTS, Op, Step
from afterword.engine.report.quick_moments import say_day, say_length, say_moment, say_opening, say_time, write_length
from afterword.engine.report.quick_texts import NAME_LISTS, QUOTED, QUOTED_LISTS, quote
from afterword.engine.verdicts import Standing

Row: TypeAlias = tuple[Any, ...]


class Writer(NamedTuple):
    """Writes a text for each case, from rows of ``parts``."""

    parts: tuple[Part, ...]
    write: Callable[[Iterable[Row]], list[str]]


def make_writer(pieces: Iterable[Piece], name: str) -> Writer:
    """What writes texts of such pieces; tracebacks have the ``name``."""
    function = _Function()
    text = function.text(pieces)
    exec(compile(text, f"<finding {name}>", "exec", optimize=2), function.known)  # noqa: S102 (written here; of the pack, texts alone)
    return Writer(tuple(function.parts), function.known["write"])


def way_to_say(moment: str, style: str) -> Op:
    """How a moment of a case is said by the style of its place."""
    if style in {"day", "time"}:
        return Op.SAY_DAY if style == "day" else Op.SAY_TIME
    return Op.SAY_OPENING if moment == "opens" and not style else Op.SAY


class _Value(NamedTuple):
    """The name of what gives a piece of a text."""

    name: str


class _Function:
    """One function being written. ``parts`` are those that it needs, with their names in it; ``known`` the objects that names stand for."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._aims: dict[Aim, str] = {}
        self.parts: dict[Part, str] = {}
        self.known: dict[str, Any] = dict(_KNOWN)

    def text(self, pieces: Iterable[Piece]) -> str:
        """The whole function."""
        written = _put_together(self._written(pieces))
        body = [*self._lines, f"lines.append({written})"]
        names = ", ".join(self.parts.values()) or "*_"
        return "\n".join(
            ("def write(rows):", "    lines = []", f"    for {names}, in rows:", *("        " + one for one in body), "    return lines")
        )

    def _written(self, pieces: Iterable[Piece]) -> Iterator[str | _Value]:
        waiting = iter(pieces)
        for piece in waiting:
            match piece:
                case Step(Op.MARK):
                    message = self._let(_put_together(list(self._written(iter(waiting.__next__, Step(Op.SPACE))))))
                    yield self._let(f"{message.name} and {message.name} + ' '")
                case str():
                    yield piece
                case Aim():
                    yield self._let(f"QUOTED[{self._aim(piece)}]")
                case Failing():
                    yield self._let(f"QUOTED_LISTS[{self._part(CASE, 'fields')}]")
                case Place():
                    yield self._place(piece)
                case _:
                    yield self._let(self._step(piece))

    def _step(self, step: Step) -> str:
        """What is read off the case."""
        match step.op:
            case Op.HEAD:
                return f"{self._part(CASE, 'scene')}.head"
            case Op.LEVEL:
                return f"{step.text!a} if {self._part(CASE, 'standing')} == {quote(Standing.VIOLATED.value)!a} else {step.other!a}"
            case Op.MOMENT:
                moment = self._part(CASE, MOMENTS[step.which])
                return f"'null' if {moment} is None else {moment}[0]"
            case Op.LATE:
                return f"write_length({self._part(CASE, 'late')})"
            case Op.EVIDENCE | Op.STANDING:
                return self._part(CASE, step.op.name.lower())
            case _:
                raise ValueError(step.op)

    def _aim(self, aim: Aim) -> str:
        """A variable with an id, or with None."""
        if aim not in self._aims:
            parts = [self._part(*part) for part in aim.parts]
            found = self._let(" ".join((*(f"{one} if type({one}) is str else" for one in parts), "None"))).name
            for owner in aim.owners:
                own = self._aim(owner.aim)
                self._lines += [
                    f"if {found} is None and {own} is not None:",
                    f"    owner = {self._part(CASE, 'scene')}.known.value({owner.kind!a}, {own}, {owner.key!a})",
                    f"    if type(owner) is str: {found} = owner",
                ]
            self._aims[aim] = found
        return self._aims[aim]

    def _place(self, place: Place) -> _Value:
        said = self._told(place.what) if isinstance(place.what, Told) else self._outcome(place.what)
        found = self._let(f"{said} or {place.begins!a}")
        if place.begins != place.fallback:
            self._lines.append(f"if {found.name} == {place.fallback!a}: {found.name} = {place.begins!a}")
        return found

    def _told(self, told: Told) -> str:
        saying = told.saying
        part, scene = self._part(told.thing, saying.part), self._part(CASE, "scene")
        zone = self._part(told.thing, ZONE) if saying.in_zone else "None"
        return f"({self._call(saying.say)}({part}, {zone}, {scene}) if {part} is not None else None)"

    def _outcome(self, outcome: Outcome) -> str:
        match outcome.name:
            case "fields":
                return f"NAME_LISTS[{self._part(CASE, 'fields')}]"
            case "count":
                return f"str({self._part(CASE, 'count')})"
            case "left" | "late_by":
                length = self._part(CASE, "left" if outcome.name == "left" else "late")
                return f"({self._call(say_length)}({length}) if {length} is not None else {outcome.plain!a})"
            case name:
                say = _SAYINGS[way_to_say(name, outcome.style)]
                moment, scene = self._part(CASE, name), self._part(CASE, "scene")
                return f"({self._call(say)}({moment}, {scene}.year) if {moment} is not None else {outcome.plain!a})"

    def _part(self, thing: int, name: str) -> str:
        """The name of a part."""
        return self.parts.setdefault(Part(thing, name), f"p{len(self.parts)}")

    def _let(self, expression: str) -> _Value:
        """A name for a value."""
        name = f"v{len(self._lines)}"
        self._lines.append(f"{name} = {expression}")
        return _Value(name)

    def _call(self, function: Callable[..., Any]) -> str:
        """A name for a function."""
        name = f"call{len(self.known)}"
        self.known[name] = function
        return name


_KNOWN: Mapping[str, Any] = {"QUOTED": QUOTED, "QUOTED_LISTS": QUOTED_LISTS, "NAME_LISTS": NAME_LISTS, "write_length": write_length}
_SAYINGS = {Op.SAY: say_moment, Op.SAY_DAY: say_day, Op.SAY_TIME: say_time, Op.SAY_OPENING: say_opening}


def _put_together(pieces: Iterable[str | _Value]) -> str:
    """An expression for the text of pieces: literals that follow one another are one f-string."""
    return " ".join(f'f"{{{one.name}}}"' if isinstance(one, _Value) else ascii(one) for one in pieces) or "''"
