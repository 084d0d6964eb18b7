"""Tables of logs to tables of verdicts: the same verdicts as one log at a time, and mistakes as rows."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa

from afterword.benchmarks.cluster import Plain, row_lines
from afterword.engine.distributed import evaluate_table
from afterword.engine.distributed.evaluate_table import TableEvaluator
from afterword.engine.distributed.schema import VERDICTS
from afterword.engine.embedding import InputError
from afterword.tests.distributed.tables import AS_OF, HEAD, MET, errors, event_table, one_event, whole_logs

LOGS = range(40)
DECIMAL_PACK = """\
pack: {id: prices, version: "1", title: Prices}
vocabulary:
  events:
    paid:
      fields:
        price: {type: decimal}
        on: {type: date}
        seen: {type: time}
        days: {type: [date]}
rules:
  - id: dear
    kind: advice
    title: Not dear
    for_each: {paid: {event: paid, where: {price: 12.5, on: {present: true}, seen: {present: true}, days: {present: true}}}}
    show: {within: 2000 days}
    say: {open: "Too dear."}
"""


@pytest.fixture(scope="module")
def evaluator() -> TableEvaluator:
    """The default pack."""
    return TableEvaluator(as_of=AS_OF)


def codes(evaluator: TableEvaluator, table: pa.Table) -> list[tuple[str | None, str, str]]:
    """The mistakes that an evaluation tells."""
    return errors(evaluator.evaluate(table))


@pytest.mark.parametrize("make", [whole_logs, event_table])
def test_verdicts_are_those_of_one_log_at_a_time(evaluator: TableEvaluator, make: Any) -> None:  # noqa: ANN401
    """Every case and every finding of a report is a row, and no other."""
    found = evaluator.evaluate(make(LOGS))
    assert found.schema == VERDICTS
    assert sorted(chain.from_iterable(map(row_lines, found.to_pylist()))) == sorted(chain.from_iterable(map(Plain().lines, LOGS)))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_a_log_cut_between_batches_is_put_together(evaluator: TableEvaluator, size: int) -> None:
    """However the rows come, the verdicts are the same, in the same order."""
    table = event_table(LOGS)
    found = pa.Table.from_batches(evaluator.evaluate_batches(table.to_batches(max_chunksize=size)), VERDICTS)
    assert found.equals(evaluator.evaluate(table))


def test_whole_logs_may_come_in_batches(evaluator: TableEvaluator) -> None:
    """A row is a log; nothing is put together, and nothing lost."""
    table = whole_logs(LOGS)
    batches = [table.schema.empty_table().to_batches() or [], table.to_batches(max_chunksize=3)]
    found = pa.Table.from_batches(evaluator.evaluate_batches(chain.from_iterable(batches)), VERDICTS)
    assert found.equals(evaluator.evaluate(table))


def test_nothing_in_nothing_out(evaluator: TableEvaluator) -> None:
    """No rows make no rows, and no batch at all makes none."""
    assert evaluator.evaluate(whole_logs(range(1)).slice(1)).num_rows == 0
    assert evaluator.evaluate(event_table(range(1)).slice(1)).schema == VERDICTS
    assert list(evaluator.evaluate_batches([])) == []


def test_what_comes_out_is_cut(evaluator: TableEvaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many verdicts leave in several batches, so that memory does not grow with what comes in."""
    wanted = evaluator.evaluate(whole_logs(LOGS))
    monkeypatch.setattr(evaluate_table, "_MOST_ROWS", 10)
    batches = list(evaluator.evaluate_batches(whole_logs(LOGS).to_batches()))
    assert len(batches) > 5
    assert pa.Table.from_batches(batches).equals(wanted)


def test_findings_alone(evaluator: TableEvaluator) -> None:
    """Cases that need nobody's attention can be left out."""
    every = evaluator.evaluate(whole_logs(LOGS)).to_pylist()
    some = TableEvaluator(as_of=AS_OF, findings_only=True).evaluate(whole_logs(LOGS)).to_pylist()
    assert some == [row for row in every if row["level"] is not None]
    assert 0 < len(some) < len(every)


