"""A window is said to be closed exactly where nobody can be in time, whenever they write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.load_pack import load_pack
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.engine.verdicts import State
from afterword.tests.lint.packs import HEAD, codes, lint

START = datetime(2025, 6, 4, 12, tzinfo=UTC)
WORDS = "vocabulary: {events: {met: {fields: {until: time}}, called: {}, wrote: {}}}\nrules:\n"
ONE = "talk: {event: met}"
TWO = "talk: {event: met}, call: {event: called}"
WINDOWS = {
    "within: 1 day": (ONE, False),
    "within: 0 hours": (ONE, True),
    "within: 0 days, from: $talk.until": (ONE, False),
    "before: $talk.at": (ONE, True),
    "before: {from: $talk.at, minus: 1 day}": (ONE, True),
    "before: {from: $talk.at, plus: 1 day}": (ONE, False),
    "before: $talk.until": (ONE, False),
    "before: {from: $talk.until, minus: 1 day}": (ONE, False),
    "after: 2 days, before: {from: $talk.at, plus: 1 day}": (ONE, True),
    "after: 1 day, before: {from: $talk.at, plus: 2 days}": (ONE, False),
    "after: {from: $talk.at, plus: 3 days}, within: 1 day": (ONE, True),
    "after: {from: $talk.at, plus: 3 days}, within: 1 day, from: $talk.until": (ONE, False),
    "after: $talk.until, within: 1 day": (ONE, False),
    "within: 1 day, from: {from: $talk.at, minus: 2 days}": (ONE, True),
    "within: 2 days, from: {from: $talk.at, minus: 1 day}": (ONE, False),
    "within: 24 hours, from: {from: $talk.at, minus: 48 hours}": (ONE, True),
    "within: 24 hours, from: {from: $talk.at, minus: 12 hours}": (ONE, False),
    "within: 24 hours, from: {from: $talk.at, plus: 1 day}": (ONE, False),
    "within: 1 day, from: {from: $call.at, minus: 2 days}": (TWO, True),
    "within: 1 day, from: $call.at": (TWO, False),
    "after: 3 days, before: {from: $call.at, plus: 2 days}": (TWO, True),
    "after: 1 day, before: {from: $call.at, plus: 2 days}": (TWO, False),
    "before: {from: $talk.at, plus: 25 hours}": (TWO, False),
    "direction: any, before: $talk.at": (ONE, False),
}


def write(hours: float) -> str:
    """A moment so many hours from the start."""
    return (START + timedelta(hours=hours)).isoformat()


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_that_nobody_can_be_in(window: str) -> None:
    """Letters are written at any hour but that of the talk itself, with calls and ends of all kinds."""
    bound, closed = WINDOWS[window]
    rule = f"  - {{id: one, kind: must, title: T, say: x, for_each: {{{bound}}}, expect: {{event: wrote, {window}}}}}\n"
    text = HEAD + WORDS + rule
    assert ("never-in-time" in codes(lint(text))) is closed
    pack = load_pack(parse_documents(Source("pack.yaml", text)).value or (), {}).value
    assert pack is not None
    compiled = compile_for_evaluation(pack).value
    assert compiled is not None
    evaluator, reader = Evaluator(compiled, "native"), LogReader(pack.vocabulary)
    states = set()
    for until in (-30, 60):
        for call in (-20, 20) if bound is TWO else (None,):
            letters = "".join(
                f'{{"events": [{{"id": "t", "type": "met", "at": "{write(0)}", "until": "{write(until)}"}}, '
                + (f'{{"id": "c", "type": "called", "at": "{write(call)}"}}, ' if call is not None else "")
                + f'{{"id": "w", "type": "wrote", "at": "{write(hour + 0.5)}"}}]}}\n'
                for hour in range(-80, 120, 8)
            )
            logs = parse_logs(Source("log.jsonl", letters), reader)
            assert logs.value is not None, logs.diagnostics
            as_of = round((START + timedelta(days=30)).timestamp() * 1_000_000)
            states |= {verdict.state for log in logs.value for verdict in evaluator.verdicts(log, as_of)}
    assert (State.DONE not in states) is closed
