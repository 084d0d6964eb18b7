"""Events of many cases, in any order, put together by case: their texts wait in a file, so that memory holds where they stand alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import IO

from afterword.engine.foreign.spelled import json_text

SECTION = "cases"
"""The part of a log that says something of cases."""


class CaseStore:
    """Keeps logs as they grow, in the order in which their cases come up.

    ``file`` is an empty file for the texts, read and written by this store alone; it takes as much room as what comes out. In memory an
    event takes eight bytes, and a case what is known of it beside its events.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Begin with no case."""
        self._file = file
        self._end = 0
        self._starts: dict[str, array[int]] = {}
        self._heads: dict[str, dict[str, str]] = {}
        self.events = 0

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._starts)

    def __contains__(self, case: str) -> bool:
        """Whether a case came up."""
        return case in self._starts

    def open(self, case: str) -> dict[str, str]:
        """What is known of a case beside its events: values as JSON, by field. The case is there from now on, with events or without."""
        if case not in self._starts:
            self._starts[case] = array("Q")
        return self._heads.setdefault(case, {})

    def add(self, case: str, event: str) -> None:
        """Add an event, as JSON from its second key on (`"type": …}`); its `id` is its number within the case.

        Raises:
            UnicodeEncodeError: A text holds half a character, which no file can.
        """
        text = event.encode()
        starts = self._starts.get(case)
        if starts is None:
            case.encode()
            starts = self._starts[case] = array("Q")
        line = b'{"id": "e%d", %b\n' % (len(starts) + 1, text)
        starts.append(self._end)
        self._file.write(line)
        self._end += len(line)
        self.events += 1

    def logs(self, zone: str | None, *, spread: bool = False) -> Iterator[bytes]:
        """The logs, each one a line of JSON; or ``spread``, each event in a line of its own, the first in the second.

        What is known of a case stands under `SECTION`, by the id of the case.
        """
        head = f'"timezone": {json_text(zone)}, ' if zone else ""
        start, between = (b"\n", b",\n") if spread else (b"", b", ")
        for case, starts in self._starts.items():
            yield self._head(case, head) + start + between.join(map(self._event, starts)) + b"]}\n"

    def _event(self, start: int) -> bytes:
        self._file.seek(start)  # a step within what is buffered, where the rows of a case stand together
        return self._file.readline()[:-1]

    def _head(self, case: str, head: str) -> bytes:
        """A log up to its first event."""
        name, about = json_text(case), self._heads.get(case)
        known = ", ".join(f'"{key}": {value}' for key, value in (about or {}).items())
        record = f'"{SECTION}": {{{name}: {{{known}}}}}, ' if known else ""
        return f'{{"candidate": {name}, {head}{record}"events": ['.encode()
