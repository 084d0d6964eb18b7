"""JSON Lines of other tools."""

from __future__ import annotations

from afterword.tests.foreign.imports import events, import_text, read_logs


def test_a_usual_file() -> None:
    """Keys are columns, those of inner objects with a dot; lists stay lists, and null says nothing."""
    line = (
        '{"case": 0, "act": "A_SUBMITTED", "ts": 1317422324546, "seq": 0, "ok": true, "who": {"name": "Ann", "age": null}, '
        '"tags": ["x", 1, null], "none": null, "cost": 1.50}\n'
    )
    found = import_text("jsonl", line + "\n" + '{"case": 0, "act": "B", "ts": 1317422324547, "tags": "z"}\n')
    assert events(found, "0") == [
        {
            "type": "A_SUBMITTED",
            "at": "2011-09-30T22:38:44.546Z",
            "seq": 0,
            "ok": True,
            "who_name": "Ann",
            "tags": ["x", 1],
            "cost": 1.5,
        },
        {"type": "B", "at": "2011-09-30T22:38:44.547Z", "tags": ["z"]},
    ]
    assert '"cost": 1.50' in found.text
    assert read_logs(found)


def test_names_are_learned_from_many_lines() -> None:
    """A key need not stand in the first line."""
    text = '{"case": 1, "act": "a", "ts": "2025-09-09T11:00Z"}\n{"case": 1, "act": "b", "ts": "2025-09-09T11:00Z", "late": 1}\n'
    assert events(import_text("jsonl", text, keep=("late",)))[1]["late"] == 1
    assert import_text("jsonl", text, keep=("lat",)).mistakes[0].hint == "did you mean `late`?"


def test_no_lines() -> None:
    """A file without a line is empty."""
    assert import_text("jsonl", "\n\n").codes == ["empty-file"]


def test_letters_that_are_none() -> None:
    """A line in another encoding is told by itself."""
    good = b'{"case": 1, "act": "a", "ts": "2025-09-09T11:00Z"}\n'
    found = import_text("jsonl", good + b'{"case": 1, "act": "\xe4"}\n')
    assert [(one.code, one.span.line) for one in found.mistakes] == [("wrong-encoding", 2)]


def test_deep_objects() -> None:
    """Brackets without an end are a mistake, not a crash."""
    assert "too-deep" in import_text("jsonl", '{"a": ' + "[" * 100_000 + "\n").codes


def test_places() -> None:
    """A mistake is placed at its value."""
    text = '{"case": {"nr": 1}, "act": "a", "ts": "soon"}\n'
    [mistake] = import_text("jsonl", text, case="case.nr").mistakes
    assert (mistake.span.line, mistake.span.column, mistake.span.end_column) == (1, 39, 45)
