"""What the line of a finding consists of, piece by piece, for cases of a rule that are alike, before it is known how lines are written.

What does not change from case to case is a text. What does is read off the case, or off a thing that it binds; where those come from, from
verdicts or from the columns of a batch, pieces do not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import inf
from typing import NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack, Ref, Rule, Slot
from afterword.engine.log.model import Event, Record
from afterword.engine.report.build_report import level_of, source_of, topic_of
from afterword.engine.report.line_script import MOMENTS, Op, Step
from afterword.engine.report.messages import MISSING, phrase_parameter
from afterword.engine.report.quick_messages import Face, Saying, Sayings
from afterword.engine.report.quick_texts import escape, quote
from afterword.engine.run.model import Fact, Item
from afterword.engine.verdicts import Level, Standing, State

CASE, EVENT = -1, -2
ZONE = "zone of it"  # no field is called like this


class Part(NamedTuple):
    """A part of a thing: of what the case binds, by the place of its alias; of the ``EVENT`` that decided it; or of the ``CASE`` itself.

    Things have their fields and their ``ZONE``, all but facts an `id` (members of lists: what they name), events `type` and `at`, facts
    `at`. A case has `scene`; the moments `since`, `opens` and `due`, told or None; `late`, how long it is past its due time, and `left`,
    how long it is before it (microseconds, or None); `fields`, the names of those that failed; `count`; and as JSON its `evidence` and
    its `standing`.
    """

    thing: int
    name: str


class Kin(NamedTuple):
    """Cases that are alike: of one rule, in one state, which makes a finding, and with things of the same faces."""

    rule: Rule
    state: State
    things: tuple[tuple[str, Face], ...]
    event: Face | None


class Aim(NamedTuple):
    """An id in quotes, or `null`: the first of ``parts`` that is a text; where there is none, the first of its ``owners`` that there is."""

    parts: tuple[Part, ...]
    owners: tuple[Owner, ...] = ()


class Owner(NamedTuple):
    """What the entity of a ``kind`` that ``aim`` names says of its owner, under ``key``."""

    aim: Aim
    kind: str
    key: str


class Told(NamedTuple):
    """A part of a thing in words; ``time`` is the style in which that is said, where it is when an event or a fact came about."""

    thing: int
    saying: Saying
    time: str | None = None


class Outcome(NamedTuple):
    """How the case stands, in words: a moment, a length, the `fields` that failed, a `count`; ``plain`` is said where there is none."""

    name: str
    style: str
    plain: str | None


class Place(NamedTuple):
    """A place of the message; where nothing can be said there, ``fallback`` is, or what ``begins`` the message in its place."""

    what: Told | Outcome
    fallback: str
    begins: str


class Failing(NamedTuple):
    """The names of the fields that failed, as JSON."""


Piece: TypeAlias = str | Step | Aim | Place | Failing


class Urgency(NamedTuple):
    """What cases that are alike are sorted by: how loud they are, the step of their rule, and its place in the pack.

    Of ``ranks``, which are the lower the louder, the first is for what cannot be done any more, the other for all else.
    """

    ranks: tuple[int, int]
    step: float
    number: int


def urgency_of(kin: Kin, number: int) -> Urgency:
    """That of such cases; ``number`` is the rule's place in the pack."""
    lost, other = _levels(kin)
    return Urgency((-lost.rank, -other.rank), inf if kin.rule.step is None else kin.rule.step, number)


def _levels(kin: Kin) -> tuple[Level, Level]:
    """How loud such cases are: what cannot be done any more, and all else."""
    lost, other = (level for standing in (Standing.VIOLATED, None) if (level := level_of(kin.rule, kin.state, standing)))
    return lost, other


def line_pieces(kin: Kin, pack: Pack, sayings: Sayings) -> tuple[Piece, ...]:
    """The pieces of such lines. Between the steps `MARK` and `SPACE`, if these are there, is a message that may be empty."""
    return tuple(_Pieces(kin, pack, sayings).all())


