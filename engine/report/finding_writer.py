"""Verdicts to lines of JSON: the findings of a log as bulk evaluation writes them, without a report.

Each line is, to the byte, what `build_report` and the renderer of batches make of the same case: tests hold them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from afterword.engine.language.rule import Pack, Rule
from afterword.engine.report.about import Records
from afterword.engine.report.places import Places
from afterword.engine.report.quick_finding import FindingCase, LineWriting, Urgency, Written, line_writer
from afterword.engine.report.quick_messages import LogScene, Sayings
from afterword.engine.report.quick_moments import Zones
from afterword.engine.report.quick_texts import QUOTED
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import FINDING_STATES, State


class FindingRow(NamedTuple):
    """A finding: what it is sorted by, its line (no break at its end), and the case that makes it."""

    urgency: Urgency
    line: str
    case: FindingCase


class FindingWriter:
    """Writes the findings of logs by one pack. Threads may share it; what it keeps of logs is short texts, not too many of them."""

    def __init__(self, pack: Pack) -> None:
        """``pack`` may have faces for rules; cases are of these rules."""
        self._pack = pack
        self._sayings = Sayings(pack)
        self._zones = Zones()
        self._numbers = {rule.id: number for number, rule in enumerate(pack.rules)}
        self._writings: dict[tuple[str, str], list[LineWriting] | None] = {}

    def scene(self, log_name: str, line: int | None, candidate: str | None, zone: str, records: Records, as_of: int) -> LogScene:  # noqa: PLR0913, PLR0917 - what a log has
        """What the findings of one log share; ``records`` are its entities with what events told of them (see `learned_records`)."""
        moments = self._zones[zone]
        head = f'{{"log":{QUOTED[log_name]},"line":{"null" if line is None else line},"candidate":{QUOTED[candidate]},'
        return LogScene(head, records, as_of, moments[as_of][2], moments, zone, self._zones)

    def write(self, scene: LogScene, case: FindingCase) -> Written | None:
        """What a case is sorted by, and its line; ``None`` where it makes no finding."""
        writings = self._of(case.rule, case.state)
        if writings is None:
            return None
        for writing in writings:
            written = writing(scene, case)
            if written is not None:
                return written
        writing = line_writer(case, self._pack, self._sayings, self._numbers[case.rule.id])
        writings.append(writing)
        return writing(scene, case)

    def rows(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[FindingRow]:
        """The findings of one log, in the order of its report."""
        return self.sort(scene, (case_of(one) for one in verdicts if self._of(one.rule, one.state) is not None))

    def sort(self, scene: LogScene, cases: Iterable[FindingCase]) -> list[FindingRow]:
        """The same of cases."""
        rows = [FindingRow(*written, case) for case in cases if (written := self.write(scene, case)) is not None]
        rows.sort(key=_URGENCY)
        return rows if len({row[0] for row in rows}) == len(rows) else list(_settle(rows, Places(scene.records)))

    def write_log(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[str]:
        """The lines of the findings of one log, in the order of its report."""
        return [row.line for row in self.rows(scene, verdicts)]

    def _of(self, rule: Rule, state: State) -> list[LineWriting] | None:
        """What writes cases of a rule in a state, as far as it was needed; ``None`` where these make no finding."""
        key = (rule.id, state._value_)  # `value` is worked out each time, and what a state hashes by too
        try:
            return self._writings[key]
        except KeyError:
            speaks = state in FINDING_STATES and rule.say.get(state)
            return self._writings.setdefault(key, [] if speaks else None)


def case_of(verdict: Verdict) -> FindingCase:
    """What a line needs of a verdict."""
    bound, since = verdict.bound, verdict.since
    return FindingCase(
        verdict.rule,
        verdict.state,
        verdict.standing,
        tuple(bound),
        tuple(bound.values()),
        None if since is None else since.hi,
        verdict.opens,
        verdict.due,
        verdict.event,
        verdict.fields,
        verdict.count,
        verdict.evidence,
    )


def encode_lines(lines: Iterable[str]) -> bytes:
    """The lines as they stand in a file; half a character stands as its escape."""
    return "".join([line + "\n" for line in lines]).encode("utf-8", "backslashreplace")


_URGENCY = itemgetter(0)


def _settle(rows: list[FindingRow], places: Places) -> Iterator[FindingRow]:
    """Rows that are sorted by urgency, in the order of the log where that is the same."""
    for _, group in groupby(rows, _URGENCY):
        first, *others = group
        if not others:
            yield first
        else:
            yield from sorted((first, *others), key=lambda row: places.of_case(row.case.bound, row.case.event))
