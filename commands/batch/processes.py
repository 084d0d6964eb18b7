"""The processes of a batch, as the first one sees them: who is given which chunk, whose turn it is to write, and whether all are well."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from queue import Empty, SimpleQueue
from threading import Thread, current_thread, main_thread
from types import TracebackType
from typing import IO, Self, TypeAlias

from afterword.commands.batch.serve import Places
from afterword.commands.batch.work import Product, Task, Worker
from afterword.engine.bulk.model import Chunk

_AHEAD = 2  # chunks that a process is given: one to work on, and one that waits
_WAITING = 3  # chunks for each process of which nothing has come out yet, while an earlier one takes its time
_PIPE = 1024 * 1024  # bytes, where a pipe may be so wide
_PATIENCE = 0.5  # seconds after which it is seen, at the latest, that somebody wants to stop

_START = """\
import sys, pickle
sys.path[:] = pickle.load(sys.stdin.buffer)
from afterword.commands.batch.serve import serve
serve(columnar={columnar})"""


class ProcessLostError(Exception):
    """A process was ended from outside."""


class _Errand:
    """A chunk that was given away: to whom, and what is known of it by now."""

    def __init__(self, process: _Process) -> None:
        self.process = process
        self.product: Product | None = None
        self.ready = False


class _Process:
    """One process, with two threads that talk to it, so that the first process need never wait for it."""

    def __init__(self, news: SimpleQueue[_News], *, columnar: bool) -> None:
        self.working: deque[_Errand] = deque()
        self.writing: deque[_Errand] = deque()
        self._news = news
        self._letters: SimpleQueue[object] = SimpleQueue()
        self._popen = _start(columnar=columnar)
        self.send(sys.path)
        self._talks = [Thread(target=talk, daemon=True) for talk in (self._write, self._read)]
        for talk in self._talks:
            talk.start()

    def send(self, what: object) -> None:
        """Have something sent to it."""
        self._letters.put(what)

    def end(self) -> None:
        """Have it end, whatever it does."""
        self._popen.kill()
        self._letters.put(None)

    def wait(self) -> None:
        """See it gone, and all that there was for it."""
        self._popen.wait()
        for talk in self._talks:
            talk.join()

    def _write(self) -> None:
        """Send what is to be sent. If nobody is there to take it, the other thread sees that."""
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])  # which ends us quietly when who reads our findings goes
        try:
            with suppress(OSError), _pipe(self._popen.stdin) as pipe:
                while (what := self._letters.get()) is not None:
                    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
                    pipe.flush()
        except Exception as bug:  # noqa: BLE001 - raised where somebody sees it
            self._news.put((self, bug))

    def _read(self) -> None:
        """Pass on what it says; at its end, that there is no more."""
        last: Exception | None = None
        try:
            with suppress(OSError, EOFError, pickle.UnpicklingError), _pipe(self._popen.stdout) as pipe:
                while True:
                    self._news.put((self, pickle.load(pipe)))  # noqa: S301 - our own process wrote it
        except Exception as bug:  # noqa: BLE001 - as above
            last = bug
        self._news.put((self, last))


_News: TypeAlias = tuple[_Process, object]


class Processes:
    """So many processes as are wanted, ``most`` at most. They can be started before it is known what to do, as that takes them a second."""

    def __init__(self, most: int, *, columnar: bool) -> None:
        """``columnar`` says whether they begin with that executor."""
        self._most = most
        self._columnar = columnar
        self._news: SimpleQueue[_News] = SimpleQueue()
        self._all: list[_Process] = []

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End all of them."""
        self.end()

    def end(self) -> None:
        """End all of them, and see that they are gone: then nothing is written any more."""
        for process in self._all:
            process.end()
        for process in self._all:
            process.wait()
        self._all.clear()

    def start(self, chunks: int) -> None:
        """Have as many as so many chunks keep busy; where that is one, the first process does the work itself."""
        wanted = min(self._most, chunks)
        while wanted > 1 and len(self._all) < wanted:
            self._begin()

    def run(self, chunks: Iterator[Chunk], task: Task, sizes: Sequence[int]) -> Generator[Product, None, None]:
        """What comes of each chunk, in their order. No more chunks are held at a time than keep the processes busy.

        ``sizes`` are those of the parts that the task names: what comes stands behind that, when it is told. All processes end with it.
        """
        first = list(islice(chunks, 2))
        if self._most == 1 or len(first) < 2:  # noqa: PLR2004 - one has nothing to share
            self.end()
            worker = Worker(task)
            for chunk in chain(first, chunks):
                yield worker.work(chunk)
            return
        try:
            for process in self._all:
                process.send(task)
            yield from _Run(self._all, partial(self._another, task), self._news, task, sizes).products(chain(first, chunks))
        finally:
            self.end()

    def _another(self, task: Task) -> _Process | None:
        """One process more for a task, if there may be one."""
        if len(self._all) == self._most:
            return None
        process = self._begin()
        process.send(task)
        return process

    def _begin(self) -> _Process:
        process = _Process(self._news, columnar=self._columnar)
        self._all.append(process)
        return process


