"""How chunks flow through a batch: cut from the sources, through the processes, into files or to standard output."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from afterword.commands.batch.journal import Journal, Output
from afterword.commands.batch.processes import Processes
from afterword.commands.batch.progress import Progress
from afterword.commands.batch.wish import Wish
from afterword.commands.batch.work import Product, Task
from afterword.commands.terminal import sound, tell_more_of
from afterword.engine.bulk.cut_sources import cut_sources
from afterword.engine.bulk.model import Chunk, Data, SourceFile, Tally
from afterword.engine.diagnostics import Outcome
from afterword.engine.evaluator import Evaluator
from afterword.engine.foreign.columns import Request
from afterword.engine.language.find_pack import list_files
from afterword.engine.pack_store import stamp_files
from afterword.reports.finding_rows import CANDIDATE, csv_head, flat_names

_LISTED = 100  # bad logs whose mistakes are shown


class Flow:
    """One run."""

    def __init__(self, sources: Sequence[SourceFile], request: Request, task: Task, processes: Processes, kinds: tuple[str, ...]) -> None:
        """``kinds`` of things are what findings are about."""
        self._sources = sources
        self._request = request
        self._task = task
        self._processes = processes
        self._kinds = kinds
        self._listed = 0
        self._codes: dict[str, None] = {}

    def stream(self) -> Tally:
        """Write findings to standard output as they come."""
        tally = Tally()
        if self._task.form == "csv":
            _write_out(((csv_head(flat_names(self._kinds)),),))
        with closing(self._products(0, 0, ())) as products:
            for product in products:
                _write_out(product.outputs)
                tally.add(product.tally)
        self._tell_bad(tally)
        return tally

    def write(self, journal: Journal, *, resume: bool) -> Tally:
        """Write findings into files."""
        journal.begin(resume=resume)
        if journal.chunks:
            click.echo(f"going on after {journal.tally.logs + journal.tally.bad:,} logs.", err=True)
        try:
            if not journal.complete:
                with closing(self._products(journal.chunks, journal.tally.logs + journal.tally.bad, journal.sizes)) as products:
                    for product in products:
                        journal.note(product.outputs, product.tally)
            journal.finish()
        except click.exceptions.Exit:
            journal.drop()
            raise
        except BaseException:
            with suppress(OSError):
                journal.save()
            raise
        finally:
            journal.close()
        self._tell_bad(journal.tally)
        return journal.tally

    def _products(self, done: int, logs: int, sizes: Sequence[int]) -> Generator[Product, None, None]:
        """What comes of the chunks that are not ``done``, behind so many bytes of each part."""
        total = sum(source.size for source in self._sources)
        with (
            Progress(total, logs) as progress,
            closing(self._chunks(done, progress)) as chunks,
            closing(self._processes.run(chunks, self._task, sizes)) as products,
        ):
            for product in products:
                for mistake in product.mistakes[: max(0, _LISTED - self._listed)]:
                    progress.interrupt(mistake)
                self._listed += len(product.mistakes)
                self._codes |= dict.fromkeys(product.codes)
                logs += product.tally.logs + product.tally.bad
                yield product
                progress.show(logs, product.done)

    def _chunks(self, done: int, progress: Progress) -> Generator[Chunk, None, None]:
        with closing(cut_sources(self._sources, self._request)) as chunks:
            for number, chunk in enumerate(chunks):
                if chunk.fatal:
                    sound(Outcome(None, chunk.mistakes))
                if number >= done:
                    yield chunk
                else:
                    progress.skip(chunk.done)

    def _tell_bad(self, tally: Tally) -> None:
        if self._listed > _LISTED:
            click.echo(f"\n… and {self._listed - _LISTED:,} more bad logs.", err=True)
        if tally.bad and self._codes:
            click.echo(tell_more_of(tuple(self._codes)), err=True)


def open_journal(
    sources: Sequence[SourceFile], evaluator: Evaluator, form: str, each: str | None, wish: Wish
) -> tuple[Journal | None, str]:
    """The journal of the run, where it writes files, and the moment that it asks about."""
    as_of = wish.as_of or datetime.now(UTC).isoformat(timespec="microseconds")
    if wish.output is None:
        return None, as_of
    kinds = tuple(evaluator.pack.vocabulary.entities)
    outputs = [Output(wish.output, *_made(form, kinds))]
    if wish.candidates and each:
        outputs.append(Output(wish.candidates, csv_head(CANDIDATE) if each == "csv" else b""))
    stamps = [stamp_files(list_files(wish.pack)), *(base[2] for base in evaluator.bases)]
    about = {
        "sources": [list(source._replace(form=source.form.value)) for source in sources],  # type: ignore[arg-type]
        "pack": json.loads(json.dumps([wish.pack, evaluator.pack.version, stamps])),
        "options": [
            sorted(wish.settings.items()),
            wish.candidates,
            form,
            wish.engine,
            wish.case,
            wish.activity,
            wish.timestamp,
            wish.timezone,
        ],
        "afterword": version("afterword"),
    }
    journal = Journal(outputs, json.loads(json.dumps(about)), as_of, asked=wish.as_of is not None)
    return journal, journal.kept_moment() if wish.resume else as_of


def _made(form: str, kinds: Sequence[str]) -> tuple[bytes, Callable[[Path, Path], None] | None]:
    """What a file of findings begins with, and what makes it of its part."""
    match form:
        case "csv":
            return csv_head(flat_names(kinds)), None
        case "parquet":
            from afterword.commands.batch.parquet_file import write_parquet
            from afterword.reports.finding_rows import arrow_schema

            return arrow_schema(kinds).serialize().to_pybytes(), write_parquet
        case _:
            return b"", None


def _write_out(outputs: Sequence[Sequence[Data] | int]) -> None:
    for data in () if isinstance(outputs[0], int) else outputs[0]:
        click.echo(bytes(data), nl=False)
