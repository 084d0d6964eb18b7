"""How an import runs: files in, mistakes listed or logs written, and a word on what was read."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import click

from afterword.commands.files import NotWritten, keep_inputs, whole_file
from afterword.commands.inputs import load_evaluator
from afterword.commands.terminal import BAD_INPUT, list_mistakes, tell_more

if TYPE_CHECKING:
    from afterword.engine.diagnostics import Diagnostic
    from afterword.engine.foreign.columns import Columns, Request
    from afterword.engine.foreign.convert import Harvest
    from afterword.engine.foreign.file_text import FileText, Stream
    from afterword.engine.foreign.import_logs import OpenTable
    from afterword.engine.log.read_log import LogReader

    Read: TypeAlias = Callable[[list[Stream], Request, IO[bytes]], Harvest]

_OF_ONE = (".json", ".yaml", ".yml")  # endings of files that hold one log


def import_rows(files: Sequence[str], open_table: OpenTable, encoding: str | None, options: Mapping[str, Any]) -> None:
    """Import files of rows; ``options`` are those of `process_options`, and `case`."""
    from afterword.engine.foreign.import_logs import import_tables

    _run(files, encoding, options, lambda streams, request, file: import_tables(streams, open_table, request, file))


def import_traces(files: Sequence[str], classifier: str | None, options: Mapping[str, Any]) -> None:
    """Import XES files."""
    from afterword.engine.foreign.import_logs import import_xes

    _run(files, None, options, lambda streams, request, file: import_xes(streams, classifier, request, file))


def _run(files: Sequence[str], encoding: str | None, options: Mapping[str, Any], read: Read) -> None:
    from afterword.engine.collector import collector_paused
    from afterword.engine.foreign.columns import Request
    from afterword.engine.foreign.import_logs import check_request
    from afterword.engine.foreign.starter_pack import render_starter

    keep_inputs(files, options["output"])
    same = {name: options[name] for name in ("case", "activity", "timestamp", "lifecycle", "keep", "drop", "skip_bad")}
    request = Request(**same, form=options["time_format"], zone=options["timezone"])
    reader = make_reader(options["pack"]) if options["pack"] else None
    with ExitStack() as stack:
        streams = open_streams(files, encoding, stack, check_request(request))
        file = stack.enter_context(TemporaryFile())
        pack_out = stack.enter_context(whole_file(options["pack_out"], new=True)) if options["pack_out"] else None
        with collector_paused():
            harvest = read(streams, request, file)
        _list_bad(harvest, skipped=request.skip_bad)
        if reader is not None:
            refuse(_check(harvest, request.zone, reader, [stream.text for stream in streams]))
        _check_ending(len(harvest.store), options["output"])
        write_logs(harvest.store.logs(request.zone), options["output"])
        if pack_out is not None:
            pack_out.write(render_starter(harvest.survey, files[0]).encode())
        _tell(harvest, options["pack_out"])


def open_streams(files: Sequence[str], encoding: str | None, stack: ExitStack, others: Sequence[Diagnostic] = ()) -> list[Stream]:
    """The files, closed with ``stack``; where one cannot be had, that is listed with ``others`` and the command ends."""
    from afterword.engine.foreign.file_text import open_stream

    opened = [open_stream(path, encoding) for path in files]
    streams = [outcome.value for outcome in opened if outcome.value is not None]
    for stream in streams:
        stack.callback(stream.opened.close)
    refuse((*others, *(one for outcome in opened for one in outcome.diagnostics)))
    return streams


def make_reader(pack: str) -> LogReader:
    """Reads logs in the words of a pack."""
    from afterword.engine.log.read_log import LogReader

    loaded = load_evaluator(pack, {}, "auto", None).pack
    return LogReader(loaded.vocabulary, loaded.known_rules)


def refuse(mistakes: Sequence[Diagnostic], more: int = 0) -> None:
    """End where there are mistakes: they are listed, and nothing is written. ``more`` were found, and are not listed."""
    if mistakes:
        list_mistakes(mistakes)
        others = f", and {more:,} more" if more else ""
        click.echo(f"\n{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'}{others} to mend; nothing was written.", err=True)
        click.echo(tell_more(mistakes), err=True)
        raise click.exceptions.Exit(BAD_INPUT)


def write_logs(logs: Iterable[bytes], output: str | None, *, new: bool = False) -> None:
    """Write logs into a file, or to standard output; a ``new`` file takes the place of none."""
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(logs)
        sys.stdout.buffer.flush()
        return
    with whole_file(output, new=new) as file:
        file.writelines(logs)


def _check_ending(logs: int, output: str | None) -> None:
    """End where several logs would go under a name by which nothing reads more than one."""
    if logs > 1 and output is not None and output.endswith(_OF_ONE):
        raise NotWritten(f"{logs:,} logs are as many lines of JSON, and {output} would be read as one; choose a name that ends in .jsonl.")


def _list_bad(harvest: Harvest, *, skipped: bool) -> None:
    """End where rows have mistakes; where these are skipped, say which were left out."""
    bad, mistakes = harvest.bad, harvest.bad.told()
    if bad.fatal or not skipped:
        refuse(mistakes, bad.count - len(mistakes))
    elif mistakes:
        list_mistakes(mistakes)
        click.echo(f"\n{count(bad.count, 'row')} left out.", err=True)


def _check(harvest: Harvest, zone: str | None, reader: LogReader, texts: Sequence[FileText]) -> tuple[Diagnostic, ...]:
    from afterword.engine.foreign.check_logs import check_logs

    return check_logs(harvest.store.logs(zone, spread=True), reader, texts)


def _tell(harvest: Harvest, pack: str | None) -> None:
    """Say what was read, on standard error."""
    for name, columns in harvest.chosen.items():
        click.echo(f"{name}: {_describe(columns)}", err=True)
    store, survey = harvest.store, harvest.survey
    fields = ", ".join(survey.kinds) or "none"
    types = count(len(survey.counts), "type")
    click.echo(f"{count(len(store), 'log')} with {count(store.events, 'event')} of {types}; fields: {fields}", err=True)
    if pack:
        click.echo(f"Their words are in {pack}; write rules there, then: afterword rules lint {shlex.quote(pack)}", err=True)


def _describe(columns: Columns) -> str:
    return f"case {columns.case!r}, type {' | '.join(map(repr, columns.activity))}, time {columns.timestamp!r}"


def count(number: int, noun: str) -> str:
    """`1 log`, `2 logs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
