"""Verdicts to lines of JSON: the findings of a log as bulk evaluation writes them, without a report.

Each line is, to the byte, what `build_report` and the renderer of batches make of the same case: tests hold them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from afterword.engine.language.rule import Pack, Rule
from afterword.engine.report.about import Records
from afterword.engine.report.places import Places
from afterword.engine.report.quick_finding import FindingCase, LineWriting, Written, line_writer
from afterword.engine.report.quick_messages import LogScene, Sayings
from afterword.engine.report.quick_moments import Zones
from afterword.engine.report.quick_texts import NUMBERS, QUOTED, quote
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import FINDING_STATES, State


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
        head = f'{{"log":{QUOTED[log_name]},"line":{NUMBERS[line]},"candidate":{quote(candidate)},'
        return LogScene(head, records, as_of, moments[as_of][2], moments, zone, self._zones)

    def write(self, scene: LogScene, case: FindingCase) -> Written | None:
        """A case as a finding; ``None`` where it makes none."""
        writings = self._of(case.rule, case.state)
        return None if writings is None else self._write(scene, case, writings)

    def rows(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[Written]:
        """The findings of one log, in the order of its report."""
        rows = [
            self._write(scene, case_of(verdict), writings)
            for verdict in verdicts
            if (writings := self._of(verdict.rule, verdict.state)) is not None
        ]
        return sort_rows(rows, scene)

    def write_log(self, scene: LogScene, verdicts: Iterable[Verdict]) -> list[str]:
        """The lines of the findings of one log, in the order of its report, each with the break at its end."""
        return [line for _, line, _ in self.rows(scene, verdicts)]

    def _write(self, scene: LogScene, case: FindingCase, writings: list[LineWriting]) -> Written:
        for writing in writings:
            written = writing(scene, case)
            if written is not None:
                return written
        writing = line_writer(case, self._pack, self._sayings, self._numbers[case.rule.id])
        writings.append(writing)
        written = writing(scene, case)
        if written is None:
            raise RuntimeError(f"a writer of {case.rule.id} refuses the case it was made for")
        return written

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
    return FindingCase._make(
        (
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
    )


def sort_rows(rows: list[Written], scene: LogScene) -> list[Written]:
    """The findings of one log, put into the order of its report: by urgency, then in the order of the log."""
    rows.sort(key=_URGENCY)
    places = Places(scene.records)
    first = 0
    for number in range(1, len(rows) + 1):
        if number == len(rows) or rows[number][0] != rows[first][0]:
            if number > first + 1:
                rows[first:number] = sorted(rows[first:number], key=lambda row: places.of_case(row[2].bound, row[2].event))
            first = number
    return rows


def encode_lines(lines: Iterable[str]) -> bytes:
    """The lines as they stand in a file; half a character stands as its escape."""
    return "".join(lines).encode("utf-8", "backslashreplace")


_URGENCY = itemgetter(0)
