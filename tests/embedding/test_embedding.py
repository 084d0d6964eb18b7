"""The public face, with the default pack and a real engine."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import afterword
from afterword import Evaluator, Finding, InputError, Level, Report, Session, State, load_log, load_pack, parse_log

LOG = """\
timezone: Europe/London
applications: {a1: {employer: Northwind Analytics}}
people: {p1: {app: a1, role: interviewer}}
events:
  - {id: e1, type: interview_completed, at: "2025-09-09T11:00", app: a1, interview: i1, round: 1, interviewers: [p1]}
"""
MET = {
    "id": "e1",
    "type": "interview_completed",
    "at": datetime(2025, 9, 9, 11, 0),  # noqa: DTZ001 - local to the log
    "app": "a1",
    "interview": "i1",
    "round": 1,
    "interviewers": ["p1"],
}
HEAD: dict[str, Any] = {
    "timezone": "Europe/London",
    "applications": {"a1": {"employer": "Northwind Analytics"}},
    "people": {"p1": {"app": "a1"}},
}
LETTER = {"id": "e2", "type": "thank_you_sent", "day": date(2025, 9, 9), "app": "a1", "interview": "i1", "to": "p1", "channel": "email"}
LATER = "2025-09-12T09:00"


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    """The default pack on the engine that is always there."""
    return Evaluator(engine="native")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log in a file."""
    file = tmp_path / "jane.yaml"
    file.write_text(LOG, encoding="utf-8")
    return file


def letters(report: Report) -> list[State]:
    """How the letters of a report stand."""
    return [item.state for step in report.checklist for item in step.items if item.rule == "thank-you-letter"]


def test_check_a_file(evaluator: Evaluator, path: Path) -> None:
    """A file is checked by its path, or by the log that was loaded from it."""
    report = evaluator.check(path, as_of=LATER)
    assert report == evaluator.check(str(path), LATER) == evaluator.check(load_log(path), LATER)
    assert isinstance(report.findings[0], Finding)
    assert report.findings[0].level is Level.OVERDUE
    assert letters(report) == [State.OVERDUE]


def test_as_of(evaluator: Evaluator) -> None:
    """A moment of asking may be text, a local or aware time, or a day, which stands for its end."""
    log = parse_log(LOG)
    local = datetime(2025, 9, 12, 9, 0)  # noqa: DTZ001 - local to the log
    assert evaluator.check(log, local) == evaluator.check(log, LATER) == evaluator.check(log, datetime(2025, 9, 12, 8, 0, tzinfo=UTC))
    assert evaluator.check(log, date(2025, 9, 12)).as_of.isoformat() == "2025-09-12T23:59:59.999999+01:00"
    with pytest.raises(InputError, match="as_of:1:1: time-format"):
        evaluator.check(log, "tomorrow")


def test_mistakes_are_raised_together(evaluator: Evaluator, path: Path) -> None:
    """All mistakes of an input are in one exception, as values and as text."""
    path.write_text(LOG.replace("round: 1", "round: one").replace("interview_completed", "interview_complete"), encoding="utf-8")
    for call in (lambda: load_log(path), lambda: evaluator.check(path, LATER)):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.diagnostics[0].code == "unknown-event-type"
        assert "did you mean `interview_completed`?" in str(caught.value)
    with pytest.raises(InputError, match="file-not-found"):
        load_log(path.with_name("nobody.yaml"))


def test_parse_log() -> None:
    """A text is read as its name says: as YAML, or JSON."""
    assert parse_log('{"candidate": "Zoë", "events": []}', name="zoe.json").candidate == "Zoë"
    with pytest.raises(InputError, match="<text>:1:"):
        parse_log("evnts: []")
    with pytest.raises(ValueError, match="holds 2 logs"):
        parse_log('{"events": []}\n{"events": []}\n', name="two.jsonl")


