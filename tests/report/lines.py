"""Lines of findings made both ways: by way of a report, and straight from verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.bulk.model import Evaluated
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.report.about import Records
from afterword.engine.report.build_report import build_report
from afterword.engine.report.finding_writer import FindingWriter, encode_lines
from afterword.engine.run.model import Verdict
from afterword.reports.finding_rows import finding_objects, render_lines


def lines_by_report(pack: Pack, log: Log, verdicts: Sequence[Verdict], as_of: int, records: Records, line: int | None = 7) -> list[str]:  # noqa: PLR0913, PLR0917 - what a report is made of
    """What the renderer of batches makes of the report."""
    report = build_report(pack, log, verdicts, as_of, "native 1", records)
    return split(render_lines(finding_objects(Evaluated(report, line))))


def lines_at_once(  # noqa: PLR0913, PLR0917 - as above
    writer: FindingWriter, log: Log, verdicts: Sequence[Verdict], as_of: int, records: Records, line: int | None = 7
) -> list[str]:
    """What the writer makes of the verdicts."""
    scene = writer.scene(log.source.name, line, log.candidate, log.zone, writer.known(records), as_of)
    return split(encode_lines(writer.write_log(scene, verdicts)))


def split(lines: bytes) -> list[str]:
    """The lines with their ends, so that tests show the first that differs."""
    return [line.decode() for line in lines.splitlines(keepends=True)]
