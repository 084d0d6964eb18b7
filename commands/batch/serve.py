"""A process of a batch from within: what it is to do comes through standard input, and what came of it goes through standard output.

First comes the task, then chunks, each of which is answered by its product. Where findings go into files, what is to be written waits here
until it is known where in them it stands: the first process says so, and has the same word back when it is written.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from collections import deque
from contextlib import suppress
from importlib import import_module
from queue import PriorityQueue
from threading import Thread
from typing import IO, NamedTuple

from afterword.commands.batch.keep_memory import keep_memory
from afterword.commands.batch.work import Product, Task, Worker
from afterword.engine.bulk.model import Chunk, Data


class Places(NamedTuple):
    """Where in each part the oldest product that waits begins."""

    begins: tuple[int, ...]


class _Errand(NamedTuple):
    """What is to be done: what is written is out of the way, so it goes first."""

    kind: int
    number: int
    what: Chunk | Places


def serve(*, columnar: bool) -> None:
    """Do what is asked until nobody is there to ask. Ctrl-C is for the first process alone, and ignored when this one starts.

    What is needed, with ``columnar`` for that executor, is imported while the task is still on its way.
    """
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # who prints anything here does not talk to the first process
    keep_memory()
    gc.set_threshold(100_000, 50, 100)  # as in the first process
    try:
        import_module("afterword.engine.bulk." + ("evaluate_columns" if columnar else "evaluate_chunk"))
        task = _task(source)
        if task:
            _Server(task, sink).run(source)
    except BaseException as error:  # noqa: BLE001 - told where somebody hears it, if anybody does
        error.add_note(traceback.format_exc())
        with suppress(OSError):
            _send(error if _travels(error) else RuntimeError(f"{type(error).__name__}: {error}"), sink)


def _travels(error: BaseException) -> bool:
    """Whether an error comes out as it went in."""
    try:
        return isinstance(pickle.loads(pickle.dumps(error)), type(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever it has against it
        return False


def _task(source: IO[bytes]) -> Task | None:
    """What there is to do, if it comes to that."""
    try:
        task: Task = pickle.load(source)  # noqa: S301 - the first process wrote it
    except EOFError:
        return None
    return task


class _Server:
    def __init__(self, task: Task, sink: IO[bytes]) -> None:
        self._task = task
        self._sink = sink
        self._held: deque[tuple[tuple[Data, ...] | int, ...]] = deque()
        self._files: list[IO[bytes]] = []
        self._todo: PriorityQueue[_Errand] = PriorityQueue()

    def run(self, source: IO[bytes]) -> None:
        """Get ready, and go on until this process is ended."""
        Thread(target=self._listen, args=(source,), daemon=True).start()
        worker = Worker(self._task)
        gc.freeze()
        while True:
            what = self._todo.get().what
            if isinstance(what, Chunk):
                _send(self._keep(worker.work(what)), self._sink)
            else:
                self._write(what)
                _send(what, self._sink)

    def _listen(self, source: IO[bytes]) -> None:
        """Take in what is to be done, so that nobody waits to be rid of it; end with the first process, however that ends."""
        number = 0
        try:
            while True:
                what = pickle.load(source)  # noqa: S301 - as above
                number += 1
                self._todo.put(_Errand(int(isinstance(what, Chunk)), number, what))
        finally:
            os._exit(0)

    def _keep(self, product: Product) -> Product:
        if not self._task.parts:
            return product._replace(outputs=tuple(one if isinstance(one, int) else (b"".join(one),) for one in product.outputs))
        self._held.append(product.outputs)
        return product._replace(outputs=tuple(one if isinstance(one, int) else sum(map(len, one)) for one in product.outputs))

    def _write(self, places: Places) -> None:
        if not self._files:
            self._files = [open(path, "r+b") for path in self._task.parts]  # noqa: PTH123, SIM115 - as long as this process is there
        for file, pieces, begin in zip(self._files, self._held.popleft(), places.begins, strict=True):
            if not isinstance(pieces, int):
                file.seek(begin)
                file.writelines(pieces)
                file.flush()


def _send(what: object, sink: IO[bytes]) -> None:
    pickle.dump(what, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()
