"""What records learn from events."""

from __future__ import annotations

from afterword.engine.log.model import Record
from afterword.engine.log.names import learned_records
from afterword.engine.log.normalise import normalise
from afterword.tests.log.words import VOCABULARY, log_of, with_events


def test_the_latest_event_wins() -> None:
    """A later name replaces an earlier one and the one that the log lists; events that say nothing change nothing."""
    log = log_of(
        with_events(
            "id: e3, type: noted, at: 2025-09-11T12:00, person: p1, phone: 0044",
            "id: e2, type: noted, at: 2025-09-10T12:00, person: p1, full_name: Ann Smith",
            "id: e1, type: noted, at: 2025-09-09T12:00, person: p1, full_name: Ann",
            "id: e4, type: added, at: 2025-09-09T12:00, app: a1, employer: Northwind Analytics, title: Analyst",
            "id: e5, type: added, at: 2025-09-09T12:00, source: csv#1, employer: Nobody",
        )
    )
    records = learned_records(normalise(log, VOCABULARY, 2**62), log, VOCABULARY)
    assert records["person"]["p1"] == Record("person", "p1", {"role": "interviewer", "name": "Ann Smith"})
    assert records["application"]["a1"] == Record("application", "a1", {"employer": "Northwind Analytics", "title": "Analyst"})
    assert records["person"]["p2"] is log.records["person"]["p2"]
    assert log.records["person"]["p1"].fields == {"role": "interviewer"}


def test_only_the_events_that_are_given_teach() -> None:
    """A name that is told later is not known yet; somebody who is only named in an event is known by it."""
    log = log_of(with_events("id: e1, type: noted, at: 2025-09-09T12:00, person: p1, full_name: Ann"))
    assert learned_records((), log, VOCABULARY) == log.records
    (event,) = log_of("events: [{type: noted, day: 2025-09-09, person: p7, full_name: Bo}]", example=True).events
    assert learned_records((event,), log, VOCABULARY)["person"]["p7"] == Record("person", "p7", {"name": "Bo"})