def test_it_travels_and_is_made_ready_once() -> None:
    """A copy that was sent elsewhere says the same; many copies in one process share one pack."""
    evaluator = TableEvaluator(
        as_of=datetime(2024, 2, 1, 12, tzinfo=UTC), settings={"thank_you_within": "48 hours", "outside_rules": False}
    )
    copies = [
        pickle.loads(pickle.dumps(evaluator))  # noqa: S301 - our own
        for _ in range(2)
    ]
    wanted = evaluator.evaluate(whole_logs(LOGS))
    before = evaluate_table._unpack.cache_info().misses
    assert all(copy.evaluate(whole_logs(LOGS)).equals(wanted) for copy in copies)
    assert evaluate_table._unpack.cache_info().misses == before
    assert not wanted.equals(TableEvaluator(as_of=AS_OF).evaluate(whole_logs(LOGS)))


def test_the_state_of_a_letter(evaluator: TableEvaluator) -> None:
    """A row says what the report says: state, level, topic, whom it is about, since when and until when."""
    later = TableEvaluator(as_of="2025-09-12T09:00")
    [row] = [one for one in later.evaluate(one_event()).to_pylist() if one["rule"] == "thank-you-letter"]
    assert (row["candidate"], row["state"], row["level"], row["topic"]) == ("jane", "overdue", "overdue", "thank_you_missing")
    assert dict(row["about"]) == {"application": "a1", "interview": "i1", "person": "p1"}
    assert row["since"] == datetime(2025, 9, 9, 10, tzinfo=UTC)
    assert row["due"] > row["since"]
    assert row["event"] is None
    assert row["message"]
    assert evaluator.evaluate(one_event()).num_rows == 0, "it has not happened yet"


def columns() -> Iterator[Any]:
    """The same log, its cells in other types."""
    yield one_event(at=datetime(2025, 9, 9, 10, tzinfo=UTC))
    yield one_event(at=datetime(2025, 9, 9, 11))  # noqa: DTZ001 - local to the log
    yield one_event().set_column(3, "at", pa.array([1757412000 * 10**9], pa.timestamp("ns", "America/New_York")))
    yield one_event(id="mine")
    yield one_event(head=json.dumps(HEAD, indent=2), fields=json.dumps(MET, indent=2))
    yield one_event(head=json.dumps({**HEAD, "candidate": "jane"}))
    rest = one_event().drop_columns(["fields"])
    split = {name: pa.array([value]) for name, value in MET.items()}
    yield pa.table({**dict(zip(rest.column_names, rest.columns, strict=True)), **split})
    yield one_event(type=pa.array(["interview_completed"]).dictionary_encode()[0].as_py(), fields=json.dumps({**MET, "id": "e7"}))
    table = one_event()
    yield table.set_column(2, "type", table["type"].dictionary_encode())


@pytest.mark.parametrize("table", list(columns()))
def test_columns_may_be_of_many_types(table: pa.Table) -> None:
    """Moments with and without a zone, fields in columns or as JSON: it is the same log."""
    later = TableEvaluator(as_of="2025-09-12T09:00")
    assert later.evaluate(table).equals(later.evaluate(one_event()))


