"""Which events count at a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.log.model import Event
from afterword.engine.log.normalise import normalise
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import HOUR, MINUTE, SECOND, Interval
from afterword.engine.times.zones import DAY
from afterword.engine.vocabulary import Vocabulary
from afterword.tests.log.words import VOCABULARY, log_of, with_events

ALWAYS = 2**62
SENT = "type: sent, app: a1, meeting: m1"


def ids(*lines: str, as_of: str | None = None) -> list[str]:
    """The ids of the events that count, in their order."""
    moment = parse_time(as_of, "Europe/London") if as_of else Interval(ALWAYS, ALWAYS)
    assert isinstance(moment, Interval)
    return [event.id for event in normalise(log_of(with_events(*lines)), VOCABULARY, moment.lo)]


def test_order() -> None:
    """By time, a day at its end, ties by position in the file."""
    assert ids(
        "id: late, type: searched, at: 2025-09-10T09:00, count: 1",
        "id: day, type: searched, day: 2025-09-09, count: 2",
        "id: evening, type: searched, at: 2025-09-09T23:00, count: 3",
        "id: again, type: searched, at: 2025-09-09T23:00, count: 4",
        "id: first, type: searched, at: 2025-09-09T09:00, count: 5",
    ) == ["first", "evening", "again", "day", "late"]


def test_events_to_come_are_ignored() -> None:
    """What has not happened yet does not count; a day counts as soon as it has begun."""
    lines = ("id: e1, type: searched, at: 2025-09-09T12:00", "id: e2, type: searched, day: 2025-09-10, count: 1")
    assert ids(*lines, as_of="2025-09-09T11:59") == []
    assert ids(*lines, as_of="2025-09-09T12:00") == ["e1"]
    assert ids(*lines, as_of="2025-09-10T00:00") == ["e1", "e2"]


def test_retraction() -> None:
    """A retracted event never happened, once its retraction has."""
    lines = (
        f"id: e1, {SENT}, at: 2025-09-09T12:00",
        "id: e2, type: retracted, at: 2025-09-10T12:00, event: e1",
        "id: e3, type: retracted, day: 2025-09-12, event: e2x",
        "id: e2x, type: searched, at: 2025-09-12T12:00",
    )
    assert ids(*lines, as_of="2025-09-10T11:00") == ["e1"]
    assert ids(*lines, as_of="2025-09-11T12:00") == ["e2"]
    assert ids(*lines, as_of="2025-09-13T12:00") == ["e2", "e3"]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        # the same minute, whatever the second or the offset
        ((f"id: e1, {SENT}, at: '2025-09-09T12:00:01'", f"id: e2, {SENT}, at: '2025-09-09T11:00:59Z'"), ["e1"]),
        ((f"id: e1, {SENT}, at: '2025-09-09T12:00:59'", f"id: e2, {SENT}, at: '2025-09-09T12:01:00'"), ["e1", "e2"]),
        # the day of one that is known by its day
        ((f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, day: 2025-09-09"), ["e1"]),
        ((f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, day: 2025-09-10"), ["e1", "e2"]),
        ((f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, at: 2025-09-09T12:00"), ["e2"]),
        (
            (f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, at: 2025-09-09T09:00", f"id: e3, {SENT}, at: 2025-09-09T12:00"),
            ["e2", "e3"],
        ),
        # that day is local to each
        ((f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, at: '2025-09-09T23:30Z'"), ["e1", "e2"]),
        ((f"id: e1, {SENT}, day: 2025-09-09", f"id: e2, {SENT}, at: '2025-09-10T02:00Z', tz: America/New_York"), ["e2"]),
        # references and the fields beside them must agree, both absent or both given
        ((f"id: e1, {SENT}, day: 2025-09-09, to: p1", f"id: e2, {SENT}, day: 2025-09-09, to: p2"), ["e1", "e2"]),
        ((f"id: e1, {SENT}, day: 2025-09-09, to: p1", f"id: e2, {SENT}, day: 2025-09-09"), ["e1", "e2"]),
        ((f"id: e1, {SENT}, day: 2025-09-09, channel: post", f"id: e2, {SENT}, day: 2025-09-09, channel: email"), ["e1", "e2"]),
        ((f"id: e1, {SENT}, day: 2025-09-09, channel: post", f"id: e2, {SENT}, day: 2025-09-09, channel: post, polite: true"), ["e1"]),
        # an event that refers to nothing must agree in everything, where it comes from apart
        (("id: e1, type: searched, day: 2025-09-09, count: 1", "id: e2, type: searched, day: 2025-09-09, count: 2"), ["e1", "e2"]),
        (("id: e1, type: searched, day: 2025-09-09, count: 1", "id: e2, type: searched, day: 2025-09-09, count: 1, source: x"), ["e1"]),
        # a local time that comes twice is not one that is known
        ((f"id: e1, {SENT}, at: 2025-10-26T01:30", f"id: e2, {SENT}, at: 2025-10-26T01:30+01:00"), ["e2", "e1"]),
        ((f"id: e1, {SENT}, at: 2025-10-26T01:30", f"id: e2, {SENT}, at: 2025-10-26T01:30"), ["e1"]),
    ],
)
def test_repeats(lines: tuple[str, ...], kept: list[str]) -> None:
    """Two events that tell of one thing count once."""
    assert ids(*lines) == kept


def test_lists_agree_as_a_whole() -> None:
    """Two meetings with different people are two."""
    met = "type: met, day: 2025-09-09, app: a1, meeting: m1, round: 1"
    assert ids(f"id: e1, {met}, people: [p1]", f"id: e2, {met}, people: [p1, p2]", f"id: e3, {met}, people: [p1]") == ["e1", "e2"]


def test_references_follow_what_is_kept() -> None:
    """What referred to a repeat refers to the event that is kept instead."""
    log = log_of(
        with_events(
            f"id: imported, {SENT}, day: 2025-09-09",
            f"id: mine, {SENT}, at: 2025-09-09T12:00",
            f"id: other, {SENT}, at: 2025-09-11T12:00",
            f"id: e4, {SENT}, at: 2025-09-12T12:00, copy_of: imported, copies: [mine, imported, other]",
            f"id: e5, {SENT}, at: 2025-09-13T12:00, copy_of: other, copies: [other]",
        )
    )
    counted = {event.id: event for event in normalise(log, VOCABULARY, ALWAYS)}
    assert list(counted) == ["mine", "other", "e4", "e5"]
    assert counted["e4"].fields["copy_of"] == "mine"
    assert counted["e4"].fields["copies"] == ("mine", "other")
    assert counted["e5"] is log.events[4]


def test_a_vocabulary_without_repeats() -> None:
    """Where the vocabulary says that each event counts, even two that agree in everything are two."""
    log = log_of(with_events(f"id: e1, {SENT}, at: 2025-09-09T11:00", f"id: e2, {SENT}, at: 2025-09-09T11:00"))
    assert [event.id for event in normalise(log, VOCABULARY, ALWAYS)] == ["e1"]
    assert [event.id for event in normalise(log, VOCABULARY._replace(duplicate_fields=None), ALWAYS)] == ["e1", "e2"]


def test_a_vocabulary_without_retraction() -> None:
    """Nothing is retracted where no event type does it."""
    log = log_of(with_events("id: e1, type: searched, day: 2025-09-09", "id: e2, type: retracted, day: 2025-09-10, event: e1"))
    assert len(normalise(log, Vocabulary(VOCABULARY.entities, VOCABULARY.events), ALWAYS)) == 2


def make(position: int, start: int, kind: str, **fields: str) -> Event:
    """An event, moment or day, in UTC."""
    day_only = kind == "day"
    when = (
        Interval(start // DAY * DAY, start // DAY * DAY + DAY - 1)
        if day_only
        else Interval(start, start + (HOUR if kind == "twice" else 0))
    )
    return Event(f"e{position}", "sent", when, day_only, "UTC", position, fields)


@st.composite
def event_lists(draw: st.DrawFn) -> tuple[Event, ...]:
    """Events that often repeat each other."""
    drawn = st.tuples(st.integers(0, 2 * DAY // HOUR), st.sampled_from((0, 30 * SECOND)), st.sampled_from(("moment", "day", "twice")))
    people = st.sampled_from(({"to": "p1"}, {"to": "p2"}, {}))
    return tuple(
        make(position, hour * HOUR // 4 + seconds, kind, **draw(people))
        for position, (hour, seconds, kind) in enumerate(draw(st.lists(drawn, max_size=12)))
    )


def naive(events: tuple[Event, ...], as_of: int) -> list[Event]:
    """What counts, each event compared with each other."""

    def repeats(one: Event, other: Event) -> bool:
        if one.fields != other.fields:
            return False
        if one.day_only or other.day_only:
            return one.when.lo // DAY == other.when.lo // DAY
        return [moment // MINUTE for moment in one.when] == [moment // MINUTE for moment in other.when]

    happened = sorted((one for one in events if one.when.lo <= as_of), key=lambda one: (one.when.hi, one.when.lo, one.position))
    kept: list[Event] = []
    for one in sorted(happened, key=lambda one: one.day_only):
        if not any(repeats(one, other) for other in kept):
            kept.append(one)
    return [one for one in happened if one in kept]


@given(event_lists(), st.integers(0, 3 * DAY))
def test_against_the_naive_way(events: tuple[Event, ...], as_of: int) -> None:
    """The indexes find what comparing all pairs finds."""
    log = replace(log_of("events: []"), events=events)
    assert list(normalise(log, VOCABULARY, as_of)) == naive(events, as_of)
