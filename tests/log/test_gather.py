"""Events on lines of their own."""

from __future__ import annotations

import pytest

from afterword.engine.diagnostics import Outcome
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.spans import Source
from afterword.tests.test_cases import default_vocabulary


def parse(*lines: str) -> Outcome[tuple[Log, ...]]:
    """The logs of a JSON Lines text."""
    return parse_logs(Source("events.jsonl", "\n".join(lines)), LogReader(default_vocabulary(), []))


def event(candidate: str, name: str, at: str = "2025-09-09T11:00:00Z") -> str:
    """A line with an event."""
    return f'{{"candidate": "{candidate}", "id": "{name}", "type": "search_activity", "kind": "research", "at": "{at}"}}'


def test_lines_of_one_candidate_become_one_log() -> None:
    """Candidates come in the order in which they come up, each with all events, wherever these stand; places are those of the lines."""
    logs = parse(event("jane", "e1"), event("ravi", "e1"), event("jane", "e2")).value
    assert logs is not None
    assert [(log.candidate, [one.id for one in log.events]) for log in logs] == [("jane", ["e1", "e2"]), ("ravi", ["e1"])]
    assert [one.place.line for one in logs[0].events if one.place] == [1, 3]


@pytest.mark.parametrize("first", [True, False])
def test_a_head_gives_what_stands_above_events(first: bool) -> None:  # noqa: FBT001 - pytest gives it so
    """A line without an event is the head of its candidate's log, before or behind the events."""
    lines = ['{"candidate": "jane", "timezone": "Europe/London"}', event("jane", "e1", "2025-09-09T11:00")]
    logs = parse(*(lines if first else reversed(lines))).value
    assert logs is not None
    assert [(log.zone, len(log.events)) for log in logs] == [("Europe/London", 1)]


def test_whole_logs_stay_as_they_are() -> None:
    """Logs that hold their events keep them, and events on lines of their own come behind."""
    whole = '{"candidate": "jane", "events": [{"id": "e1", "type": "search_resumed", "at": "2025-09-09T11:00:00Z"}]}'
    assert [len(log.events) for log in parse(whole, whole).value or ()] == [1, 1]
    assert [len(log.events) for log in parse(whole, event("jane", "e2")).value or ()] == [2]
