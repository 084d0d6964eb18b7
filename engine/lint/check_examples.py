"""Reads the logs of examples, and finds those that cannot come out, without running them."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.examples import Example, load_examples
from afterword.engine.language.patterns import EventSource
from afterword.engine.language.rule import Rule
from afterword.engine.language.scope import as_tables, text_of
from afterword.engine.lint.subject import Role, Subject, patterns_of
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.nodes import Document
from afterword.engine.times.instants import parse_time_or_day
from afterword.engine.times.model import TimeProblem


def check_examples(subject: Subject) -> Iterator[Diagnostic]:
    """What is wrong in the log of an example, and `example-misses`."""
    if not subject.speaks:
        return
    reader = LogReader(subject.pack.vocabulary, [one.rule.id for one in subject.rules], example=True)
    sound = {one.rule.id: one.rule for one in subject.sound}
    for example in load_examples(subject.documents).value or ():
        log = reader.read(Document(example.log, example.source))
        yield from log.diagnostics
        asked = parse_time_or_day(example.as_of, log.value.zone if log.value is not None else "UTC") if example.as_of else None
        if isinstance(asked, TimeProblem):
            yield Diagnostic(asked.code, asked.message, example.asked, asked.hint)
        if example.rule in sound:
            yield from _check_cases(example, sound[example.rule])


def _check_cases(example: Example, rule: Rule) -> Iterator[Diagnostic]:
    """Whether there can be a case at all, and whether there can be none."""
    if not example.expect and not rule.bindings and not rule.when:
        message = "a rule without `for_each` and `when` has a case in every log, but this expects none"
        yield Diagnostic("example-misses", message, example.expected, "name the state that the case should come to")
    if example.expect:
        types = {text_of(event.get("type")) for event in as_tables(example.log.get("events"))}
        for role, pattern in patterns_of(rule):
            needed = pattern.source.types if isinstance(pattern.source, EventSource) and role in {Role.CASE, Role.SOME} else ()
            if needed and types.isdisjoint(needed):
                message = f"the rule has no case without {' or '.join(f'`{name}`' for name in needed)}, and this log has none"
                yield Diagnostic("example-misses", message, example.span, "add such an event to the log, or write `expect: []`")
                return
