"""Files of cases, read as tests: logs, and what must come out of them at several moments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from afterword.engine.diagnostics import Diagnostic, Related, quote, sort_diagnostics
from afterword.engine.language.find_pack import path_of
from afterword.engine.language.scope import as_nodes, as_scalar, as_scalars, as_table, as_tables, text_of
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.reading.acceptor import Accepts, make_acceptor
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.reading.text import read_path
from afterword.engine.rule_tests.model import Expectation, TrialKind
from afterword.engine.rule_tests.read_examples import read_moment
from afterword.engine.rule_tests.read_expectation import check_rule, read_expectation
from afterword.engine.rule_tests.trials import Moment, Trial
from afterword.engine.rule_tests.variants import Variant, Variants
from afterword.engine.spans import Source

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "cases.schema.json"
_EVENTS, _EXPECTED = "events", ("expect", "some", "none")


def check_structure(document: Document) -> tuple[Diagnostic, ...]:
    """Every key of a file of cases that is not known, and every value of a wrong kind."""
    if _acceptor()(document.root):
        return ()
    from afterword.engine.reading.schema_check import check_schema

    return check_schema(document, json.loads(SCHEMA.read_text(encoding="utf-8")))


@cache
def _acceptor() -> Accepts:
    return make_acceptor(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read_cases(document: Document, variants: Variants) -> tuple[tuple[Trial, ...], tuple[Diagnostic, ...]]:
    """The cases of a file, as far as they can be read, and every mistake in it but those of its structure."""
    reader = _CaseReader(document, variants)
    root = as_table(document.root)
    trials = [reader.case(node) for node in as_tables(root.get("cases"))] if root is not None else []
    return tuple(trial for trial in trials if trial is not None), tuple(reader.found)


def check_cases(source: Source, variants: Variants) -> tuple[Diagnostic, ...]:
    """Every mistake in the text of a file of cases, read with the pack of ``variants``."""
    documents = parse_documents(source)
    found = list(documents.diagnostics)
    for document in documents.value or ():
        found += (*check_structure(document), *read_cases(document, variants)[1])
    return sort_diagnostics(found)


class _CaseReader:
    """Reads the cases of one file; what is wrong goes to ``found``."""

    def __init__(self, document: Document, variants: Variants) -> None:
        self.source = document.source
        self.variants = variants
        self.found: list[Diagnostic] = []

    def case(self, node: Table) -> Trial | None:
        """A case, or nothing where its settings leave no pack to read it by."""
        settings, outcome = self.variants.read(as_table(node.get("settings")), self.source)
        self.found += outcome.diagnostics
        variant = outcome.value
        if variant is None:
            return None
        rules = as_scalars(node.get("rules"))
        self.found += [mistake for rule in rules if (mistake := check_rule(rule, variant, self.source))]
        moments = self.moments(node, variant)
        name = as_scalar(node.get("name"))
        span = (name or node).place.span(self.source)
        return Trial(TrialKind.CASE, text_of(name), tuple(rule.text for rule in rules), settings, moments, span)

    def moments(self, node: Table, variant: Variant) -> tuple[Moment, ...]:
        """The moments of a case, each with the log as it is then."""
        tables = as_tables(node.get("moments"))
        logs = self.logs(node.get("log"), tables, variant)
        moments = [self.moment(table, log, variant) for table, log in zip(tables, logs, strict=True)]
        for (early, one), (late, other) in pairwise(zip(tables, moments, strict=True)):
            if one is not None and other is not None and other.at < one.at:
                before = (Related("the moment before", _at(early).place.span(self.source)),)
                hint = "put the moments in the order in which they come"
                self.report("clock-runs-back", "this moment is earlier than the one before it", _at(late), hint, before)
        return tuple(moment for moment in moments if moment is not None)

    def moment(self, node: Table, log: Log | None, variant: Variant) -> Moment | None:
        """A moment, or nothing where there is no log or no time."""
        at = as_scalar(node.get("at"))
        asked = self.asked(at, log) if at is not None else None
        keys = [entry.key for entry in node.entries]
        place = next((key.place for key in keys if key.text in _EXPECTED), node.place)
        if at is not None and {key.text for key in keys} <= {"at", _EVENTS}:
            self.report("missing-key", "a moment says what must come out", at, "add `expect`, `some` or `none`")
        expect, some, none = (self.expectations(node.get(key), log, variant) for key in _EXPECTED)
        if log is None or asked is None:
            return None
        return Moment(asked, log, place.span(self.source), expect if node.get("expect") else None, some, none)

    def asked(self, at: Scalar, log: Log | None) -> int | None:
        """When it is asked, on the clock of the log."""
        asked = read_moment(at.text, log.zone if log is not None else "UTC", at.place.span(self.source))
        self.found += asked.diagnostics
        return asked.value

    def expectations(self, node: Node | None, log: Log | None, variant: Variant) -> tuple[Expectation, ...]:
        """What is expected, as far as it can be."""
        outcomes = [read_expectation(one, log, variant, self.source) for one in as_tables(node)]
        self.found += [mistake for outcome in outcomes for mistake in outcome.diagnostics]
        return tuple(outcome.value for outcome in outcomes if outcome.value is not None)

    def logs(self, node: Node | None, moments: Sequence[Table], variant: Variant) -> Iterator[Log | None]:
        """The log of each moment: always that of a file, or one that stands here and grows from moment to moment."""
        if isinstance(node, Scalar):
            hint = f"write them into {quote(node.text)}, or the log into this file"
            for moment in moments:
                if told := moment.get(_EVENTS):
                    self.report("events-elsewhere", "the log of this case is a file of its own, and its events stand there", told, hint)
            yield from [self.log_of_file(node, variant)] * len(moments)
            return
        own = as_table(node) or Table((), Place(1, 1, 1, 1))
        log = None
        events = as_nodes(own.get(_EVENTS))
        for number, moment in enumerate(moments):
            if number == 0 or moment.get(_EVENTS):
                events += as_nodes(moment.get(_EVENTS))
                outcome = variant.example_reader.read(Document(_with_events(own, events), self.source))
                self.found += outcome.diagnostics
                log = outcome.value
            yield log

    def log_of_file(self, path: Scalar, variant: Variant) -> Log | None:
        """The one log of a file; where it cannot be read, this is told at its name."""
        text = read_path(path_of(path.text, str(Path(self.source.name).parent)))
        if text.value is None:
            here = path.place.span(self.source)
            self.found += [one if one.span.source.text else one._replace(span=here) for one in text.diagnostics]
            return None
        outcome = parse_logs(text.value, variant.reader)
        self.found += outcome.diagnostics
        logs = outcome.value or ()
        if outcome.value is not None and len(logs) != 1:
            message = f"this file holds {len(logs)} logs, and a case has one"
            self.report("not-one-log", message, path, "put the log of this case into a file of its own")
        return logs[0] if len(logs) == 1 else None

    def report(self, code: str, message: str, node: Node, hint: str, related: tuple[Related, ...] = ()) -> None:
        """Note a mistake."""
        self.found.append(Diagnostic(code, message, node.place.span(self.source), hint, related))


def _at(moment: Table) -> Node:
    """Where a moment says when it is."""
    return moment.get("at") or moment


def _with_events(log: Table, events: tuple[Node, ...]) -> Table:
    """A log with these events in place of its own."""
    key = Scalar(_EVENTS, quoted=False, place=log.place)
    kept = tuple(entry for entry in log.entries if entry.key.text != _EVENTS)
    return Table((*kept, Entry(key, Items(events, log.place))), log.place)
