"""What two packs find otherwise in a log."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.compare.compare_reports import compare_reports
from afterword.engine.compare.model import Kind
from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.load_pack import load_pack
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.documents import parse_documents
from afterword.engine.report.model import Finding, Report
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import State
from afterword.tests.compare.packs import PACK, edit

LOG = """\
candidate: Jane
timezone: UTC
events:
  - {id: e1, type: book_borrowed, day: 2025-03-01, book: Moby Dick}
  - {id: e2, type: book_lent_on, day: 2025-03-05, book: Moby Dick}
  - {id: e3, type: book_lent_on, day: 2025-03-07, book: Moby Dick}
  - {id: e4, type: book_borrowed, day: 2025-03-10, book: Emma}
"""


def evaluate(text: str, as_of: str) -> Report:
    """What a pack finds in the log."""
    pack = load_pack(parse_documents(Source("pack.yaml", text)).value or (), {}).value
    assert pack is not None
    compiled = compile_for_evaluation(pack).value
    assert compiled is not None
    [log] = parse_logs(Source("log.yaml", LOG), LogReader(pack.vocabulary)).value or ()
    moment = parse_time(as_of, "UTC")
    assert isinstance(moment, Interval)
    return Evaluator(compiled, "native").evaluate(log, moment.lo)


def test_nothing_differs() -> None:
    """A report is like itself."""
    found = compare_reports(evaluate(PACK, "2025-04-03T12:00"), evaluate(PACK, "2025-04-03T12:00"))
    assert found.findings == ()
    assert found.old == found.new
    assert (found.log, found.candidate) == ("log.yaml", "Jane")


def test_a_deadline_that_moves() -> None:
    """A finding that changes says in what: its state, its due time, its words. One that goes says what became of its case."""
    shorter = edit(("value: 4 weeks", "value: 3 weeks"))
    found = compare_reports(evaluate(PACK, "2025-04-03T12:00"), evaluate(shorter, "2025-04-03T12:00"))
    changed = {(one.finding.rule, one.finding.evidence[0].event): one for one in found.findings}
    emma = changed["return-books", "e4"]
    assert emma.kind is Kind.CHANGED
    assert [change.part for change in emma.changes] == ["level", "state", "due", "message"]
    assert ("due", "Mon 7 Apr 2025", "Mon 31 Mar 2025") in emma.changes
    assert [change.part for change in changed["return-books", "e1"].changes] == ["due", "message"]
    advice = compare_reports(evaluate(PACK, "2025-04-05T12:00"), evaluate(shorter, "2025-04-05T12:00"))
    [gone] = [one for one in advice.findings if one.finding.rule == "renew-in-time"]
    assert (gone.kind, gone.old, gone.elsewhere) == (Kind.GONE, gone.finding, State.LAPSED)


def test_rules_that_come_and_go() -> None:
    """Findings of a rule that only one pack has are new, or gone; where the case is there, its state is told."""
    without = PACK[: PACK.index("  # `must_not`")]
    at = "2025-03-09T12:00"
    gone = compare_reports(evaluate(PACK, at), evaluate(without, at))
    assert [(one.kind, one.finding.rule) for one in gone.findings] == [(Kind.GONE, "no-lending-on")] * 2
    new = compare_reports(evaluate(without, at), evaluate(PACK, at))
    assert sorted(one.finding.rule for one in new.findings) == sorted(one.finding.rule for one in gone.findings)
    assert {one.kind for one in new.findings} == {Kind.NEW}
    assert {one.elsewhere for one in new.findings} == {None}
    kinder = edit(("forbid: {event: book_lent_on, where: {book: $loan.book}}", "forbid: {event: book_lent_on, where: {book: Emma}}"))
    found = compare_reports(evaluate(PACK, at), evaluate(kinder, at))
    assert [(one.kind, one.elsewhere) for one in found.findings] == [(Kind.GONE, State.CLEAR)] * 2


REPORT = evaluate(PACK, "2025-04-03T12:00")
FINDINGS = st.lists(
    st.builds(
        lambda rule, person, due, message: REPORT.findings[0]._replace(
            rule=rule, about={"person": person, "event": None}, due=due, message=message
        ),
        st.sampled_from(["one", "two"]),
        st.sampled_from(["p1", "p2", None]),
        st.sampled_from([None, datetime(2025, 9, 9, tzinfo=UTC), datetime(2025, 9, 10, tzinfo=UTC)]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=6,
)


@given(FINDINGS, FINDINGS)
def test_what_differs_makes_one_of_the_other(old: list[Finding], new: list[Finding]) -> None:
    """The old findings, without those that are gone and changed, with those that are new, are the new ones; no pair is of two cases."""
    found = compare_reports(REPORT._replace(findings=tuple(old)), REPORT._replace(findings=tuple(new))).findings
    taken = [id(one.old) for one in found if one.old is not None]
    assert len(set(taken)) == len(taken)
    kept = [one for one in old if id(one) not in taken]
    rebuilt = kept + [one.new for one in found if one.new is not None]

    def key(one: Finding) -> str:
        return repr((one.rule, sorted(one.about.items(), key=repr), one.due, one.message))

    assert sorted(map(key, rebuilt)) == sorted(map(key, new))
    for one in found:
        if one.old is not None and one.new is not None:
            assert (one.old.rule, one.old.about) == (one.new.rule, one.new.about)
            assert one.changes
