"""Rows of other tools to events of logs: what happened, when, and what else is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import quote
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.case_store import CaseStore
from afterword.engine.foreign.columns import CASE_PREFIX, LIFECYCLE, Columns, Request
from afterword.engine.foreign.moments import moment_reader
from afterword.engine.foreign.rows import Cell, Placed, Row
from afterword.engine.foreign.spelled import ALL, Spelled, json_text, speller
from afterword.engine.foreign.survey import Survey
from afterword.engine.reading.nodes import Place
from afterword.engine.times.model import TimeProblem

EVERY = "any"
"""The word that rules have for every type of event."""


class Harvest(NamedTuple):
    """What comes of an import: logs by case, the words in which they can be said, and the mistakes.

    ``chosen`` has the columns that were read, by the name of the file.
    """

    store: CaseStore
    survey: Survey
    bad: BadRows
    chosen: dict[str, Columns]


class Converter:
    """Puts the events of rows into a store, and notes what is wrong with them."""

    def __init__(self, table: Placed, columns: Columns, request: Request, harvest: Harvest) -> None:
        """Begin with the rows of one file."""
        self._text = table.text
        self._place = table.place
        self._origin = json_text(table.text.short_name)[:-1]
        self._columns = columns
        self._read_moment = moment_reader(request.form, request.zone)
        self._spell = speller(request.zone)
        self._store = harvest.store
        self._survey = harvest.survey
        self._bad = harvest.bad
        self._fields: dict[str, str | None] = {}

    def add_row(self, row: Row) -> None:
        """Add an event that names its case itself."""
        case = row.cells.get(self._columns.case, "")
        if isinstance(case, str) and case:
            self.add_event(case, row)
        else:
            self._miss(self._columns.case, "case", row)

    def add_event(self, case: str, row: Row) -> None:
        """Add an event of a case."""
        columns, cells = self._columns, row.cells
        if columns.lifecycle and not self._is_wanted(cells):
            return
        type_ = "|".join([str(cells.get(column, "")) for column in columns.activity])
        if not type_.strip("|"):
            self._miss(columns.activity[0], "type", row)
            return
        if type_ == EVERY:
            self._report_every(row)
            return
        written = cells.get(columns.timestamp, "")
        if not isinstance(written, str) or not written:
            self._miss(columns.timestamp, "time", row)
            return
        moment = self._read_moment(written)
        if isinstance(moment, TimeProblem):
            self._report_time(moment, self._place(row, columns.timestamp))
            return
        found, about = self._read_cells(row)
        key, when = moment
        more = "".join([f', "{name}": {value}' for name, value in found.items()])
        try:
            event = f'"type": {json_text(type_)}, "{key}": "{when}"{more}, "source": {self._origin}:{row.line}"}}'
            self._store.add(case, event)
        except UnicodeEncodeError:
            self._report_letters(row)
            return
        self._survey.see(type_, tuple(found))
        if about:
            self.describe_case(case, about, row)

    def describe_case(self, case: str, cells: Mapping[str, Cell], row: Row) -> None:
        """Add what is known of a case, in columns that begin with `CASE_PREFIX`; what was said of it before must agree."""
        known = self._store.open(case)
        for column, cell in cells.items():
            self._survey.columns[column] = None
            if cell and self._columns.is_field(column):
                name = self._survey.case_fields[column.removeprefix(CASE_PREFIX)]
                value = self._value(cell, self._survey.case_kinds, name)
                if known.setdefault(name, value) != value:
                    message = f"{quote(column)} of the case {quote(case)} is {quote(known[name])} before, and {quote(value)} here"
                    hint = f"what changes along a case does not describe it: leave the column out with `--drop {column}`"
                    self._bad.report("case-differs", message, self._text, self._place(row, column), hint)

    def _is_wanted(self, cells: Mapping[str, Cell]) -> bool:
        """Whether an event is at a point of its life that is wanted."""
        transition = str(cells.get(LIFECYCLE, "")).lower()
        self._survey.transitions[transition] = self._survey.transitions.get(transition, 0) + 1
        return transition in self._columns.lifecycle

    def _read_cells(self, row: Row) -> tuple[dict[str, str], dict[str, Cell]]:
        """The fields of an event as JSON, and what is said of its case."""
        found: dict[str, str] = {}
        about: dict[str, Cell] = {}
        names, kinds, many = self._fields, self._survey.kinds, self._survey.many
        for column, cell in row.cells.items():
            if not cell:
                continue
            if column not in names:
                names[column] = self._name(column)
            name = names[column]
            if name:
                if isinstance(cell, tuple) and name in kinds and name not in many:
                    self._report_list(column, row)
                found[name] = self._value(cell, kinds, name)
            elif name is None:
                about[column] = cell
        return found, about

    def _name(self, column: str) -> str | None:
        """The field that a column becomes; an empty name for one that becomes none, ``None`` for one that says something of the case."""
        self._survey.columns[column] = None
        if not self._columns.is_field(column):
            return ""
        return None if column.startswith(CASE_PREFIX) else self._survey.fields[column]

    def _value(self, cell: Cell, kinds: dict[str, int], name: str) -> str:
        """A value as JSON, a list where lists came before; what kind it is goes into ``kinds``."""
        if isinstance(cell, str) and name not in self._survey.many:
            spelled = self._spell(cell)
            kinds[name] = kinds.get(name, ALL) & spelled.kinds
            return spelled.json
        members = [self._spell(one) for one in ((cell,) if isinstance(cell, str) else cell)]
        self._survey.many.add(name)
        kinds[name] = _common(kinds.get(name, ALL), members)
        return f"[{', '.join([one.json for one in members])}]"

    def _report_list(self, column: str, row: Row) -> None:
        message = f"{quote(column)} is a list here, and was a single value before"
        hint = f"a field is always a list, or never; leave it out with `--drop {column}`"
        self._bad.report("wrong-type", message, self._text, self._place(row, column), hint)

    def _miss(self, column: str, what: str, row: Row) -> None:
        message = f"this row has no {what}: there is nothing under {quote(column)}"
        self._bad.report(
            "missing-field", message, self._text, self._place(row, column), "give it one, or leave such rows out with `--skip-bad`"
        )

    def _report_every(self, row: Row) -> None:
        message = f"no type of event can be called {quote(EVERY)}: in rules that word stands for all of them"
        hint = "call it otherwise in the file, or join another column to it with a second `--activity`"
        self._bad.report("reserved-name", message, self._text, self._place(row, self._columns.activity[0]), hint)

    def _report_time(self, problem: TimeProblem, place: Place) -> None:
        """Add what is wrong with a time. That no zone is known is told once: it is wrong with all of them."""
        if problem.code == "zone-needed":
            hint = "say where it was, as in `--timezone Europe/London`"
            self._bad.report("zone-needed", problem.message, self._text, place, hint, once=True)
        else:
            self._bad.report(problem.code, problem.message, self._text, place, problem.hint)

    def _report_letters(self, row: Row) -> None:
        """Add that the letters of a cell are no text in the encoding of the file."""
        column = next((one for one, cell in row.cells.items() if not _is_text(cell)), None)
        message = f"this is not {self._text.encoding.upper()} text"
        hint = "save the file as UTF-8; for CSV, `--encoding` names the one that it has, as cp1252"
        self._bad.report("wrong-encoding", message, self._text, self._place(row, column), hint)


def _common(kinds: int, members: Iterable[Spelled]) -> int:
    for member in members:
        kinds &= member.kinds
    return kinds


def _is_text(cell: Cell) -> bool:
    try:
        "".join(cell).encode()
    except UnicodeEncodeError:
        return False
    return True