def test_packs(tmp_path: Path) -> None:
    """A pack may be named, be a path, or be loaded before; settings change it."""
    pack = load_pack(settings={"thank_you_within": "72 hours", "outside_rules": False})
    with pytest.raises(ValueError, match="has its settings already; give them to `load_pack`"):
        Evaluator(pack, settings={"thank_you_within": "48 hours"})
    assert not any(rule.outside for rule in pack.rules)
    by_pack, by_name = Evaluator(pack, engine="native"), Evaluator(settings={"thank_you_within": "72 hours"}, engine="native")
    log = parse_log(LOG, pack)
    assert letters(by_pack.check(log, LATER)) == letters(by_name.check(log, LATER)) == [State.OPEN]
    assert by_pack.pack.parameters == pack.parameters
    bad = tmp_path / "bad.yaml"
    bad.write_text("pack: {id: x, version: '1', title: X, colour: red}\nrules: [1]\n", encoding="utf-8")
    for call in (lambda: load_pack("after-interviw"), lambda: load_pack(bad), lambda: Evaluator(bad), lambda: Evaluator(settings={"x": 1})):
        with pytest.raises(InputError):
            call()


def test_a_rule_that_is_switched_off_may_be_waived() -> None:
    """A log that waives a rule is right whatever the settings are; one that waives a rule that is nowhere has a mistake."""
    evaluator = Evaluator(settings={"outside_rules": False}, engine="native")
    assert "no-gifts" in evaluator.pack.switched_off
    waiver = "waivers: [{rule: no-gifts, reason: they are an old friend}]\n"
    assert evaluator.check(parse_log(LOG + waiver, evaluator.pack), LATER).findings
    with pytest.raises(InputError, match="did you mean `no-gifts`"):
        parse_log(LOG + waiver.replace("no-gifts", "no-gift"), evaluator.pack)


def test_engines() -> None:
    """An engine that does not exist is a mistake of the program that asks for it."""
    with pytest.raises(ValueError, match="choose one of auto, durable, native"):
        Evaluator(engine="nativ")  # type: ignore[arg-type]


def test_session(evaluator: Evaluator) -> None:
    """Events may be told one by one, and the report be asked for at any time."""
    session = evaluator.session(**HEAD)
    assert isinstance(session, Session)
    assert session.report(LATER).findings == ()
    session.add(MET)
    assert letters(session.report("2025-09-09T12:00")) == [State.OPEN]
    assert letters(session.report(LATER)) == [State.OVERDUE]
    session.add(LETTER)
    report = session.report(LATER)
    assert letters(report) == [State.DONE]
    assert {one.line for finding in report.findings for one in finding.evidence} == {None}
    assert [event.id for event in session.log.events] == ["e1", "e2"]
    assert letters(evaluator.session([MET, LETTER], **HEAD).report(LATER)) == [State.DONE]
    assert evaluator.session().log.events == ()


def test_session_keeps_what_was_right(evaluator: Evaluator) -> None:
    """An event with a mistake is refused with all that came with it; the session goes on as it was."""
    session = evaluator.session([MET], **HEAD)
    with pytest.raises(InputError) as caught:
        session.add(LETTER, {**LETTER, "id": "e3", "to": "p9"})
    assert [one.span.line for one in caught.value.diagnostics] == [4]
    assert len(session.log.events) == 1
    with pytest.raises(TypeError, match="timedelta"):
        session.add({**LETTER, "note": timedelta(1)})
    session.add(LETTER)
    assert len(session.log.events) == 2


def test_threads_share_an_evaluator(evaluator: Evaluator) -> None:
    """Many threads may ask one evaluator at once, and each is answered alike."""
    log = parse_log(LOG)
    with ThreadPoolExecutor(8) as pool:
        reports: Iterator[Report] = pool.map(lambda _: evaluator.check(log, LATER), range(40))
    assert all(report == evaluator.check(log, LATER) for report in reports)


