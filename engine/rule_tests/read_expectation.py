"""What a case expects of a rule, read and held against the rules and the log that there are."""

from __future__ import annotations

from datetime import datetime

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.language.rule import RuleKind
from afterword.engine.language.scope import as_scalar, as_table, text_of
from afterword.engine.language.states import reachable_states
from afterword.engine.log.model import Log
from afterword.engine.reading.nodes import Entry, Scalar, Table
from afterword.engine.rule_tests.model import Expectation
from afterword.engine.rule_tests.variants import Variant
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_time_or_day, to_datetime
from afterword.engine.times.model import TimeProblem
from afterword.engine.verdicts import Level, State

_STATES = {state.value: state for state in State}
_LEVELS = {level.value: level for level in Level}


def check_rule(rule: Scalar, variant: Variant, source: Source) -> Diagnostic | None:
    """What is wrong with the id of a rule that must come to a state."""
    known = variant.rules.get(rule.text)
    if known is not None and known.kind is not RuleKind.FACT:
        return None
    judged = [one.id for one in variant.pack.rules if one.kind is not RuleKind.FACT]
    message, hint = f"the pack has no rule {quote(rule.text)}", choices_hint(rule.text, judged)
    if known is not None:
        message = f"{quote(rule.text)} concludes a fact, and comes to no state"
        hint = "name a rule that builds on it"
    elif rule.text in variant.switched_off:
        message, hint = f"the rule {quote(rule.text)} is switched off", "switch it on under `settings`"
    return Diagnostic("unknown-rule", message, rule.place.span(source), hint)


def read_expectation(node: Table, log: Log | None, variant: Variant, source: Source) -> Outcome[Expectation]:
    """An expectation, as far as it can be read, and every mistake in it; without a log, ids are taken as they are."""
    return _ExpectationReader(log, variant, source).read(node)


class _ExpectationReader:
    def __init__(self, log: Log | None, variant: Variant, source: Source) -> None:
        self.log = log
        self.variant = variant
        self.source = source
        self.found: list[Diagnostic] = []

    def read(self, node: Table) -> Outcome[Expectation]:
        """An expectation, or nothing where it names no rule."""
        given = {entry.key.text: value for entry in node.entries if (value := as_scalar(entry.value)) is not None}
        rule = given.get("rule")
        if rule is None:
            return Outcome(None)
        unknown = check_rule(rule, self.variant, self.source)
        self.found += [unknown] if unknown is not None else []
        state = self.state(given.get("state"), rule.text)
        about = as_table(node.get("about"))
        pairs = tuple(pair for entry in (about.entries if about is not None else ()) if (pair := self.about(entry)) is not None)
        due = self.due(given.get("due"))
        words = [given[key].text for key in ("state", "level") if key in given]
        words += [f"{kind} {one}" for kind, one in pairs]
        words += [f"due {given['due'].text}"] if "due" in given else []
        words += [f'"{given["message"].text}"'] if "message" in given else []
        level = _LEVELS.get(text_of(given.get("level")))
        message = given["message"].text if "message" in given else None
        expectation = Expectation(rule.text, node.place.span(self.source), ", ".join(words), state, level, pairs, due, message)
        return Outcome(expectation, tuple(self.found))

    def state(self, node: Scalar | None, rule: str) -> State | None:
        """A state that the rule can come to."""
        state = _STATES.get(text_of(node))
        known = self.variant.rules.get(rule)
        reachable = reachable_states(known) if known is not None else ()
        if node is not None and state is not None and reachable and state not in reachable:
            hint = f"it can be {', '.join(f'`{one.value}`' for one in reachable)}"
            self.report("state-out-of-reach", f"a case of {quote(rule)} is never `{state.value}`", node, hint)
        return state

    def about(self, entry: Entry) -> tuple[str, str] | None:
        """A kind of thing, by its name or by the key that events use, and the id of one that the log knows."""
        entities = self.variant.pack.vocabulary.entities
        keys = {entity.key: name for name, entity in entities.items()}
        word = entry.key.text
        kind = word if word in entities or word == "event" else keys.get(word)
        if kind is None:
            hint = choices_hint(word, (*entities, *keys, "event"))
            self.report("unknown-entity", f"there is no kind of thing {quote(word)}", entry.key, hint)
            return None
        node = as_scalar(entry.value)
        if node is None:
            return None
        if self.log is not None:
            known = [event.id for event in self.log.events] if kind == "event" else list(self.log.records.get(kind, ()))
            if node.text not in known:
                hint = choices_hint(node.text, known) or "name one that the log has"
                self.report("unknown-reference", f"there is no {kind} {quote(node.text)} in this log", node, hint)
        return kind, node.text

    def due(self, node: Scalar | None) -> tuple[datetime, datetime] | None:
        """A time, or a whole day, in the log's zone."""
        if node is None:
            return None
        due = parse_time_or_day(node.text, self.log.zone if self.log is not None else "UTC")
        if isinstance(due, TimeProblem):
            self.report(due.code, due.message, node, due.hint)
            return None
        return to_datetime(due.lo, "UTC"), to_datetime(due.hi, "UTC")

    def report(self, code: str, message: str, node: Scalar, hint: str | None) -> None:
        """Note a mistake."""
        self.found.append(Diagnostic(code, message, node.place.span(self.source), hint))