def test_a_day_is_a_day_and_a_number_a_number(tmp_path: Path) -> None:
    """Dates, times, lists of dates and exact decimals arrive as the pack wants them."""
    (tmp_path / "prices.yaml").write_text(DECIMAL_PACK, encoding="utf-8")
    evaluator = TableEvaluator(tmp_path / "prices.yaml", as_of="2025-01-01")
    day = date(2024, 1, 8)
    table = pa.table(
        {
            "candidate": [7],
            "head": ['{"timezone": "Europe/London"}'],
            "type": ["paid"],
            "day": [day],
            "price": [Decimal("12.50")],
            "on": [day],
            "seen": [datetime(2024, 1, 8, 9, tzinfo=UTC)],
            "days": [[day]],
        }
    )
    [row] = evaluator.evaluate(table).to_pylist()
    assert (row["candidate"], row["state"], row["event"], row["error"]) == ("7", "open", None, None)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"type": "interview_complete"}, [("jane", "unknown-event-type", "event 1")]),
        ({"at": None}, [("jane", "at-or-day", "event 1")]),
        ({"at": "yesterday"}, [("jane", "time-format", "event 1")]),
        ({"candidate": None}, [(None, "no-candidate", "candidate")]),
        ({"candidate": ""}, [("", "no-candidate", "candidate")]),
        ({"head": '{"timezone": "Mars"}'}, [("jane", "unknown-zone", "head")]),
        ({"head": "[]"}, [("jane", "wrong-type", "head")]),
        ({"head": '{"timezone": "UTC"'}, [("jane", "unclosed-bracket", "head")]),
        ({"head": "[" * 5000}, [("jane", "too-deep", "head")]),
        ({"head": json.dumps({**HEAD, "candidate": "joe"})}, [("jane", "duplicate-key", "head")]),
        ({"head": json.dumps({**HEAD, "events": []})}, [("jane", "duplicate-key", "head")]),
        ({"fields": json.dumps({**MET, "type": "other"})}, [("jane", "duplicate-key", "event 1")]),
        ({"fields": json.dumps({**MET, "round": float("nan")})}, [("jane", "bad-number", "event 1")]),
        ({"fields": '{"app": "a1"}, {"type": "x"}'}, [("jane", "extra-text", "event 1")]),
        ({"fields": json.dumps({**MET, "app": "a9"})}, [("jane", "unknown-reference", "event 1")]),
        ({"id": None}, [("jane", "missing-field", "event 1")]),
        ({"id": "e1", "note": "\U0001f600 \x07"}, []),
    ],
)
def test_mistakes_are_rows(cells: dict[str, Any], wanted: list[tuple[str | None, str, str]]) -> None:
    """What is wrong with a log is told with its code and its place, and never stops the rest."""
    later = TableEvaluator(as_of="2025-09-12T09:00")
    assert set(wanted) <= set(codes(later, one_event(**cells)))
    both = pa.concat_tables(
        [one_event(**cells), one_event(candidate="joe", **({"id": "e1"} if "id" in cells else {}))], promote_options="permissive"
    )
    rows = later.evaluate(both).to_pylist()
    assert {row["rule"] for row in rows if row["candidate"] == "joe" and row["error"] is None} >= {"thank-you-letter"}
    assert all(row["rule"] is None and row["message"] for row in rows if row["error"] is not None)


def test_heads_that_differ_are_a_mistake(evaluator: TableEvaluator) -> None:
    """Nobody can tell which of two heads counts; one on a single row of a log is enough."""
    heads = [json.dumps(HEAD), None, json.dumps({**HEAD, "timezone": "UTC"})]
    table = pa.concat_tables([one_event(head=head, id=f"e{number}") for number, head in enumerate(heads)], promote_options="permissive")
    assert codes(evaluator, table) == [("jane", "two-heads", "head")]
    assert codes(evaluator, table.slice(0, 2)) == []


@pytest.mark.parametrize(
    ("log", "wanted"),
    [
        ('{"candidate": "jane", "events": [], "event": 1}', ("jane", "unknown-key", "1:37")),
        ('{"candidate": "jane"', (None, "unclosed-bracket", "1:1")),
        ('{"candidate": 5, "timezone": 5, "events": []}', ("5", "unknown-zone", "1:30")),
        ("", (None, "empty-file", "1:1")),
        (None, (None, "empty-file", "1:1")),
    ],
)
def test_mistakes_of_whole_logs_have_their_place(evaluator: TableEvaluator, log: str | None, wanted: tuple[str | None, str, str]) -> None:
    """Line and column within the text of the log; whose it is, as far as it says."""
    found = codes(evaluator, pa.table({"log": pa.array([log], pa.string())}))
    assert found == [wanted]


