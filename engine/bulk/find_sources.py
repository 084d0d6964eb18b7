"""What was named on the command line, as files: folders are looked through, endings tell what a file holds."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from afterword.engine.bulk.model import Form, SourceFile
from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.reading.text import explain_unreadable

_ENDINGS = {
    ".jsonl": Form.LINES,
    ".ndjson": Form.LINES,
    ".json": Form.FILE,
    ".yaml": Form.FILE,
    ".yml": Form.FILE,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".parquet": Form.PARQUET,
}
_PACKED = (Form.LINES, Form.CSV)


def find_sources(paths: Sequence[str], made: Collection[str] = ()) -> Outcome[tuple[SourceFile, ...]]:
    """The files, in the order in which they are named; those of a folder and of the folders in it by name, whatever is no log left out.

    What has no known ending is JSON Lines, as standard input is. Files that are ``made`` of all this are not looked for in folders.
    """
    own = {Path(path).resolve() for path in made}
    found: list[SourceFile] = []
    mistakes: list[Diagnostic] = []
    for path in paths:
        try:
            found += [SourceFile("-", Form.LINES)] if path == "-" else _look(path, own)
        except (OSError, ValueError) as error:
            mistakes.append(explain_unreadable(path, error))
    return Outcome(None if mistakes else tuple(found), tuple(mistakes))


def _look(path: str, made: Collection[Path]) -> Iterator[SourceFile]:
    if Path(path).is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                form = _form(name)
                if form is not None and not name.startswith(".") and Path(folder, name).resolve() not in made:
                    yield _source(Path(folder, name), form)
    else:
        yield _source(Path(path), _form(path) or Form.LINES)


def _source(path: Path, form: Form) -> SourceFile:
    status = path.stat()
    return SourceFile(str(path), form, status.st_size, status.st_mtime_ns)


def _form(name: str) -> Form | None:
    """What a name says of a file; `.gz` after it changes nothing where it can be unpacked on the way."""
    lower = name.lower()
    form = _ENDINGS.get(Path(lower.removesuffix(".gz")).suffix)
    return form if not lower.endswith(".gz") or form in _PACKED else None