class _Pieces:
    def __init__(self, kin: Kin, pack: Pack, sayings: Sayings) -> None:
        self._rule, self._state = kin.rule, kin.state
        self._levels = [quote(level.value) for level in _levels(kin)]
        self._things = {place: face for place, (_, face) in enumerate(kin.things)} | ({EVENT: kin.event} if kin.event else {})
        self._names = {alias: place for place, (alias, _) in enumerate(kin.things)}
        self._pack = pack
        self._sayings = sayings

    def all(self) -> Iterator[Piece]:
        rule, state = self._rule, self._state
        lost, other = self._levels
        sources = [source_of(name, self._pack) for name in rule.sources]
        told = [f'{{"id":{quote(one.id)},"kind":{quote(one.kind)},"title":{quote(one.title)}}}' for one in sources]
        yield Step(Op.HEAD)
        yield f'"rule":{quote(rule.id)},"topic":{quote(topic_of(rule, state))},"level":'
        yield other if lost == other else Step(Op.LEVEL, lost, other)
        yield f',"state":{quote(state.value)},"step":{json.dumps(rule.step)},"title":{quote(rule.title)},"message":"'
        yield from self._message()
        yield '","about":{'
        for number, (name, aim) in enumerate(self._find_about().items()):
            yield f"{',' if number else ''}{quote(name)}:"
            yield aim or "null"
        yield '},"since":'
        yield Step(Op.MOMENT, which=MOMENTS.index("since"))
        yield ',"due":'
        yield Step(Op.MOMENT, which=MOMENTS.index("due"))
        yield ',"late_by":'
        yield Step(Op.LATE) if self._may_be_late() else "null"
        yield ',"fields":'
        yield Failing()
        yield ',"evidence":['
        yield Step(Op.EVIDENCE)
        yield f'],"source":[{",".join(told)}],"outside":{json.dumps(rule.outside)},"verdict":'
        yield Step(Op.STANDING)
        yield "}\n"

    def _may_be_late(self) -> bool:
        """Whether such cases may be past their due time; see `lateness`."""
        return self._state is State.OVERDUE or (self._state is State.LATE and EVENT in self._things)

    # -- what the case is about (see `about`) ------------------------------------------------------------------------------

    def _find_about(self) -> Mapping[str, Aim | None]:
        """For each kind of entity, and for the event, an id; nothing where there is none for sure."""
        entities = self._pack.vocabulary.entities
        about: dict[str, Aim | None] = {}
        for name, entity in entities.items():
            own = (place for place, face in self._things.items() if face.type in {Item, Record} and face.kind == entity.name)
            named = next(own, None)
            about[name] = self._first_text(entity.key) if named is None else Aim((Part(named, "id"),))
        about["event"] = Aim((Part(EVENT, "id"),)) if EVENT in self._things else None
        for name, ref in self._rule.about.items():
            about[name] = self._resolve(ref)
        for name, entity in entities.items():
            owner, aim = entities.get(entity.belongs_to or ""), about[name]
            if owner and aim:
                own_aim = about[owner.name] or Aim(())
                about[owner.name] = own_aim._replace(owners=(*own_aim.owners, Owner(aim, name, owner.key)))
        return about

    def _first_text(self, key: str) -> Aim | None:
        """The first of all things that has a text under a key gives it."""
        holders = [place for place, face in self._things.items() if face.type is not Item and self._sayings.holds_text(face, key)]
        return Aim(tuple(Part(place, key) for place in holders)) if holders else None

    def _resolve(self, ref: Ref) -> Aim | None:
        """The id that a reference of the rule names."""
        place = self._place(ref.alias)
        if place is None:
            return None
        face = self._things[place]
        if face.type is not Item and ref.field is not None and ref.field != "id":
            return Aim((Part(place, ref.field),)) if self._sayings.holds_text(face, ref.field) else None
        return None if face.type is Fact else Aim((Part(place, "id"),))

    def _place(self, alias: str) -> int | None:
        """The thing that an alias names; the event that decided the case is called `event`."""
        return self._names.get(alias, EVENT if alias == "event" and EVENT in self._things else None)

    # -- the message (see `messages`) --------------------------------------------------------------------------------------

    def _message(self) -> Iterator[Piece]:
        """Its pieces."""
        pieces: list[Piece] = []
        is_sure = False  # that it is not empty
        for number, part in enumerate(self._rule.say[self._state]):
            fallback = part if isinstance(part, str) else MISSING if part.fallback is None else part.fallback
            begins = fallback
            if isinstance(part, Slot) and number == 0 and part.fallback is not None:
                begins = fallback[:1].upper() + fallback[1:]
            is_sure |= bool(fallback)
            what = None if isinstance(part, str) else self._slot(part)
            if isinstance(what, Told | Outcome):
                pieces.append(Place(what, escape(fallback), escape(begins)))
            else:
                pieces.append(escape(begins if not what or what == fallback else what))
        why = escape(self._rule.why)
        if why and is_sure:
            pieces.append(f" {why}")
        elif why:
            pieces = [Step(Op.MARK), *pieces, Step(Op.SPACE), why]
        yield from pieces

    def _slot(self, slot: Slot) -> Told | Outcome | str | None:
        """What stands in a place; ``None`` where only its fallback can."""
        head, *fields = slot.path
        place = self._place(head)
        if place is not None:
            face = self._things[place]
            saying = self._sayings.of(face, tuple(fields), slot.style)
            return Told(place, saying, slot.style if face.type in {Event, Fact} and fields == ["at"] else None) if saying else None
        parameter = phrase_parameter(head, self._pack)
        if head == "late_by" and not self._may_be_late():
            return None
        plain = escape(parameter) if parameter and head != "late_by" else None
        return Outcome(head, slot.style, plain) if head in _OUTCOMES else parameter


_OUTCOMES = (*MOMENTS, "left", "late_by", "fields", "count")