def test_a_column_names_the_candidates_of_whole_logs(evaluator: TableEvaluator) -> None:
    """Beside broken logs, a column says whose they are."""
    assert codes(evaluator, pa.table({"log": ["{"], "candidate": ["joe"]})) == [("joe", "unclosed-bracket", "1:1")]


def test_bytes_that_are_no_text_are_a_mistake(evaluator: TableEvaluator) -> None:
    """Spark does not look into texts; what is no UTF-8 is told, and goes no further."""
    broken = pa.array([b"Jos\xe9"]).view(pa.string())
    name = one_event().set_column(0, "candidate", broken)
    assert codes(evaluator, name) == [("Jos\ufffd", "wrong-encoding", "head")]
    batches = [*one_event(candidate="ann").to_batches(), *name.to_batches()]
    found = pa.Table.from_batches(evaluator.evaluate_batches(batches), VERDICTS)
    assert errors(found) == [("Jos\ufffd", "wrong-encoding", "head")]


def test_a_moment_that_a_clock_leaves_out() -> None:
    """Half past two of a night in spring is no time for those whose clocks go forward then; others are told as ever."""
    evaluator = TableEvaluator(as_of="2026-03-29T02:30")
    berlin, utc = (json.dumps({**HEAD, "timezone": zone}) for zone in ("Europe/Berlin", "UTC"))
    table = pa.concat_tables([one_event(head=berlin), one_event(head=utc, candidate="joe")])
    found = evaluator.evaluate(table)
    assert errors(found) == [("jane", "time-skipped", "as_of")]
    assert {row["candidate"] for row in found.to_pylist() if row["rule"]} == {"joe"}


def test_rows_of_nobody_do_not_wait(evaluator: TableEvaluator) -> None:
    """Rows without a candidate are told batch by batch, however many there are."""
    table = pa.concat_tables([event_table(range(2)), one_event(candidate=None), one_event(candidate=None)], promote_options="permissive")
    found = pa.Table.from_batches(evaluator.evaluate_batches(table.to_batches(max_chunksize=1)), VERDICTS)
    assert errors(found) == [(None, "no-candidate", "candidate")] * 2


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ({"candidate": ["jane"], "at": ["2025-09-09"]}, ["missing-field"]),
        ({"type": ["x"]}, ["missing-field", "missing-field"]),
        ({"candidate": ["jane"], "type": ["x"], "day": ["2025-09-09"], "intervew": ["i1"]}, ["unknown-field"]),
        ({"log": ["{}"], "at": ["x"]}, ["unknown-field"]),
    ],
)
def test_columns_that_do_not_fit_stop_the_run(evaluator: TableEvaluator, table: dict[str, Any], wanted: list[str]) -> None:
    """A wrong column is a mistake of the program, and is told before a log is read."""
    with pytest.raises(InputError) as caught:
        evaluator.evaluate(pa.table(table))
    assert [one.code for one in caught.value.diagnostics] == wanted
    with pytest.raises(InputError):
        list(evaluator.evaluate_batches(pa.table(table).to_batches()))


def test_a_misspelt_column_is_marked(evaluator: TableEvaluator) -> None:
    """The mistake shows which column, and what was meant."""
    with pytest.raises(InputError, match="did you mean `interview`"):
        evaluator.check_columns(["candidate", "type", "at", "intervew"])


@pytest.mark.parametrize("wrong", [{"pack": "no-such-pack"}, {"settings": {"no_such": 1}}, {"as_of": "soon"}])
def test_a_wrong_question_is_refused_at_once(wrong: dict[str, Any]) -> None:
    """Pack, settings and the moment are looked at before there is a log."""
    with pytest.raises(InputError):
        TableEvaluator(**{"as_of": AS_OF, **wrong})