def test_why(evaluator: Evaluator) -> None:
    """A report can be asked why a finding was made, why an item of its checklist stands as it does, and what a rule says."""
    report = evaluator.check(parse_log(LOG), LATER)
    letter = next(finding for finding in report.findings if finding.rule == "thank-you-letter")
    (rule,) = report.explain(letter).rules
    (case,) = rule.cases
    assert (case.state, case.about, case.due) == (letter.state, letter.about, letter.due)
    assert case.text == "its time ended Wed 10 Sep 11:00, 46 h ago"
    for finding in report.findings:
        assert [one.state for one in report.explain(finding).rules[0].cases] == [finding.state]
    for item in (item for step in report.checklist for item in step.items):
        assert {one.state for one in report.explain(item).rules[0].cases} == {item.state}
    assert report.explain("thank-you-letter").rules == (rule,)
    more = "".join(f"  - {{id: s{day}, type: search_activity, day: 2025-09-{day}, kind: networking}}\n" for day in range(10, 20))
    busy = evaluator.check(parse_log(LOG + more), "2025-09-20")
    told, every = (busy.explain("thank-you-letter", every=every).rules[0] for every in (False, True))
    assert len(repr(every)) > 2 * len(repr(told))


def test_why_of_a_pack_in_memory() -> None:
    """A pack that was loaded before is explained as it is; rules and facts are asked about by name, cases by what they are about."""
    pack = load_pack(settings={"thank_you_within": "72 hours"})
    evaluator = Evaluator(pack, engine="native")
    log = parse_log(LOG, pack)
    (rule,) = evaluator.explain(log, LATER, "thank-you-letter", {"person": "p1"}).rules
    assert rule.counts == {"open": 1}
    assert [one.fact for one in evaluator.explain(log, LATER, "met").rules[0].cases] == [{"app": "a1", "interview": "i1", "person": "p1"}]
    with pytest.raises(InputError, match="did you mean `thank-you-letter`"):
        evaluator.explain(log, LATER, "thank-you-lettr")
    with pytest.raises(InputError, match="did you mean `thank-you-letter`"):
        evaluator.check(log, LATER).explain("thank-you-lettr")
    with pytest.raises(InputError, match="there is no person `p9`"):
        evaluator.explain(log, LATER, "thank-you-letter", {"person": "p9"})


def test_why_of_another_report(evaluator: Evaluator) -> None:
    """A finding of another moment is none of this report; a copy of a report is a plain one, equal to it, that cannot be asked."""
    report, early = (evaluator.check(parse_log(LOG), moment) for moment in (LATER, "2025-09-09T12:00"))
    with pytest.raises(ValueError, match="nothing of the kind was found"):
        early.explain(report.findings[0])
    copy = pickle.loads(pickle.dumps(report))  # noqa: S301 - our own
    assert type(copy) is Report
    assert copy == report
    assert "explain" not in repr(report)
    with pytest.raises(ValueError, match="does not bring its log along"):
        report._replace(log="x.yaml").explain("thank-you-letter")


def test_why_of_a_pack_that_is_gone(tmp_path: Path) -> None:
    """A pack whose files have gone since it was compiled cannot be explained, and that is said."""
    file = tmp_path / "pack.yaml"
    words = "vocabulary: {events: {met: {}}}"
    rule = "{id: one, kind: must_not, for_each: {talk: {event: met}}}"
    file.write_text(f'pack: {{id: x, version: "1", title: X}}\n{words}\nrules: [{rule}]\n', encoding="utf-8")
    evaluator = Evaluator(file, engine="native")
    report = evaluator.session([{"id": "e1", "type": "met", "at": "2025-09-09T11:00"}], timezone="UTC").report("2025-09-10")
    item = report.checklist[0].items[0]
    file.unlink()
    with pytest.raises(InputError):
        report.explain("one")
    with pytest.raises(InputError):
        report.explain(item)


def test_names() -> None:
    """The public names are those of the docs, and nothing else."""
    assert dir(afterword) == sorted(afterword.__all__)
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in afterword.__all__ if f"`{name}" not in page] == []
    with pytest.raises(AttributeError, match="no attribute 'Coach'"):
        afterword.Coach  # noqa: B018


def test_import_is_cheap() -> None:
    """Importing Afterword loads none of it, until something is asked for."""
    code = "import sys, afterword; print([name for name in sys.modules if name.startswith('afterword.')]); afterword.State"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert result.stdout.strip() == "[]"
