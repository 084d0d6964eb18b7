"""What makes the rows of events and entities, as Python source: one function for each type of event and each kind of entity.

A function fills all relations that its event belongs to at once, so that a value is looked up, numbered and tested only once. Symbols are
numbered in the order of relations and their columns.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence

from afterword.engine.compile.program import MISSING, Column, EventRows, FieldColumn, FlagColumn, Part, Program, RecordRows
from afterword.engine.language.rule import Op, Test
from afterword.engine.run.flags import is_word


def prepare_rows(program: Program) -> bytes:
    """A marshalled code object of this Python: `events` and `records` by name, and `others` for events of all other types."""
    return marshal.dumps(compile(generate_rows(program), "<afterword rows>", "exec", optimize=2))


def generate_rows(program: Program) -> str:
    """Write the functions of a program; they take ``(rows, numbers, encode, event or record, header)``."""
    sources = [(place, relation.source, relation.columns) for place, relation in enumerate(program.relations)]
    every = [(place, columns) for place, source, columns in sources if source == EventRows(())]
    types = dict.fromkeys(name for _, source, _ in sources if isinstance(source, EventRows) for name in source.types)
    lines = ["events = {}", "records = {}", *_Function("event").lines("others", every)]
    for number, name in enumerate(types):
        own = [(place, columns) for place, source, columns in sources if isinstance(source, EventRows) and name in source.types]
        lines += [*_Function("event").lines(f"event_{number}", (*own, *every)), f"events[{name!r}] = event_{number}"]
    for place, source, columns in sources:
        if isinstance(source, RecordRows):
            lines += [*_Function("record").lines(f"record_{place}", [(place, columns)]), f"records[{source.entity!r}] = record_{place}"]
    return "\n".join(lines) + "\n"


class _Function:
    """One function being written. What is worked out once has a name, by the text of how it is."""

    def __init__(self, subject: str) -> None:
        self._own = {"id": f"{subject}.id", **({"type": "event.type"} if subject == "event" else {})}
        self._subject = subject
        self._names: dict[str, str] = {}
        self._lines: list[str] = []

    def lines(self, name: str, targets: Sequence[tuple[int, tuple[Column, ...]]]) -> Iterator[str]:
        for place, columns in targets:
            cells = [self._cell(column) for column in columns]
            row = self._named(f"(a, b, c, d, e, f, g, {', '.join(cells)})") if cells else "header"
            self._lines.append(f"rows[{place}].append({row})")
        yield f"def {name}(rows, numbers, encode, {self._subject}, header):"
        if self._names:
            yield f"    get = {self._subject}.fields.get; put = numbers.setdefault; a, b, c, d, e, f, g = header"
        yield from (f"    {line}" for line in self._lines or ["pass"])

    def _cell(self, column: Column) -> str:
        if isinstance(column, FlagColumn):
            return self._named(f"1 if {' and '.join(self._test(one) for one in column.tests)} else 0")
        value = self._value(column.field)
        return self._named(_encoded(column, value))

    def _value(self, name: str) -> str:
        return self._named(self._own.get(name, f"get({name!r})"))

    def _named(self, text: str) -> str:
        if text not in self._names:
            self._names[text] = f"v{len(self._names)}"
            self._lines.append(f"{self._names[text]} = {text}")
        return self._names[text]

    def _test(self, test: Test) -> str:
        value, wanted = self._value(test.field), test.value
        match test.op:
            case Op.PRESENT:
                return f"{value} is {'not None' if wanted is True else 'None'}"
            case Op.IS if is_word(wanted):
                return f"{value} == {wanted!r}"
            case Op.IS if isinstance(wanted, bool):
                return f"{value} is {wanted}"
            case Op.NOT if is_word(wanted):
                return f"{value} is not None and {value} != {wanted!r}"
            case Op.ONE_OF if isinstance(wanted, tuple) and all(map(is_word, wanted)):
                return f"{value} in {wanted!r}"
            case _:
                return f"{value} is not None and passes(Op.{test.op.name}, {value}, {wanted!r})"


def _encoded(column: FieldColumn, value: str) -> str:
    """The integer of a column. Most values are texts; one that is not known is told what it is by `Symbols.encode`."""
    if column.part is Part.VALUE:
        return f"{MISSING} if {value} is None else put({value}, len(numbers)) if type({value}) is str else encode({value})"
    return f"{value}[{int(column.part is Part.HI)}] if type({value}) is Interval else {MISSING}"
