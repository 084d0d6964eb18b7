"""The files of a batch: whole at the end or not there at all, with a journal from which a run that broke off goes on.

Beside each file that is to come stands its `.part`, beside the first one a `.journal`: a line for what the run is, and a line now and then
for how far it has got, each written when the parts are safely on disk.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any

import click

from afterword.engine.bulk.model import Data, Tally

_BETWEEN = 1.0  # seconds between two lines of the journal


class Output:
    """A file that grows under another name. ``head`` is what it begins with; ``finish`` makes the file of its part."""

    def __init__(self, path: str, head: bytes, finish: Callable[[Path, Path], None] | None = None) -> None:
        self.target = Path(path)
        self.part = self.target.with_name(f"{self.target.name}.part")
        self._head = head
        self._finish = finish
        self._file: IO[bytes] | None = None
        self.size = 0

    def open(self, size: int | None) -> None:
        """Begin anew, or go on after ``size`` bytes.

        A part that was left is not begun anew but replaced: who is about to end, but still writes into it, spoils nothing.
        """
        try:
            if size is None:
                self.part.unlink(missing_ok=True)
            self._file = self.part.open("wb" if size is None else "r+b")
        except OSError as error:
            raise click.ClickException(f"{self.target} cannot be written ({(error.strerror or str(error)).lower()}).") from error
        if size is None:
            self.write((self._head,))
        else:
            self._file.truncate(size)
            self._file.seek(size)
            self.size = size

    def write(self, pieces: Sequence[Data]) -> None:
        """Add bytes."""
        if self._file is not None:
            self._file.writelines(pieces)
            self.size += sum(map(len, pieces))

    def count(self, size: int) -> None:
        """So many bytes were added by another process."""
        self.size += size

    def save(self) -> None:
        """Have all on disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Leave the part as it is."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def finish(self) -> None:
        """Give the file its name; one that has it already is left alone."""
        self.close()
        if self.part.exists():
            if self._finish is None:
                self.part.replace(self.target)
            else:
                self._finish(self.part, self.target)
                self.part.unlink()


