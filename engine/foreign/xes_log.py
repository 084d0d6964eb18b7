"""XES, the XML that tools of process mining exchange logs in: one trace at a time is held, however large the log.

IEEE 1849. A file with a DOCTYPE is refused, as entities are the way to make a small file endless; nothing outside the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from afterword.engine.diagnostics import quote
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import BROKEN, FileText, Stream, broken_file
from afterword.engine.foreign.rows import Cell, Row
from afterword.engine.reading.nodes import DEEPEST, Place

_CHUNK = 1 << 16
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_LEFT_OUT = frozenset({"global", "extension"})
_KEYS = re.compile(r"'([^']*)'|(\S+)")


@dataclass(slots=True)
class Trace:
    """A case: what is known of it, its events, and where it begins. ``number`` counts from 1."""

    number: int
    line: int
    cells: dict[str, Cell] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)


class XesLog:
    """One file, read from front to back; ``classifiers`` are known from the first trace on: lists of keys that make a type, by name."""

    def __init__(self, stream: Stream, bad: BadRows) -> None:
        """Read nothing yet."""
        self.text: FileText = stream.text
        self.classifiers: dict[str, tuple[str, ...]] = {}
        self._file = stream.file
        self._bad = bad
        self._parser = expat.ParserCreate()
        self._done: list[Trace] = []
        self._begun = False
        self._count = 0
        self._trace: Trace | None = None
        self._event: Row | None = None
        self._cells: dict[str, Cell] | None = None  # those of the event or trace that is being read
        self._lists: dict[str, list[str]] = {}  # those among them that are lists
        self._around: list[str] = []  # the attributes that the next one stands in, by their whole keys
        self._passed = 0  # how many elements deep in something that is passed over

    def traces(self) -> Iterator[Trace]:
        """The traces, in order; where the XML goes wrong, that is noted and the rest left unread."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            while chunk := self._file.read(_CHUNK):
                self._parser.Parse(chunk, False)  # noqa: FBT003 (more comes)
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)  # noqa: FBT003 (the end)
        except expat.ExpatError as error:
            yield from self._done
            self._report(f"this is not well-formed XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1)
        except _Refused as refused:
            self._report(*refused.args)
        except BROKEN as error:
            self._bad.add(broken_file(self.text.name, error))
        finally:  # the handlers hold this object, which holds the parser
            self._parser.StartElementHandler = None
            self._parser.EndElementHandler = None
            self._parser.StartDoctypeDeclHandler = None

    def place(self, row: Row, _column: str | None) -> Place:
        """The line in which an event begins."""
        return Place(row.line, 1, row.line, 2)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._passed:
            self._passed += 1
        elif tag in _VALUES:
            self._start_value(tag, attributes)
        elif tag == "event":
            self._start_event()
        elif tag == "trace":
            self._count += 1
            self._trace = Trace(self._count, self._parser.CurrentLineNumber)
            self._cells = self._trace.cells
        elif ":" in tag:
            self._start(tag.rpartition(":")[2], attributes)
        elif tag == "classifier":
            keys = tuple(first or second for first, second in _KEYS.findall(attributes.get("keys", "")))
            self.classifiers[attributes.get("name", "")] = keys
            self._passed = 1
        elif tag == "log":
            self._begun = True
        elif not self._begun:
            self._refuse(f"this is no XES file: it begins with {quote(f'<{tag}>')}, not with `<log>`")
        elif tag != "values":  # the members of a list: these stand in the list itself
            self._passed = 1

    def _end(self, tag: str) -> None:
        if self._passed:
            self._passed -= 1
        elif tag in _VALUES:
            self._around.pop()
        elif tag == "event" and self._event is not None and self._trace is not None:
            self._close_lists()
            self._trace.events.append(self._event)
            self._event = None
            self._cells = self._trace.cells
        elif tag == "trace" and self._trace is not None:
            self._close_lists()
            self._done.append(self._trace)
            self._trace = self._cells = None
        elif ":" in tag:
            self._end(tag.rpartition(":")[2])

    def _start_event(self) -> None:
        if self._trace is None:
            line = self._parser.CurrentLineNumber
            hint = "put it into the `<trace>` of its case"
            self._bad.report("bad-row", "this event stands outside of any trace", self.text, Place(line, 1, line, 2), hint)
            self._passed = 1
            return
        self._close_lists()  # those of the trace
        self._cells = {}
        self._event = Row(self._parser.CurrentLineNumber, self._cells)

    def _start_value(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an attribute. One within another is called by both keys; the members of a list are a list."""
        key, cells, around = attributes.get("key", ""), self._cells, self._around
        around.append(self._whole_key(tag, key) if around else key)
        whole = around[-1]
        if len(around) > DEEPEST:
            self._refuse(f"more than {DEEPEST} attributes stand inside one another here")
        if cells is None:
            return
        value = attributes.get("value", "")
        if tag == "list":
            self._lists.setdefault(whole, [])
        elif whole in self._lists:
            self._lists[whole].append(value)
        elif whole in cells:
            self._lists[whole] = [str(cells[whole]), value]
        elif value:
            cells[whole] = value

    def _whole_key(self, tag: str, key: str) -> str:
        """The key of an attribute that stands in another one; a member of a list has that of the list."""
        outer = self._around[-1]
        return outer if outer in self._lists and tag not in {"list", "container"} else f"{outer}:{key}"

    def _close_lists(self) -> None:
        """Put the lists of what has been read among its cells."""
        if self._lists and self._cells is not None:
            self._cells |= {key: tuple(members) for key, members in self._lists.items()}
        self._lists.clear()

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("this file has a DOCTYPE, with which a file can harm the program that reads it; XES files need none")

    def _refuse(self, message: str) -> NoReturn:
        """Leave the rest of the file unread."""
        raise _Refused(message, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _report(self, message: str, line: int, column: int) -> None:
        self._bad.report("bad-xml", message, self.text, Place(line, column, line, column + 1), "export the log anew, or mend the file")


class _Refused(Exception):  # noqa: N818 (no error: it is noted)
    """What keeps the rest of a file from being read: in words, with its line and column."""
