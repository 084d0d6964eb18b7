"""Whole files of other tools to logs: what was imported, or every mistake that keeps it from being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import IO, TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.case_store import CaseStore
from afterword.engine.foreign.columns import CASE_PREFIX, LIFECYCLE, Columns, Request, choose_columns, take_columns
from afterword.engine.foreign.convert import Converter, Harvest
from afterword.engine.foreign.file_text import FileText, Stream
from afterword.engine.foreign.moments import why_impossible
from afterword.engine.foreign.rows import Placed, Row, Table
from afterword.engine.foreign.survey import Survey
from afterword.engine.foreign.xes_log import Trace, XesLog
from afterword.engine.reading.mistakes import empty_file
from afterword.engine.reading.nodes import Place
from afterword.engine.spans import Source
from afterword.engine.times.problems import unknown_zone
from afterword.engine.times.zones import find_zone

NAME, TIMESTAMP = "concept:name", "time:timestamp"
"""The attributes of XES that name a case or an event, and say when it happened."""

OpenTable: TypeAlias = Callable[[Stream, BadRows], Outcome[Table]]
"""Opens a file of rows."""


def check_request(request: Request) -> tuple[Diagnostic, ...]:
    """What is wrong with a request, whatever the files hold."""
    mistakes = list(check_zone(request.zone))
    if request.form is not None and (why := why_impossible(request.form)):
        hint = "write `seconds`, `milliseconds`, or the signs of a form, as in `%d.%m.%Y %H:%M:%S`"
        mistakes.append(_typed("--time-format", request.form, "time-format", f"no time is written as {quote(request.form)}: {why}", hint))
    return tuple(mistakes)


def check_zone(zone: str | None) -> tuple[Diagnostic, ...]:
    """A mistake where the zone that was asked for does not exist."""
    if zone is None or find_zone(zone) is not None:
        return ()
    problem = unknown_zone(zone)
    return (_typed("--timezone", zone, problem.code, problem.message, problem.hint),)


def import_tables(streams: Iterable[Stream], open_table: OpenTable, request: Request, file: IO[bytes]) -> Harvest:
    """The logs in files of rows. Rows of a case need not stand together, nor in one file. ``file`` is what a `CaseStore` needs."""
    work = _Work(request, file)
    for stream in streams:
        opened = open_table(stream, work.bad)
        work.add_all(opened.diagnostics)
        table = opened.value
        if table is None:
            continue
        if not table.names and not work.bad.count:
            work.add_all((empty_file(table.text),))
        columns = choose_columns(table.names, request, Place(1, 1, 1, 2).span(table.text)) if table.names else Outcome[Columns](None)
        work.add_all(columns.diagnostics)
        if columns.value is not None:
            work.read_table(table, columns.value)
    return work.harvest


def import_xes(streams: Iterable[Stream], classifier: str | None, request: Request, file: IO[bytes]) -> Harvest:
    """The logs in XES files, one a trace. The type of an event is its `concept:name`, or what a ``classifier`` of the file says."""
    work = _Work(request, file)
    for stream in streams:
        work.read_xes(XesLog(stream, work.bad), classifier)
    return work.harvest


class _Work:
    """One import, over all its files."""

    def __init__(self, request: Request, file: IO[bytes]) -> None:
        self.bad = BadRows(skipped=request.skip_bad)
        self.harvest = Harvest(CaseStore(file), Survey(), self.bad, {})
        self._request = request

    def add_all(self, mistakes: Iterable[Diagnostic]) -> None:
        """Add mistakes that no row is to blame for: these are not passed over."""
        for one in mistakes:
            self.bad.add_fatal(one)

    def read_table(self, table: Table, columns: Columns) -> None:
        """Read all rows of a file."""
        convert, bad = self._begin(table, columns), self.bad
        for row in table.rows():
            convert.add_row(row)
            if bad.full:
                return
        self._check_lifecycle(table.text, columns)

    def read_xes(self, log: XesLog, classifier: str | None) -> None:
        """Read all traces of a file."""
        request = self._request
        case = CASE_PREFIX + (request.case or NAME).removeprefix(CASE_PREFIX)
        columns = take_columns(case, request.activity or (NAME,), request.timestamp or TIMESTAMP, request)
        convert: Converter | None = None
        for trace in log.traces():
            if convert is None:
                if classifier is not None and classifier not in log.classifiers:
                    hint = choices_hint(classifier, tuple(log.classifiers)) or "this file has none; name the attributes with `--activity`"
                    self.add_all((_whole(log.text, f"there is no classifier {quote(classifier)}", hint),))
                    return
                columns = replace(columns, activity=log.classifiers[classifier]) if classifier else columns
                convert = self._begin(log, columns)
            self._add_trace(trace, columns, convert, log)
            if self.bad.full:
                return
        self._check_lifecycle(log.text, columns)
        if convert is not None:
            activity = columns.activity if request.activity or classifier else ()
            self._check_asked(log.text, (*activity, *request.keep, *request.drop))

    def _begin(self, table: Placed, columns: Columns) -> Converter:
        self.harvest.chosen[table.text.name] = columns
        return Converter(table, columns, self._request, self.harvest)

    def _add_trace(self, trace: Trace, columns: Columns, convert: Converter, log: XesLog) -> None:
        name = trace.cells.get(columns.case.removeprefix(CASE_PREFIX)) or f"trace {trace.number}"
        head = Row(trace.line, {CASE_PREFIX + key: cell for key, cell in trace.cells.items()})
        case = name if isinstance(name, str) else " ".join(name)
        if case in self.harvest.store:
            hint = "choose another attribute of traces to tell them apart, with `--case`"
            self.bad.report("given-twice", f"two traces are called {quote(case)}", log.text, log.place(head, None), hint)
            return
        self.harvest.store.open(case)
        convert.describe_case(case, head.cells, head)
        for row in trace.events:
            convert.add_event(case, row)

    def _check_lifecycle(self, text: FileText, columns: Columns) -> None:
        """Somebody who asks for points of life that no event has would get empty logs."""
        seen = self.harvest.survey.transitions
        if columns.lifecycle and not columns.lifecycle & seen.keys():
            shown = ", ".join(map(quote, sorted(columns.lifecycle)))
            there = f"there are: {', '.join(map(quote, sorted(seen)))}" if seen else "leave `--lifecycle` out"
            self.add_all((_whole(text, f"no event has {shown} as its `{LIFECYCLE}`", there),))

    def _check_asked(self, text: FileText, asked: Sequence[str]) -> None:
        """Attributes that were named must have come up."""
        known = tuple(self.harvest.survey.columns)
        if not self.harvest.store.events:
            return
        lacking = [one for one in dict.fromkeys(asked) if one not in known]
        self.add_all(
            _whole(text, f"nothing here has an attribute {quote(one)}", choices_hint(one, known, most=30) or _SPELL) for one in lacking
        )


def _whole(text: FileText, message: str, hint: str | None) -> Diagnostic:
    """A mistake of a file as a whole."""
    return Diagnostic("unknown-column", message, Place(1, 1, 1, 2).span(text), hint)


_SPELL = "keys are spelled as in the file, with their prefix"


def _typed(option: str, value: str, code: str, message: str, hint: str | None) -> Diagnostic:
    """A mistake in what was typed."""
    return Diagnostic(code, message, Source(option, value).span(0, len(value)), hint)
