"""Whole calendars to a log: what was asked is read, then the entries, then the log that they make is checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.foreign.calendar_entries import Calendar, Range, read_calendar
from afterword.engine.foreign.calendar_log import CalendarLog, LogMaker, render_json_line
from afterword.engine.foreign.check_logs import check_logs
from afterword.engine.foreign.entry_map import parse_fills, parse_maps
from afterword.engine.foreign.file_text import BROKEN, FileText, Stream, broken_file
from afterword.engine.foreign.import_logs import check_zone
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.text import LIMIT, decode
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_date
from afterword.engine.times.model import TimeProblem
from afterword.engine.vocabulary import Vocabulary


class CalendarRequest(NamedTuple):
    """What somebody asked for: maps and fills (see `entry_map`), the first and the last day, their own addresses and name, the zone."""

    maps: tuple[str, ...]
    fills: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    me: tuple[str, ...] = ()
    candidate: str | None = None
    zone: str | None = None


class ImportedCalendar(NamedTuple):
    """A log, how many entries it was made of, the titles of those that no map fits, and how many were called off or declined."""

    log: CalendarLog
    entries: int
    others: tuple[str, ...]
    cancelled: int


def import_calendars(
    streams: Sequence[Stream], request: CalendarRequest, vocabulary: Vocabulary, reader: LogReader
) -> Outcome[ImportedCalendar]:
    """The log that calendars make in the words of a ``vocabulary``, or every mistake that keeps it from being one."""
    maps = parse_maps(request.maps, vocabulary)
    fills = parse_fills(request.fills, maps.value or ()) if maps.value is not None else Outcome(())
    days, asked = _read_days(request)
    mistakes = [*maps.diagnostics, *fills.diagnostics, *asked, *check_zone(request.zone)]
    if mistakes or maps.value is None:
        return Outcome(None, tuple(mistakes))
    patterns = [one.pattern for one in maps.value]
    calendars: list[Calendar] = []
    texts: list[FileText] = []
    for stream in streams:
        text = read_text(stream)
        mistakes += text.diagnostics
        if text.value is not None:
            texts.append(text.value)
            found = read_calendar(text.value, lambda title: any(one.search(title) for one in patterns), days, request.me)
            mistakes += found.diagnostics
            calendars += [found.value] if found.value is not None else []
    if mistakes:
        return Outcome(None, sort_diagnostics(mistakes))
    zone = request.zone or next((one.zone for one in calendars if one.zone and not check_zone(one.zone)), None)
    entries = [entry for calendar in calendars for entry in calendar.entries]
    made = LogMaker(zone, vocabulary).make(entries, maps.value, fills.value or (), request.candidate)
    if made.value is None:
        return Outcome(None, made.diagnostics)
    checked = check_logs([render_json_line(made.value, spread=True).encode("utf-8", "replace")], reader, texts)
    others = tuple(dict.fromkeys(title for calendar in calendars for title in calendar.others))
    imported = ImportedCalendar(made.value, len(entries), others, sum(one.cancelled for one in calendars))
    return Outcome(None if checked else imported, checked)


def read_text(stream: Stream) -> Outcome[FileText]:
    """The whole text of a file, unpacked."""
    name = stream.text.name
    try:
        data = stream.file.read(LIMIT + 1)
    except BROKEN as error:
        return Outcome(None, (broken_file(name, error),))
    decoded = decode(name, data)
    return Outcome(FileText(name, decoded.value.text) if decoded.value is not None else None, decoded.diagnostics)


def _read_days(request: CalendarRequest) -> tuple[Range, list[Diagnostic]]:
    """The range of days that is asked for, and what is wrong with it."""
    mistakes = []
    days: dict[str, date | None] = {"since": None, "until": None}
    for name, text in (("since", request.since), ("until", request.until)):
        day = parse_date(text) if text is not None else None
        if isinstance(day, TimeProblem):
            mistakes.append(Diagnostic(day.code, day.message, Source(f"--{name}", text or "").span(0, len(text or "")), day.hint))
        else:
            days[name] = day
    return Range(days["since"], days["until"]), mistakes
