"""Verdicts to lines of JSON: the findings of a log as bulk evaluation writes them, without a report.

Each line is, to the byte, what `build_report` and the renderer of batches make of the same case: tests hold them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Event, Record
from afterword.engine.report.about import Records
from afterword.engine.report.known import Known, KnownRecords
from afterword.engine.report.line_pieces import CASE, EVENT, ZONE, Kin, Part, Urgency, line_pieces, urgency_of
from afterword.engine.report.messages import lateness, past_due
from afterword.engine.report.places import Places
from afterword.engine.report.quick_finding import make_writer
from afterword.engine.report.quick_messages import Face, LogScene, Sayings, face_of
from afterword.engine.report.quick_moments import Zones
from afterword.engine.report.quick_texts import NUMBERS, QUOTED, encode, quote
from afterword.engine.report.script_finding import LineScript, line_script
from afterword.engine.run.model import Fact, Item, Verdict
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import FINDING_STATES, Standing

_Place: TypeAlias = tuple[int, float, float, int]
"""The loudest first, then the soonest due (seconds), then by step and by rule."""

Written: TypeAlias = tuple[_Place, str, Verdict]
"""What a finding is sorted by, its line with the break at its end, and the verdict that makes it."""

_Reader: TypeAlias = Callable[[Verdict, LogScene], Any]


_Key: TypeAlias = tuple[Any, ...]


class FindingWriter:
    """Writes the findings of logs by one pack. Threads may share it; what it keeps of logs is short texts, not too many of them."""

    def __init__(self, pack: Pack) -> None:
        """``pack`` may have faces for rules; cases are of these rules."""
        self._pack = pack
        self._sayings = Sayings(pack)
        self._zones = Zones()
        self._numbers = {rule.id: number for number, rule in enumerate(pack.rules)}
        self._writers: dict[_Key, _Known | None] = {}
        self._scripts: dict[_Key, KnownScript | None] = {}

    def known(self, records: Records) -> Known:
        """Entities as scenes have them."""
        return KnownRecords(records, self._pack.vocabulary.entities)

    def scene(self, log_name: str, line: int | None, candidate: str | None, zone: str, known: Known, as_of: int) -> LogScene:  # noqa: PLR0913, PLR0917 - what a log has
        """What the findings of one log share; ``known`` are its entities with what events told of them (see `learned_records`)."""
        return LogScene(line_head(log_name, line, candidate), known, as_of, self.year(zone, as_of), self._zones[zone], zone, self._zones)

    def year(self, zone: str, as_of: int) -> int:
        """The year that goes without saying for who asks at a moment."""
        return self._zones[zone][as_of][2]

    def script(self, kin: Kin) -> KnownScript | None:
        """What the lines of such cases are put together by; ``None`` where they make no finding."""
        key = _key(kin)
        if key not in self._scripts:
            script = line_script(kin, self._pack, self._sayings) if _speaks(kin) else None
            self._scripts[key] = script and KnownScript(len(self._scripts), script, urgency_of(kin, self._numbers[kin.rule.id]))
        return self._scripts[key]

    def rows(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[Written]:
        """The findings of one log, in the order of its report."""
        rows = [one for verdict in verdicts if (one := self.write(scene, verdict)) is not None]
        return _sorted(rows, scene)

    def write_log(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[str]:
        """The lines of the findings of one log, in the order of its report, each with the break at its end."""
        return [line for _, line, _ in self.rows(scene, verdicts)]

    def write(self, scene: LogScene, verdict: Verdict) -> Written | None:
        """A case as a finding; ``None`` where it makes none."""
        things = tuple([(name, face_of(thing)) for name, thing in verdict.bound.items()])
        kin = Kin(verdict.rule, verdict.state, things, None if verdict.event is None else face_of(verdict.event))
        writer = self._writer(kin)
        if writer is None:
            return None
        (line,) = writer.write((tuple([read(verdict, scene) for read in writer.readers]),))
        due = inf if verdict.due is None else verdict.due / SECOND
        ranks, step, number = writer.urgency
        return (ranks[verdict.standing is not Standing.VIOLATED], due, step, number), line, verdict

    def _writer(self, kin: Kin) -> _Known | None:
        key = _key(kin)
        if key not in self._writers:
            self._writers[key] = self._make(kin) if _speaks(kin) else None
        return self._writers[key]

    def _make(self, kin: Kin) -> _Known:
        writer = make_writer(line_pieces(kin, self._pack, self._sayings), kin.rule.id)
        readers = [_reader(part, kin.things) for part in writer.parts]
        return _Known(writer.write, readers, urgency_of(kin, self._numbers[kin.rule.id]))


class KnownScript(NamedTuple):
    """A script, its ``number`` among those of its writer, and what cases are sorted by."""

    number: int
    script: LineScript
    urgency: Urgency


class _Known(NamedTuple):
    """What writes lines, what reads off verdicts what it needs, and what cases are sorted by."""

    write: Callable[[Iterable[Any]], list[str]]
    readers: list[_Reader]
    urgency: Urgency


def _speaks(kin: Kin) -> bool:
    """Whether such cases make a finding."""
    return kin.state in FINDING_STATES and bool(kin.rule.say.get(kin.state))


def _key(kin: Kin) -> _Key:
    """What tells cases apart that need different writers."""
    return kin.rule.id, kin.state._value_, kin.things, kin.event  # `value` is worked out each time, and what a state hashes by too


def _reader(part: Part, things: Iterable[tuple[str, Face]]) -> _Reader:
    """What reads a part off a verdict."""
    if part.thing == CASE:
        return _OF_CASE[part.name]
    name, face = ("event", Face(Event)) if part.thing == EVENT else tuple(things)[part.thing]
    read = _OF_THINGS.get((face.type, part.name)) or (lambda thing, _scene: thing.fields.get(part.name))
    if part.thing == EVENT:
        return lambda verdict, scene: read(verdict.event, scene)
    return lambda verdict, scene: read(verdict.bound[name], scene)


def line_head(log_name: str, line: int | None, candidate: str | None) -> str:
    """How the lines of a log begin."""
    return f'{{"log":{QUOTED[log_name]},"line":{NUMBERS[line]},"candidate":{quote(candidate)},'


def write_evidence(event: str, line: int | None) -> str:
    """How a line names an event that a finding rests on."""
    return f'{{"event":{QUOTED[event]},"line":{NUMBERS[line]}}}'


def encode_lines(lines: Iterable[str]) -> bytes:
    """The lines as they stand in a file."""
    return encode("".join(lines))


def _sorted(rows: list[Written], scene: LogScene) -> list[Written]:
    """The findings of one log, put into the order of its report: by urgency, then in the order of the log."""
    rows.sort(key=_URGENCY)
    places = Places(scene.known)
    first = 0
    for number in range(1, len(rows) + 1):
        if number == len(rows) or rows[number][0] != rows[first][0]:
            if number > first + 1:
                rows[first:number] = sorted(rows[first:number], key=lambda row: places.of_case(row[2].bound.values(), row[2].event))
            first = number
    return rows


def _left(verdict: Verdict, scene: LogScene) -> int | None:
    return None if verdict.due is None or verdict.due < scene.as_of else past_due(scene.as_of, verdict.due)


_URGENCY = itemgetter(0)
_OF_CASE: Mapping[str, _Reader] = {
    "scene": lambda _, scene: scene,
    "since": lambda verdict, scene: None if verdict.since is None else scene.moments[verdict.since.hi],
    "opens": lambda verdict, scene: None if verdict.opens is None else scene.moments[verdict.opens],
    "due": lambda verdict, scene: None if verdict.due is None else scene.moments[verdict.due],
    "late": lambda verdict, scene: lateness(verdict, scene.as_of),
    "left": _left,
    "fields": lambda verdict, _: verdict.fields,
    "count": lambda verdict, _: verdict.count,
    "evidence": lambda verdict, _: ",".join([write_evidence(one.id, one.place and one.place.line) for one in verdict.evidence]),
    "standing": lambda verdict, _: QUOTED[verdict.standing and verdict.standing._value_],
}
_OF_THINGS: Mapping[tuple[type, str], Callable[[Any, LogScene], Any]] = {
    (Event, ZONE): lambda event, _: event.zone,
    (Event, "id"): lambda event, _: event.id,
    (Event, "type"): lambda event, _: event.type,
    (Event, "at"): lambda event, _: event.when,
    (Fact, ZONE): lambda fact, _: fact.zone,
    (Fact, "at"): lambda fact, _: fact.when,
    (Record, ZONE): lambda _, scene: scene.zone,
    (Record, "id"): lambda record, _: record.id,
    (Item, "id"): lambda item, _: item.value,
}
