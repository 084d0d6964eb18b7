"""A chunk to logs: quickly where they are plainly right, and with all that is wrong with them where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from afterword.engine.bulk.cut_lines import candidate_of
from afterword.engine.bulk.model import Chunk
from afterword.engine.bulk.stretch import Stretch, move_diagnostic
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.rule import Pack
from afterword.engine.log.gather import gather_events
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import open_logs
from afterword.engine.log.quick_log import QuickReader
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.json_text import parse_json_lines
from afterword.engine.reading.nodes import Place
from afterword.engine.reading.quick_json import Doubt, parse_plain
from afterword.engine.reading.text import decode
from afterword.engine.spans import Source


class ReadLog(NamedTuple):
    """A log and the line of the source that it begins in; or, where there is none, the mistakes that are why."""

    log: Log | None
    line: int | None
    mistakes: tuple[Diagnostic, ...] = ()


class ChunkReader:
    """Reads the logs of chunks in the words of a pack."""

    def __init__(self, pack: Pack) -> None:
        """Make both readers."""
        self._quick = QuickReader(pack.vocabulary, pack.known_rules)
        self._slow = LogReader(pack.vocabulary, pack.known_rules)

    def read(self, chunk: Chunk) -> Iterator[ReadLog]:
        """The logs, in order."""
        for mistake in chunk.mistakes:
            yield ReadLog(None, None, (mistake,))
        for path in chunk.paths:
            yield from self._read_file(path)
        if chunk.cases is None:
            yield from self._read_lines(chunk)
        else:
            yield from self._read_cases(chunk, chunk.cases)

    def _read_file(self, path: str) -> Iterator[ReadLog]:
        outcome = open_logs((path,), self._slow)
        if outcome.value is None:
            yield ReadLog(None, None, outcome.diagnostics)
        for log in outcome.value or ():
            yield ReadLog(log, None)

    def _read_lines(self, chunk: Chunk) -> Iterator[ReadLog]:
        source = Source(chunk.name, "")
        for number, line in enumerate(chunk.data.splitlines()):
            if line and not line.isspace():
                place = None if chunk.line is None else chunk.line + number
                log = self._quick.read(line, source, place)
                yield self._explain(chunk.name, line, place) if log is None else ReadLog(log, place)

    def _read_cases(self, chunk: Chunk, cases: tuple[int, ...]) -> Iterator[ReadLog]:
        source = Source(chunk.name, "")
        lines = chunk.data.splitlines(keepends=True)
        at, first = 0, chunk.line or 1
        for count in cases:
            case, number = lines[at : at + count], first + at
            at += count
            log = self._read_case(case, number, source)
            yield self._explain(chunk.name, b"".join(case), number) if log is None else ReadLog(log, number)

    def _read_case(self, lines: list[bytes], number: int, source: Source) -> Log | None:
        """The log of lines that are an event each, but for one that may be its head."""
        head: dict[str, Any] | None = None
        events: list[Any] = []
        places: list[Place] = []
        name = ""
        for here, line in enumerate(lines, start=number):
            if line.isspace():
                continue
            try:
                part = parse_plain(line)
            except Doubt:
                return None
            if type(part) is not dict or type(part.get("candidate")) is not str:
                return None
            name = part["candidate"]
            if "events" in part or (part.get("type") is None and head is not None):
                return None
            if part.get("type") is None:
                head = part
                continue
            del part["candidate"]
            events.append(part)
            places.append(Place(here, 1, here, len(line) + 1))
        return self._quick.read_case({**(head or {"candidate": name}), "events": events}, source, places)

    def _explain(self, name: str, data: bytes, first: int | None) -> ReadLog:
        """The log of a few lines, with places; or what is wrong with it. Lines that nobody wrote are known by their case."""
        if first is None:
            name = f"{name} ({candidate_of(data)})"
        decoded = decode(name, data)
        stretch = Stretch(name, decoded.value.text if decoded.value else data.decode(errors="replace"), first=first or 1)
        if decoded.value is None:
            return ReadLog(None, first, tuple(move_diagnostic(one, stretch) for one in decoded.diagnostics))
        documents = parse_json_lines(decoded.value)
        gathered = gather_events(documents.value or ())
        outcomes = [self._slow.read(one) for one in gathered.value or ()]
        mistakes = (*documents.diagnostics, *gathered.diagnostics, *(one for outcome in outcomes for one in outcome.diagnostics))
        log = outcomes[0].value if outcomes else None
        if mistakes or log is None:
            return ReadLog(None, first, tuple(move_diagnostic(one, stretch) for one in mistakes))
        return ReadLog(_moved(log, first, Source(name, "")), first)


def _moved(log: Log, first: int | None, source: Source) -> Log:
    """The log with its events where they stand in the whole text; nowhere, where nobody wrote that."""

    def move(place: Place | None) -> Place | None:
        if first is None or place is None:
            return None
        return Place(place.line + first - 1, place.column, place.end_line + first - 1, place.end_column)

    return replace(log, source=source, events=tuple(replace(event, place=move(event.place)) for event in log.events))
