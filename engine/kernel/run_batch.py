"""Runs the compiled functions over a batch: makes room, answers what they miss, and puts what comes out in the order of logs."""

from __future__ import annotations

from typing import NamedTuple
from weakref import ref

import numpy as np

from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import (
    EVIDENCE,
    EVIDENCE_ROWS,
    FULL,
    MADE,
    MADE_CELL_ROWS,
    MADE_CELLS,
    MADE_ROWS,
    MEMBER_ROWS,
    MET_MEMBERS,
    MISSED_ROWS,
    MISSES,
    STATUS,
    TIDE,
    V_LOG,
    VERDICT_ROWS,
    VERDICTS,
    Coded,
    Integers,
    make_out,
    make_work,
    table_of,
)
from afterword.engine.kernel.questions import put_answers
from afterword.engine.kernel.run_logs import run_logs
from afterword.engine.kernel.surroundings import Surroundings

_ROOM = 256  # rows of a log, to begin with
_COUNTED = (
    (VERDICTS, VERDICT_ROWS),
    (EVIDENCE, EVIDENCE_ROWS),
    (MADE, MADE_ROWS),
    (MADE_CELLS, MADE_CELL_ROWS),
    (MET_MEMBERS, MEMBER_ROWS),
    (MISSES, MISSED_ROWS),
)


class Found(NamedTuple):
    """What came out of a batch: verdicts (columns named ``V_`` in `scratch`, then what each binds), in the order of logs, rules and cases.

    ``evidence`` holds the IDs of events that findings rest on; ``made`` the conclusions (columns named ``M_``), whose rows stand in
    ``made_cells``, each followed by the IDs of what it rests on; ``members`` those of lists that have IDs, as logs meet them: log, symbol.
    """

    verdicts: Integers
    evidence: Integers
    made: Integers
    made_cells: Integers
    members: Integers


class BatchRunner:
    """Runs one program. Not for several threads at once: its room is made once."""

    def __init__(self, encoded: Encoded) -> None:
        """Make room for small logs."""
        self._encoded = encoded
        self._room, self._out_room = _ROOM, 4 * _ROOM
        self._work = make_work(len(encoded.relations), encoded.tables, self._room, encoded.constants)
        self._out = make_out(encoded.aliases, self._out_room)
        self._lent: ref[Integers] | None = None  # what came out last: as long as anybody holds it, it stays where it is

    def compile(self) -> None:
        """Have everything compiled, and kept, before there is a log."""
        code, none = self._encoded.code, np.zeros(0, np.int64)
        run_logs(code, code, np.zeros(0, np.int32), self._encoded.questions.known, self._work, self._out, none, 0)
        put_answers(self._encoded.questions.known, none)

    def run(self, logs: Integers, codes: Coded, count: int, surroundings: Surroundings) -> Found:
        """The verdicts on so many logs, which stand in memories of `RowMaker`."""
        if self._lent is not None and self._lent() is not None:
            self._out = make_out(self._encoded.aliases, self._out_room)
        for counter, _ in _COUNTED:
            self._work[counter] = 0
        which, in_order = np.arange(count, dtype=np.int64), True
        while len(which):
            self._work[MISSES] = 0
            self._run_all(logs, codes, which)
            missed = table_of(self._out, MISSED_ROWS, int(self._work[MISSES]))
            self._encoded.questions.answer(missed, surroundings.zones, surroundings.calendars)
            which = -1 - which[which < 0]
            in_order = in_order and not len(which)
        lent = np.frombuffer(self._out.data, np.int64)  # what is cut from it holds it, and not the array behind it
        self._lent = ref(lent)
        verdicts, evidence, made, made_cells, members, _ = (table_of(lent, table, int(self._work[one])) for one, table in _COUNTED)
        if not in_order:
            verdicts, made, members = _by_log(verdicts), _by_log(made), _by_log(members)
        return Found(verdicts, evidence.ravel(), made, made_cells.ravel(), members)

    def _run_all(self, logs: Integers, codes: Coded, which: Integers) -> None:
        """All logs once; what ran out of room begins again with more."""
        begin = 0
        while begin < len(which):
            begin = int(run_logs(self._encoded.code, logs, codes, self._encoded.questions.known, self._work, self._out, which, begin))
            if self._work[STATUS]:
                self._grow()

    def _grow(self) -> None:
        """More room where it ran out; what came out so far is kept."""
        old_work, old_out = self._work, self._out
        counts = [int(old_work[counter]) for counter, _ in _COUNTED]
        if old_work[STATUS] == FULL:
            self._room *= 2
            self._work = make_work(len(self._encoded.relations), self._encoded.tables, self._room, self._encoded.constants)
            self._work[TIDE] = old_work[TIDE]  # lists say in which tide they were met
        else:
            self._out_room *= 2
            self._out = make_out(self._encoded.aliases, self._out_room)
        for (counter, table), count in zip(_COUNTED, counts, strict=True):
            self._work[counter] = count
            if self._out is not old_out:
                table_of(self._out, table, count)[:] = table_of(old_out, table, count)


def _by_log(rows: Integers) -> Integers:
    """Rows in the order of their logs, which stand in the first column."""
    return rows[np.argsort(rows[:, V_LOG], kind="stable")]