class Journal:
    """How far a run has got: ``chunks`` that are done, and what they came to."""

    def __init__(self, outputs: Sequence[Output], run: Mapping[str, Any], as_of: str, *, asked: bool) -> None:
        """``run`` is all that makes this run what it is, but for the moment.

        Where none was ``asked`` for, a run that goes on keeps its own.
        """
        self._outputs = outputs
        self._path = outputs[0].target.with_name(f"{outputs[0].target.name}.journal")
        self._run = dict(run)
        self._as_of = as_of
        self._asked = asked
        self._file: IO[bytes] | None = None
        self._saved = monotonic()
        self._saver = _Saver(self._save)
        self.chunks = 0
        self.tally = Tally()
        self.complete = False
        self._kept = self._state()  # of whole chunks only, whenever a run breaks off

    def kept_moment(self) -> str:
        """The moment that the run asks about, or the one to be resumed."""
        lines = self._lines()
        if lines and not self._asked:
            self._as_of = str(lines[0]["as_of"])
        return self._as_of

    def begin(self, *, resume: bool) -> None:
        """Begin anew; or go on where the journal ends, if there is one, and the run is the same."""
        lines = self._lines() if resume else []
        if lines:
            self._go_on(lines)
        else:
            for output in self._outputs:
                output.open(None)
                output.save()
        self._kept = self._state()
        start = self._path.with_name(f"{self._path.name}.new")
        with start.open("wb") as file:
            file.write(_line(self._whole()))
            file.write(_line(self._kept))
            file.flush()
            os.fsync(file.fileno())
        start.replace(self._path)
        self._file = self._path.open("ab")
        self._saver.start()

    @property
    def parts(self) -> tuple[str, ...]:
        """The files that grow."""
        return tuple(str(output.part) for output in self._outputs)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many bytes each of them has, of what was noted."""
        return tuple(output.size for output in self._outputs)

    def note(self, outputs: Sequence[Sequence[Data] | int], tally: Tally) -> None:
        """Write what came of a chunk; or say how many bytes of it were written."""
        for output, data in zip(self._outputs, outputs, strict=True):
            if isinstance(data, int):
                output.count(data)
            else:
                output.write(data)
        self.tally.add(tally)
        self.chunks += 1
        self._kept = self._state()
        if monotonic() - self._saved >= _BETWEEN and self._saver.free:
            self._saver.ask(self._kept)
            self._saved = monotonic()

    def save(self) -> None:
        """Have all on disk, and then the word that it is. After this nothing more is noted."""
        self._saver.end()
        self._save(self._kept)

    def _save(self, state: Mapping[str, Any]) -> None:
        for output in self._outputs:
            output.save()
        if self._file is not None:
            self._file.write(_line(state))
            self._file.flush()
            os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Give all files their names; the first one last, as it is what others wait for."""
        self.complete = True
        self._kept = self._state()
        self.save()
        for output in reversed(self._outputs):
            output.finish()
        self.close()
        self._path.unlink()

    def close(self) -> None:
        """Leave everything for a run that resumes."""
        self._saver.end()
        for output in self._outputs:
            output.close()
        if self._file is not None:
            self._file.close()
            self._file = None

    def drop(self) -> None:
        """Take everything away."""
        self.close()
        for path in (self._path, *(output.part for output in self._outputs)):
            with suppress(FileNotFoundError):
                path.unlink()

    def _go_on(self, lines: Sequence[Mapping[str, Any]]) -> None:
        changed = [name for name, value in self._whole().items() if value != lines[0].get(name)]
        if changed:
            raise click.ClickException(
                f"the run that broke off cannot go on: {_and(changed)} changed since. Without --resume it begins anew."
            )
        state = lines[-1]
        self.chunks, self.complete = state["chunks"], state["complete"]
        self.tally.logs, self.tally.bad = state["logs"], state["bad"]
        self.tally.findings = Counter(state["findings"])
        self.tally.cases = Counter({(rule, name): number for rule, name, number in state["cases"]})
        if self.complete:
            return
        for output, size in zip(self._outputs, state["sizes"], strict=True):
            if not output.part.exists() or output.part.stat().st_size < size:
                raise click.ClickException(f"{output.part} is gone, or is not whole. Without --resume the run begins anew.")
            output.open(size)

    def _whole(self) -> dict[str, Any]:
        return {**self._run, "as_of": self._as_of}

    def _state(self) -> dict[str, Any]:
        tally = self.tally
        cases = [[*key, number] for key, number in tally.cases.items()]
        return {
            "chunks": self.chunks,
            "complete": self.complete,
            "sizes": list(self.sizes),
            "logs": tally.logs,
            "bad": tally.bad,
            "findings": dict(tally.findings),
            "cases": cases,
        }

    def _lines(self) -> list[dict[str, Any]]:
        """The lines of the journal that are whole: its last may not be."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in data.splitlines(keepends=True) if line.endswith(b"\n")]


class _Saver(Thread):
    """Saves beside the run, as a disk takes its time: one state after another."""

    def __init__(self, save: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__(daemon=True)
        self._save = save
        self._states: SimpleQueue[Mapping[str, Any] | None] = SimpleQueue()
        self._error: OSError | None = None
        self.free = True

    def ask(self, state: Mapping[str, Any]) -> None:
        """Have a state saved; what went wrong with an earlier one is raised now."""
        if self._error is not None:
            raise self._error
        self.free = False
        self._states.put(state)

    def end(self) -> None:
        """Wait until what was asked for is done. Whether it went well shows in the end, when all is saved once more."""
        if self.is_alive():
            self._states.put(None)
            self.join()

    def run(self) -> None:
        """Save until there is nothing more to come."""
        while (state := self._states.get()) is not None:
            try:
                self._save(state)
            except OSError as error:
                self._error = error
            self.free = True


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _and(names: Sequence[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in names)
