"""Cases are read: a log that grows, moments, and logs in files of their own. Their mistakes are in tests/cases/rule_tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.reading.documents import parse_documents
from afterword.engine.rule_tests.read_cases import check_structure, read_cases
from afterword.engine.rule_tests.trials import Trial
from afterword.engine.rule_tests.variants import Variants
from afterword.engine.spans import Source
from afterword.engine.times.instants import to_datetime


def read(text: str) -> Trial:
    """The one case in a text, free of mistakes, for the small pack."""
    (document,) = parse_documents(Source("stories/case.yaml", text)).value or ()
    trials, mistakes = read_cases(document, Variants("moving", {}, "native"))
    assert (check_structure(document), mistakes) == ((), ())
    (trial,) = trials
    return trial


@pytest.mark.usefixtures("folder")
def test_a_log_that_grows() -> None:
    """From each moment on, a log has the events beside it too; before, it knows nothing of them, nor of what they name."""
    trial = read("""
cases:
  - name: two keys
    settings: {read_within: 3 days}
    rules: [read-the-meters]
    log:
      timezone: Europe/Berlin
      events: [{type: keys_received, at: 2025-05-01T09:00, flat: f0}]
    moments:
      - {at: 2025-05-01, expect: []}
      - events: [{type: keys_received, at: 2025-05-02T09:00, flat: f1}, {type: meters_read, at: 2025-05-02T10:00, flat: f1}]
        at: 2025-05-02T11:00
        some: [{rule: read-the-meters}]
      - {at: 2025-05-02T11:00, none: [{rule: read-the-meters, state: late}]}
""")
    assert (trial.name, trial.rules, trial.settings) == ("two keys", ("read-the-meters",), (("read_within", "3 days"),))
    assert [[event.id for event in moment.log.events] for moment in trial.moments] == [["#1"], ["#1", "#2", "#3"], ["#1", "#2", "#3"]]
    assert [list(moment.log.records["flat"]) for moment in trial.moments] == [["f0"], ["f0", "f1"], ["f0", "f1"]]
    assert [to_datetime(moment.at, "Europe/Berlin").isoformat() for moment in trial.moments] == [
        "2025-05-01T23:59:59.999999+02:00",
        "2025-05-02T11:00:00+02:00",
        "2025-05-02T11:00:00+02:00",
    ]
    assert [moment.expect for moment in trial.moments] == [(), None, None]
    assert [(moment.span.line, moment.span.column) for moment in trial.moments] == [(10, 26), (13, 9), (14, 32)]


@pytest.mark.usefixtures("folder")
def test_events_beside_moments_alone() -> None:
    """A case needs no `log` where its events say all there is."""
    trial = read("""
cases:
  - name: a key
    moments:
      - events: [{type: keys_received, at: 2025-05-02T09:00, flat: f1}]
        at: 2025-05-02T11:00
        expect: [{rule: read-the-meters, about: {flat: f1}, due: 2025-05-04, message: Sun}]
""")
    (moment,) = trial.moments
    assert (moment.log.zone, len(moment.log.events)) == ("UTC", 1)
    (expectation,) = moment.expect or ()
    assert expectation.text == 'flat f1, due 2025-05-04, "Sun"'
    assert expectation.due is not None
    assert [one.isoformat() for one in expectation.due] == ["2025-05-04T00:00:00+00:00", "2025-05-04T23:59:59.999999+00:00"]


def test_a_log_in_a_file(folder: Path) -> None:
    """Its path is seen from the file of the case; it is a log like any other, with nothing left out."""
    log = folder / "logs" / "ann.json"
    log.parent.mkdir()
    log.write_text('{"timezone": "UTC", "events": [{"id": "e1", "type": "keys_received", "at": "2025-05-02T09:00", "flat": "f1"}]}')
    text = "cases: [{name: ann, log: ../logs/ann.json, moments: [{at: 2025-05-02, expect: []}, {at: 2025-05-03, expect: []}]}]"
    with pytest.raises(AssertionError, match="unknown-reference"):
        read(text)
    log.write_text(log.read_text().replace("{", '{"flats": {"f1": {}}, ', 1))
    trial = read(text)
    assert trial.moments[0].log is trial.moments[1].log
    assert [event.id for event in trial.moments[0].log.events] == ["e1"]


def test_a_log_that_cannot_be_read(folder: Path) -> None:
    """What is wrong inside a file is told there; that it cannot be had, where it is named."""
    (folder / "bad.yaml").write_bytes(b"timezone: \xff")
    (folder / "dup.yaml").write_text("events: []\nevents: []\n")
    cases = ("{name: bad, log: ../bad.yaml, moments: [{at: 1, expect: []}]}", "{name: dup, log: ../dup.yaml, moments: [{at: 2}]}")
    text = f"cases: [{', '.join(cases)}, {{name: x, moments: []}}]"
    (document,) = parse_documents(Source("stories/case.yaml", text)).value or ()
    trials, mistakes = read_cases(document, Variants("moving", {}, "native"))
    assert [moment for trial in trials for moment in trial.moments] == []
    assert [(one.span.source.name, one.code) for one in mistakes] == [
        ("bad.yaml", "wrong-encoding"),
        ("stories/case.yaml", "time-format"),
        ("dup.yaml", "duplicate-key"),
        ("stories/case.yaml", "time-format"),
        ("stories/case.yaml", "missing-key"),
    ]
    assert [one.code for one in check_structure(document)] == ["too-short"]