class _Run:
    """What is on its way in a run: chunks in their order, and those of them that have not been told where to write.

    Where all have something to do, ``another`` process is begun, if there may be one.
    """

    def __init__(
        self,
        processes: Sequence[_Process],
        another: Callable[[], _Process | None],
        news: SimpleQueue[_News],
        task: Task,
        sizes: Sequence[int],
    ) -> None:
        self._processes = processes
        self._another = another
        self._news = news
        self._writes = bool(task.parts)
        self._ends = tuple(sizes)
        self._waiting: deque[_Errand] = deque()
        self._unplaced: deque[_Errand] = deque()

    def products(self, chunks: Iterator[Chunk]) -> Generator[Product, None, None]:
        chunk = next(chunks, None)
        while chunk is not None or self._waiting:
            while chunk is not None and (process := self._free()):
                self._give(chunk, process)
                chunk = next(chunks, None)
            if self._waiting:
                self._hear()
            while self._waiting and self._waiting[0].ready:
                product = self._waiting.popleft().product
                if product is not None:
                    yield product

    def _free(self) -> _Process | None:
        """Who is given the next chunk, if any may be."""
        least = min(self._processes, key=lambda one: len(one.working), default=None)
        if least is None or least.working:
            least = self._another() or least
        full = least is None or len(least.working) >= _AHEAD or len(self._waiting) >= _WAITING * len(self._processes)
        return None if full else least

    def _give(self, chunk: Chunk, process: _Process) -> None:
        errand = _Errand(process)
        self._waiting.append(errand)
        if self._writes:
            self._unplaced.append(errand)
        process.working.append(errand)
        process.send(chunk)

    def _hear(self) -> None:
        """Wait for a word of a process, and see to what follows from it."""
        process, word = self._next()
        match word:
            case Product():
                errand = process.working.popleft()
                errand.product = word
                errand.ready = not self._writes
                if self._writes:
                    self._place()
            case Places():
                process.writing.popleft().ready = True
            case BaseException():
                raise word
            case _:
                raise ProcessLostError

    def _next(self) -> _News:
        while True:
            with suppress(Empty):
                return self._news.get(timeout=_PATIENCE)

    def _place(self) -> None:
        """Tell all whose turn it is where their findings go."""
        while self._unplaced and (product := self._unplaced[0].product):
            errand = self._unplaced.popleft()
            errand.process.writing.append(errand)
            errand.process.send(Places(self._ends))
            self._ends = tuple(end + size for end, size in zip(self._ends, product.outputs, strict=True) if isinstance(size, int))


def _start(*, columnar: bool) -> subprocess.Popen[bytes]:
    """A new process, which knows nothing yet, and does not care when somebody stops us: we end it."""
    code = _START.format(columnar=columnar)
    # As `multiprocessing` does; -P, as the folder that we stand in is nowhere to import from.
    command = [sys.executable, *subprocess._args_from_interpreter_flags(), "-P", "-c", code]  # type: ignore[attr-defined]  # noqa: SLF001
    if sys.platform == "win32":
        return _popen(command, subprocess.CREATE_NEW_PROCESS_GROUP)
    if current_thread() is not main_thread():
        return _popen(command)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # is passed on to the process
    try:
        return _popen(command)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)


def _popen(command: Sequence[str], flags: int = 0) -> subprocess.Popen[bytes]:
    popen = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=flags)  # noqa: S603 - ourselves
    if sys.platform == "linux":
        import fcntl

        for pipe in (popen.stdin, popen.stdout):
            with suppress(OSError):  # who may not have it wider takes it as it is
                fcntl.fcntl(_pipe(pipe), fcntl.F_SETPIPE_SZ, _PIPE)
    return popen


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("a process was started without pipes")
    return pipe
