"""The examples of rules are small logs."""

from __future__ import annotations

from afterword.engine.language.examples import example_log, load_examples
from afterword.engine.verdicts import State
from afterword.tests.language.packs import HEAD, WORDS, documents, load, marked, read_pack, rule_text

EXAMPLES = """
expect: {event: wrote}
examples:
  - name: written
    log: {events: [{type: met, at: "2025-09-09T11:00", person: ann}, {type: wrote, at: "2025-09-09T12:00", person: ann}]}
    as_of: 2025-09-10
    expect: [done, waived]
  - {log: {events: []}, as_of: "2025-09-10T09:00", expect: []}
"""


def test_examples() -> None:
    """An example knows its rule, its log, the moment of asking and what must come out."""
    files = documents(HEAD + WORDS + "rules:\n" + rule_text(EXAMPLES), "rules:\n" + rule_text("expect: {event: met}", name="two"))
    examples = load_examples(files).value
    assert examples is not None
    first, second = examples
    assert (first.rule, first.name, first.as_of, first.expect) == ("one", "written", "2025-09-10", (State.DONE, State.WAIVED))
    assert (second.name, second.as_of, second.expect) == ("", "2025-09-10T09:00", ())
    assert first.span.source is files[0].source
    assert first.span.line < second.span.line


def test_log_of_an_example() -> None:
    """An example may leave out ids, the time zone, and whom its events name."""
    text = HEAD + WORDS + "rules:\n" + rule_text(EXAMPLES)
    vocabulary = read_pack(load(text)).vocabulary
    examples = load_examples(documents(text)).value or ()
    log = example_log(examples[0], vocabulary).value
    assert log is not None
    assert (len(log.events), len({event.id for event in log.events}), log.zone) == (2, 2, "UTC")
    assert list(log.records["person"]) == ["ann"]


def test_what_is_no_example() -> None:
    """What the schema refuses is told once, by `load_pack`, and left out here."""
    text = HEAD + WORDS + "rules:\n" + rule_text("expect: {event: wrote}\nexamples:\n  - {log: [], as_of: x, expect: [dne]}\n  - 3\n")
    assert load_examples(documents(text)).value == ()
    assert [(one.code, marked(one)) for one in load(text).diagnostics] == [
        ("wrong-kind", "[]"),
        ("unknown-value", "dne"),
        ("wrong-kind", "3"),
    ]
    assert load_examples(documents("- 3\n")).value == ()
