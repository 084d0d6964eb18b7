"""iCalendar files to their entries: each time that something takes place, with zones, repetitions and exceptions worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome, quote, sort_diagnostics
from afterword.engine.spans import Source, Span
from afterword.engine.times.instants import FIRST_YEAR, LAST_YEAR

Component: TypeAlias = Any
"""A calendar or an entry as the library has it; its types change from version to version."""

When: TypeAlias = date | datetime
"""A moment (with a zone, or local to nobody knows where), or a whole day."""

_MOST = 10_000
"""How often one entry may repeat."""

_DAYS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})

_LINE = "X-AFTERWORD-LINE"
_SEEN = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "CREATED", "DTSTAMP")
_NO_PEOPLE = frozenset({"ROOM", "RESOURCE", "GROUP"})


class Person(NamedTuple):
    """Somebody whom an entry names."""

    name: str
    email: str


class Entry(NamedTuple):
    """One time that something takes place: ``key`` is the same whenever the calendar is exported, ``place`` where the entry begins.

    A whole day's ``end`` is its last day. ``texts`` has what it says by the name of the property, in small letters.
    """

    key: str
    place: Span
    summary: str
    start: When
    end: When
    created: datetime | None
    organizer: tuple[Person, ...]
    attendees: tuple[Person, ...]
    texts: dict[str, str]


class Range(NamedTuple):
    """The days, both included, between which entries are taken."""

    since: date | None = None
    until: date | None = None

    @property
    def end(self) -> date:
        """A day that no entry of the range reaches, whatever its zone."""
        return date(LAST_YEAR, 12, 31) if self.until is None else self.until + timedelta(days=2)


class Calendar(NamedTuple):
    """A file's entries that are wanted, in the order of time; ``zone`` is the calendar's own; ``others`` the titles of the rest, each once.

    ``cancelled`` counts the entries that are called off, or were declined.
    """

    entries: tuple[Entry, ...]
    zone: str | None
    others: tuple[str, ...]
    cancelled: int


def read_calendar(source: Source, wanted: Callable[[str], bool], days: Range, me: Sequence[str] = ()) -> Outcome[Calendar]:
    """The entries whose title is ``wanted``, and every mistake in them; what ``me``, by address, has declined is left out."""
    import icalendar

    # Forgets the zones of the calendar before: what they are called there says nothing here.
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call,unused-ignore]
    try:
        calendars: Sequence[Component] = icalendar.Calendar.from_ical(source.text, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        return Outcome(None, (_bad(source, 1, "bad-calendar", f"this is no calendar that can be read: {error}", _EXPORT),))
    if not calendars:
        return Outcome(None, (_bad(source, 1, "bad-calendar", "there is no calendar in this file", _EXPORT),))
    reader = _Reader(source, days, frozenset(one.lower() for one in me))
    lines = _entry_lines(source)
    entries: list[Entry] = []
    others: dict[str, None] = {}
    for calendar in calendars:
        for series in _series(calendar, lines):
            titles = [str(one.get("SUMMARY", "")) for one in series]
            if any(map(wanted, titles)):
                entries += reader.read(series)
            else:
                others |= dict.fromkeys(filter(None, titles))
    entries.sort(key=lambda one: (_day(one.start), one.start.isoformat(), one.place.line))
    zone = next((str(one["X-WR-TIMEZONE"]) for one in calendars if "X-WR-TIMEZONE" in one), None)
    found = Calendar(tuple(entries), zone, tuple(others), reader.cancelled)
    return Outcome(None if reader.mistakes else found, sort_diagnostics(reader.mistakes))


_EXPORT = "export the calendar anew, as an .ics file"


class _Reader:
    """Reads the entries of one file, series by series."""

    def __init__(self, source: Source, days: Range, me: frozenset[str]) -> None:
        self.mistakes: list[Diagnostic] = []
        self.cancelled = 0
        self._source = source
        self._days = days
        self._me = me

    def read(self, series: Sequence[Component]) -> Iterator[Entry]:
        """Each time that a series takes place; its members are the entry and the exceptions to it."""
        sound = [self._check(one) for one in series]
        if not all(sound):
            return
        import icalendar
        import recurring_ical_events

        calendar = icalendar.Calendar()
        for one in series:
            calendar.add_component(one)
        line, repeats = _line(series[0]), len(series) > 1 or any("RRULE" in one or "RDATE" in one for one in series)
        try:
            each = recurring_ical_events.of(calendar).between(date(FIRST_YEAR, 1, 1), self._days.end)
            taken = [one for one in each if self._is_asked_for(one)]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            self._report(line, f"when this entry takes place cannot be worked out: {error}", _EXPORT)
            return
        if len(taken) > _MOST:
            self._report(line, f"{_title(series[0])} takes place more than {_MOST:,} times", "end sooner, with `--until`")
            return
        for one in taken:
            if not self._is_off(one):
                yield self._entry(one, repeats=repeats)

    def _check(self, event: Component) -> bool:
        """Whether the properties that matter can be read, and a repetition ends."""
        line, before = _line(event), len(self.mistakes)
        broken = {name for name, _ in event.errors}
        for name, why in event.errors:
            if name in _SEEN:
                self._report(line, f"{quote(str(name))} of this entry cannot be read: {why}", "mend the entry in your calendar")
        if "DTSTART" not in event and "DTSTART" not in broken:
            self._report(line, "this entry does not say when it takes place", "give it a time in your calendar")
        for rule in _listed(event.get("RRULE")) if "RRULE" not in broken else []:
            if not _DAYS & {str(word).upper() for word in rule.get("FREQ", ())}:
                self._report(line, f"{_title(event)} repeats more often than every day", "make an entry of its own for each time")
            elif self._days.until is None and not {"COUNT", "UNTIL"} & {str(key).upper() for key in rule}:
                self._report(line, f"{_title(event)} repeats without an end", "say how far to go, as in `--until 2026-06-30`")
        for zone in dict.fromkeys(_lost_zone(event, name) for name in ("DTSTART", "DTEND") if name not in broken):
            if zone is not None:
                message, hint = f"nothing says which time zone {quote(zone)} is", "name a zone such as `Europe/London` in your calendar"
                self.mistakes.append(_bad(self._source, line, "unknown-zone", message, hint))
        return len(self.mistakes) == before

    def _is_asked_for(self, event: Component) -> bool:
        """Whether it falls into the days that are asked for, by the clock of its own zone."""
        since, until = self._days
        return (until is None or _day(event.start) <= until) and (since is None or _day(_last(event.end)) >= since)

    def _is_off(self, event: Component) -> bool:
        declined = any(
            str(one.params.get("PARTSTAT", "")).upper() == "DECLINED" and _address(one) in self._me
            for one in _listed(event.get("ATTENDEE"))
        )
        off = declined or str(event.get("STATUS", "")).upper() == "CANCELLED"
        self.cancelled += off
        return off

    def _entry(self, event: Component, *, repeats: bool) -> Entry:
        created = event.get("CREATED") or event.get("DTSTAMP")
        made = created.dt if created is not None and isinstance(created.dt, datetime) else None
        again = f" {event['RECURRENCE-ID'].dt.isoformat()}" if repeats else ""
        texts = {name.lower(): str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "URL", "UID") if event.get(name)}
        return Entry(
            f"{event.get('UID', _title(event))}{again}",
            _place(self._source, _line(event)),
            str(event.get("SUMMARY", "")),
            event.start,
            _last(event.end),
            made,
            tuple(self._people(event.get("ORGANIZER"))),
            tuple(self._people(event.get("ATTENDEE"))),
            texts,
        )

    def _people(self, given: Any) -> Iterator[Person]:  # noqa: ANN401 (as the library has it)
        """The people named, without rooms and oneself."""
        for one in _listed(given):
            address = _address(one)
            if address not in self._me and str(one.params.get("CUTYPE", "")).upper() not in _NO_PEOPLE:
                yield Person(str(one.params.get("CN", "")) or address.partition("@")[0], address)

    def _report(self, line: int, message: str, hint: str) -> None:
        self.mistakes.append(_bad(self._source, line, "bad-calendar", message, hint))


def _series(calendar: Component, lines: Iterator[int]) -> list[list[Component]]:
    """The entries by their `UID`, each with its line noted in it; those without one stand alone."""
    found: dict[str, list[Component]] = {}
    for number, event in enumerate(calendar.walk("VEVENT")):
        event.add(_LINE, str(next(lines, 1)))
        found.setdefault(str(event.get("UID", f" {number}")), []).append(event)
    return list(found.values())


def _entry_lines(source: Source) -> Iterator[int]:
    """The line in which each entry begins."""
    return (number for number, (_, text) in enumerate(source.lines(), start=1) if text.strip().upper() == "BEGIN:VEVENT")


def _line(event: Component) -> int:
    return int(str(event[_LINE]))


def _lost_zone(event: Component, name: str) -> str | None:
    """The name of a zone that nothing explains, so that a time was taken for one without."""
    one = event.get(name)
    lost = one is not None and isinstance(one.dt, datetime) and one.dt.tzinfo is None
    return str(one.params["TZID"]) if lost and "TZID" in one.params else None


def _title(event: Component) -> str:
    return quote(str(event.get("SUMMARY", "")) or "an entry without a title")


def _listed(given: Any) -> list[Any]:  # noqa: ANN401 (as the library has it)
    return [] if given is None else given if isinstance(given, list) else [given]


def _address(person: Any) -> str:  # noqa: ANN401 (as the library has it)
    return str(person).lower().removeprefix("mailto:")


def _last(end: When) -> When:
    """The end; of whole days the last of them, where a calendar has the day after it."""
    return end if isinstance(end, datetime) else end - timedelta(days=1)


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _place(source: Source, line: int) -> Span:
    return Span(source, line, 1, line, len(source.line(line)) + 1)


def _bad(source: Source, line: int, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, _place(source, line), hint)
