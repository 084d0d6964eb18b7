"""How a batch runs: sources in, chunks through the processes, findings out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click

from afterword.commands.batch.journal import Journal, Output
from afterword.commands.batch.processes import Processes, ProcessLostError
from afterword.commands.batch.progress import Progress
from afterword.commands.batch.summary import render_summary, tell
from afterword.commands.batch.work import Product, Task
from afterword.commands.inputs import load_evaluator
from afterword.commands.terminal import save_text, sound, tell_more_of
from afterword.engine.bulk.cut_lines import CHUNK
from afterword.engine.bulk.cut_sources import cut_sources
from afterword.engine.bulk.find_sources import find_sources
from afterword.engine.bulk.model import Chunk, SourceFile, Tally
from afterword.engine.diagnostics import Outcome
from afterword.engine.evaluator import Evaluator
from afterword.engine.foreign.columns import Request
from afterword.engine.foreign.import_logs import check_request
from afterword.engine.language.find_pack import list_files
from afterword.engine.pack_store import stamp_files
from afterword.reports.finding_rows import CANDIDATE, csv_head, flat_names

_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_COLUMNAR = ("msgspec", "numba")
_MUCH = 16 * 1024 * 1024  # bytes of logs that are worth the second that it takes to load compiled code
_LISTED = 100  # bad logs whose mistakes are shown


class Wish(NamedTuple):
    """What the command was asked for; as its options are called."""

    as_of: str | None
    pack: str
    settings: Mapping[str, str]
    output: str | None
    form: str | None
    candidates: str | None
    summary: str | None
    case: str | None
    activity: tuple[str, ...]
    timestamp: str | None
    timezone: str | None
    jobs: int | None
    resume: bool
    engine: str


def run(paths: Sequence[str], wish: Wish) -> Tally:
    """Do what is wished with the sources; the counts."""
    engine = "durable" if wish.engine == "durable" else "native"
    evaluator = load_evaluator(wish.pack, wish.settings, engine, wish.as_of)
    request = Request(wish.case, wish.activity, wish.timestamp, zone=wish.timezone)
    sources = sound(find_sources(paths), check_request(request))
    form = wish.form or _form_of(wish.output)
    each = _form_of(wish.candidates) if wish.candidates else None
    _check_wish(wish, form, each)
    after = _columns_after(wish.engine, sources)
    with Processes(wish.jobs or _cores(), columnar=after == 0) as processes:
        processes.start(sum(source.size for source in sources) // CHUNK)
        journal, as_of = _open_journal(sources, evaluator, form, each, wish)
        task = Task(wish.pack, wish.settings, engine, as_of, form, each, after, journal.parts if journal else ())
        if after is not None:
            _compile_once(task)
        batch = _Batch(sources, request, task, processes, tuple(evaluator.pack.vocabulary.entities))
        try:
            tally = batch.write(journal, resume=wish.resume) if journal else batch.stream()
        except ProcessLostError:
            raise click.ClickException(f"a process was ended from outside, perhaps for lack of memory{_kept(journal)}") from None
        except KeyboardInterrupt:
            click.echo(f"\nstopped{_kept(journal)}", err=True)
            raise
    order = {rule.id: number for number, rule in enumerate(evaluator.pack.rules)}
    if wish.summary:
        save_text(render_summary(tally, order), wish.summary)
    tell(tally)
    return tally


class _Batch:
    """One run."""

    def __init__(self, sources: Sequence[SourceFile], request: Request, task: Task, processes: Processes, kinds: tuple[str, ...]) -> None:
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
            _write_out((csv_head(flat_names(self._kinds)),))
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


def _columns_after(engine: str, sources: Sequence[SourceFile]) -> int | None:
    """How many chunks each process works on before the columnar executor takes over: it takes a moment to get going."""
    missing = [name for name in _COLUMNAR if find_spec(name) is None]
    if engine == "columnar" and missing:
        raise click.UsageError(f"the columnar executor needs {' and '.join(missing)}: pip install 'afterword[columnar]'")
    if engine == "columnar":
        return 0
    if engine != "auto" or missing:
        return None
    if sum(source.size for source in sources) >= _MUCH:
        return 0
    return _MUCH // CHUNK if any(not source.size for source in sources) else None


def _compile_once(task: Task) -> None:
    """Let not each process compile what all of them need."""
    from afterword.engine.kernel.kept_folder import is_compiled

    if not is_compiled():
        from afterword.engine.columnar.many import load_many

        click.echo("compiling what evaluates many logs; this happens once and takes about half a minute.", err=True)
        many = load_many(task.pack, task.settings).value
        if many is not None:
            many.compile()


def _form_of(path: str | None) -> str:
    """What the ending of a file asks for; JSON Lines, where it asks for nothing that is known."""
    return _ENDINGS.get(Path(path or "").suffix.lower(), "jsonl")


def _check_wish(wish: Wish, form: str, each: str | None) -> None:
    """What does not go together."""
    if wish.output is None and wish.resume:
        raise click.UsageError("--resume needs --output: what went to standard output cannot be gone on with.")
    if wish.output is None and wish.candidates:
        raise click.UsageError("--candidates needs --output.")
    if wish.output is None and form == "parquet":
        raise click.UsageError("Parquet needs --output.")
    if each == "parquet":
        raise click.UsageError("--candidates writes .jsonl or .csv.")
    if form == "parquet" and find_spec("pyarrow") is None:
        raise click.UsageError("to write Parquet, the package `pyarrow` must be installed: pip install 'afterword[bulk]'")


def _open_journal(
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


def _kept(journal: Journal | None) -> str:
    return "; the same command with --resume goes on." if journal else "."


def _cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write_out(outputs: Sequence[bytes | int]) -> None:
    click.echo(outputs[0], nl=False)
