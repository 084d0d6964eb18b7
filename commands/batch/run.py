"""How a batch runs: what is wished is checked, and processes get under way meanwhile."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.commands.batch.keep_memory import keep_memory
from afterword.commands.batch.processes import Processes, ProcessLostError
from afterword.commands.batch.wish import Wish
from afterword.commands.batch.work import Task
from afterword.commands.files import keep_inputs
from afterword.engine.bulk.cut_lines import CHUNK
from afterword.engine.bulk.find_sources import find_sources
from afterword.engine.bulk.model import SourceFile, Tally
from afterword.engine.diagnostics import Outcome

if TYPE_CHECKING:
    from afterword.commands.batch.journal import Journal

_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_COLUMNAR = ("msgspec", "numba")
_MUCH = 16 * 1024 * 1024  # bytes of logs that are worth the second that it takes to load compiled code


def run(paths: Sequence[str], wish: Wish) -> Tally:
    """Do what is wished with the sources; the counts."""
    keep_memory()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy begins with threads that take time, and that nothing here makes use of
    made = [path for path in (wish.output, wish.candidates, wish.summary) if path]
    for path in made:
        keep_inputs(paths, path)
    found = find_sources(paths, made)
    after = _columns_after(wish.engine, found.value or ())
    with Processes(wish.jobs or _cores(), columnar=after == 0) as processes:
        processes.start(sum(source.size for source in found.value or ()) // CHUNK)
        return _run(found, wish, after, processes)


def _run(found: Outcome[tuple[SourceFile, ...]], wish: Wish, after: int | None, processes: Processes) -> Tally:
    """The same with the sources that were found, and processes that are getting ready. What is heavy is imported meanwhile."""
    from afterword.commands.batch.flow import Flow, open_journal
    from afterword.commands.batch.summary import render_summary, tell
    from afterword.commands.inputs import load_evaluator
    from afterword.commands.terminal import save_text, sound
    from afterword.engine.foreign.columns import Request
    from afterword.engine.foreign.import_logs import check_request

    engine = "durable" if wish.engine == "durable" else "native"
    evaluator = load_evaluator(wish.pack, wish.settings, engine, wish.as_of)
    request = Request(wish.case, wish.activity, wish.timestamp, zone=wish.timezone)
    sources = sound(found, check_request(request))
    form = wish.form or _form_of(wish.output)
    each = _form_of(wish.candidates) if wish.candidates else None
    _check_wish(wish, form, each)
    _check_engine(wish.engine)
    journal, as_of = open_journal(sources, evaluator, form, each, wish)
    task = Task(wish.pack, wish.settings, engine, as_of, form, each, after, journal.parts if journal else ())
    if after is not None:
        _compile_once(task)
    flow = Flow(sources, request, task, processes, tuple(evaluator.pack.vocabulary.entities))
    try:
        tally = flow.write(journal, resume=wish.resume) if journal else flow.stream()
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


def _columns_after(engine: str, sources: Sequence[SourceFile]) -> int | None:
    """How many chunks each process works on before the columnar executor takes over: it takes a moment to get going."""
    if engine == "columnar":
        return 0
    if engine != "auto" or _missing():
        return None
    if sum(source.size for source in sources) >= _MUCH:
        return 0
    return _MUCH // CHUNK if any(not source.size for source in sources) else None


def _missing() -> list[str]:
    """What the columnar executor needs and is not installed."""
    return [name for name in _COLUMNAR if find_spec(name) is None]


def _check_engine(engine: str) -> None:
    if engine == "columnar" and (missing := _missing()):
        raise click.UsageError(f"the columnar executor needs {' and '.join(missing)}: pip install 'afterword[columnar]'")


def _compile_once(task: Task) -> None:
    """Let not each process compile what all of them need."""
    from afterword.engine.kernel.kept_folder import is_compiled

    if not is_compiled():
        from afterword.engine.columnar.many import load_many

        click.echo("compiling what evaluates many logs; this happens once and takes about a minute.", err=True)
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


def _kept(journal: Journal | None) -> str:
    return "; the same command with --resume goes on." if journal else "."


def _cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
