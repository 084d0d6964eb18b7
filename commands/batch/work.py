"""What a process of a batch does: it takes chunks and gives back bytes to write, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from afterword.engine.bulk.model import Chunk, Data, Tally

if TYPE_CHECKING:
    from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
    from afterword.engine.bulk.evaluate_columns import ColumnsEvaluator


class Task(NamedTuple):
    """What all chunks of a run have in common. ``form`` is that of the findings, ``each`` that of the rows of candidates, if asked for.

    After so many chunks as ``columns_after`` says a process goes on with the columnar executor; `None`: never. ``parts`` are the files that
    processes write their findings into themselves, where these do not go to standard output.
    """

    pack: str
    settings: Mapping[str, str]
    engine: str
    as_of: str
    form: str
    each: str | None
    columns_after: int | None = None
    parts: tuple[str, ...] = ()


class Product(NamedTuple):
    """What came of a chunk: bytes for each output, in pieces; counts; and the mistakes of bad logs as text.

    Instead of the bytes there is their number where a process writes them itself. ``done`` is that of the chunk.
    """

    outputs: tuple[tuple[Data, ...] | int, ...]
    tally: Tally
    mistakes: tuple[str, ...]
    codes: tuple[str, ...]
    done: int


class Worker:
    """Works on chunks, one after another."""

    def __init__(self, task: Task) -> None:
        """Load the pack."""
        from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
        from afterword.engine.evaluator import load_evaluator

        evaluator = load_evaluator(task.pack, task.settings, task.engine).value
        if evaluator is None:
            raise RuntimeError(f"the pack {task.pack} has changed while it was in use")
        self._task = task
        self._done = 0
        self._kinds = tuple(evaluator.pack.vocabulary.entities)
        self._one_by_one = ChunkEvaluator(evaluator, task.as_of)
        self._columns: ColumnsEvaluator | None = None

    def work(self, chunk: Chunk) -> Product:
        """Evaluate a chunk."""
        from afterword.engine.bulk.model import Written
        from afterword.engine.diagnostics import render_diagnostic
        from afterword.reports.finding_rows import candidate_row, flat_rows

        tally = Tally()
        lines: list[Data] = []
        rows: list[dict[str, Any]] = []
        each: list[dict[str, Any]] = []
        mistakes: list[str] = []
        codes: dict[str, None] = {}
        for one in self._choose().write(chunk, tally):
            if not isinstance(one, Written):
                mistakes.append("\n".join(map(render_diagnostic, one)))
                codes |= dict.fromkeys(mistake.code for mistake in one)
                continue
            if self._task.form == "jsonl":
                lines.append(one.lines)
            else:
                rows += flat_rows(one.lines)
            if self._task.each:
                each += map(candidate_row, one.logs)
        findings = tuple(lines) if self._task.form == "jsonl" else (self._render(self._task.form, rows),)
        counted = ((self._render(self._task.each, each),),) if self._task.each else ()
        return Product((findings, *counted), tally, tuple(mistakes), tuple(codes), chunk.done)

    def _choose(self) -> ChunkEvaluator | ColumnsEvaluator:
        """What works on the next chunk."""
        after = self._task.columns_after
        if self._columns is None and after is not None and self._done >= after:
            from afterword.engine.bulk.evaluate_columns import ColumnsEvaluator
            from afterword.engine.columnar.many import load_many

            many = load_many(self._task.pack, self._task.settings).value
            if many is None:
                raise RuntimeError(f"the pack {self._task.pack} has changed while it was in use")
            self._columns = ColumnsEvaluator(self._one_by_one, many, count_each=bool(self._task.each))
        self._done += 1
        return self._columns or self._one_by_one

    def _render(self, form: str, rows: list[dict[str, Any]]) -> bytes:
        from afterword.reports.finding_rows import render_batch, render_csv, render_lines

        match form:
            case "csv":
                return render_csv(rows)
            case "parquet":
                return render_batch(rows, self._kinds)
            case _:
                return render_lines(rows)
