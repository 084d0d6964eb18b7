"""Verdicts and mistakes to the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.distributed.schema import VERDICTS
from afterword.engine.evaluator import Evaluator
from afterword.engine.log.model import Log
from afterword.engine.log.names import learned_records
from afterword.engine.report.about import AboutFinder, Case
from afterword.engine.report.build_report import make_finding
from afterword.engine.report.messages import Scene


class Row(NamedTuple):
    """A row of the table `VERDICTS`; moments in microseconds since 1970 (UTC)."""

    candidate: str | None
    rule: str | None = None
    state: str | None = None
    level: str | None = None
    topic: str | None = None
    about: Mapping[str, str] | None = None
    message: str | None = None
    since: int | None = None
    opens: int | None = None
    due: int | None = None
    event: str | None = None
    error: str | None = None
    place: str | None = None


class RowMaker:
    """Makes the rows of logs, by one pack."""

    def __init__(self, evaluator: Evaluator) -> None:
        """What cases are about is found in the words of the pack."""
        self._evaluator = evaluator
        self._abouts = AboutFinder(evaluator.pack.vocabulary)

    def rows(self, log: Log, as_of: int, *, findings_only: bool) -> Iterator[Row]:
        """A row for each case of each rule, in their order; with ``findings_only``, for those that somebody must hear of."""
        evaluator = self._evaluator
        events = evaluator.events(log, as_of)
        verdicts = evaluator.judge(log, events, as_of, evaluator.executor(len(events)))
        records = learned_records(events, log, evaluator.pack.vocabulary)
        scene = Scene(evaluator.pack, log, records, as_of)
        for verdict in verdicts:
            case = Case(verdict, self._abouts.find(verdict, records))
            finding = make_finding(case, scene)
            if finding is None and findings_only:
                continue
            about = {kind: name for kind, name in case.about.items() if name is not None}
            yield Row(
                candidate=log.candidate,
                rule=verdict.rule.id,
                state=verdict.state.value,
                level=finding.level.value if finding else None,
                topic=finding.topic if finding else None,
                message=finding.message if finding else None,
                since=verdict.since.hi if verdict.since else None,
                opens=verdict.opens,
                due=verdict.due,
                event=about.pop("event", None),
                about=about,
            )


def make_error(candidate: str | None, place: str, mistake: Diagnostic) -> Row:
    """The row of a mistake. Its message ends with what helps, if anything is known to."""
    plain = candidate and candidate.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    message = f"{mistake.message}; {mistake.hint}" if mistake.hint else mistake.message
    return Row(plain, message=message, error=mistake.code, place=place)


def make_batch(rows: Sequence[Row]) -> pa.RecordBatch:
    """The rows, of which there is at least one, as a batch."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    columns["about"] = tuple(about and tuple(about.items()) for about in columns["about"])
    return pa.record_batch([pa.array(columns[field.name], field.type) for field in VERDICTS], schema=VERDICTS)
