"""The processes of a batch: they write in order, and leave nothing behind."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from afterword.commands.batch import command, journal
from afterword.commands.batch.processes import _AHEAD, _WAITING, Processes, ProcessLostError, _Process, _Run
from afterword.commands.batch.serve import Places, _travels
from afterword.commands.batch.work import Product, Task
from afterword.engine.bulk import cut_lines
from afterword.engine.bulk.model import Chunk, Tally
from afterword.tests.bulk.shop import AS_OF, event_lines, log, write_logs, write_pack

signals = pytest.mark.skipif(os.name == "nt", reason="there are no such signals")


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """The small pack."""
    return write_pack(tmp_path)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut into chunks of a few logs, each noted at once."""
    monkeypatch.setattr(cut_lines, "CHUNK", 3_000)
    monkeypatch.setattr(journal, "_BETWEEN", 0.0)


def batch(*args: str, jobs: int = 2) -> Result:
    """Run the command from here."""
    return CliRunner().invoke(command, [*args, AS_OF, f"--jobs={jobs}"], catch_exceptions=False)


def make_task(pack: str, *parts: str) -> Task:
    """What there is to do with the small pack."""
    return Task(pack, {}, "native", AS_OF.removeprefix("--as-of="), "jsonl", None, None, parts)


def chunks(count: int) -> Iterator[Chunk]:
    """So many chunks of two logs each."""
    for number in range(count):
        data = "".join(json.dumps(log(one)) + "\n" for one in (2, 4 * number + 1))
        yield Chunk("logs.jsonl", data.encode(), 2 * number + 1, done=number)


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_the_same_bytes(tmp_path: Path, pack: str, form: str) -> None:
    """Two processes write what one writes, with the rows of candidates in a file of their own."""
    args = (write_logs(tmp_path / "logs.jsonl", 150), f"--pack={pack}", "--engine=native")
    told = []
    for jobs in (1, 2):
        output, each = tmp_path / f"{jobs}.{form}", tmp_path / f"{jobs}-each.csv"
        result = batch(*args, "-o", str(output), f"--candidates={each}", jobs=jobs)
        told.append((result.exit_code, result.stderr, output.read_bytes(), each.read_bytes()))
    assert told[0] == told[1]
    assert "150 logs evaluated" in told[0][1]
    assert not [*tmp_path.glob("*.part"), *tmp_path.glob("*.journal")]


def test_the_same_on_standard_output(tmp_path: Path, pack: str) -> None:
    """What goes to standard output comes through the first process, in order too, with the mistakes of bad logs."""
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join([*event_lines(90), '{"candidate": "bad", "type": "no such"}']), encoding="utf-8")
    alone, together = (batch(str(path), f"--pack={pack}", jobs=jobs) for jobs in (1, 2))
    assert alone.exit_code == together.exit_code == 2
    assert alone.stdout == together.stdout
    assert alone.stderr == together.stderr


@signals
@pytest.mark.parametrize("after", [0, 5])
def test_a_process_is_killed(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Who loses a process is told so and loses nothing else: with `--resume` the bytes are those of a run that was left alone."""
    args = (write_logs(tmp_path / "logs.jsonl", 200), f"--pack={pack}", "--engine=native")
    batch(*args, "-o", str(tmp_path / "whole.jsonl"))
    run = Processes.run
    gone: list[int] = []

    def losing(self: Processes, *given: Any) -> Iterator[Product]:  # noqa: ANN401 - as they come
        for number, product in enumerate(run(self, *given)):
            yield product
            if number == after:
                gone.extend(one._popen.pid for one in self._all)
                os.kill(gone[0], signal.SIGKILL)

    monkeypatch.setattr(Processes, "run", losing)
    result = batch(*args, "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 1
    assert "a process was ended from outside" in result.stderr
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.jsonl.journal", "out.jsonl.part"]
    for pid in gone:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    monkeypatch.setattr(Processes, "run", run)
    again = batch(*args, "-o", str(tmp_path / "out.jsonl"), "--resume")
    assert "going on after" in again.stderr
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not [*tmp_path.glob("*.part"), *tmp_path.glob("*.journal")]


SLOW = (
    "import time; from afterword.engine.bulk import cut_lines; cut_lines.CHUNK = 3_000; from afterword.commands.batch import journal; "
    "note = journal.Journal.note; journal.Journal.note = lambda *args: (note(*args), time.sleep(0.2)); "
    "from afterword.cli import run; run()"
)
"""The program, so slow that it can be killed."""


@pytest.mark.skipif(not Path("/proc/thread-self/children").exists(), reason="processes are looked up there")
def test_nothing_outlives_the_first_process(tmp_path: Path, pack: str) -> None:
    """However the first process ends, the others end with it, and there is nothing but a part and its journal."""
    write_logs(tmp_path / "logs.jsonl", 400)
    call = [sys.executable, "-c", SLOW, "batch", "logs.jsonl", f"--pack={pack}", AS_OF, "--jobs=2", "-o", "out.jsonl"]
    with subprocess.Popen(call, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: len(children_of(process.pid)) == 2 and (tmp_path / "out.jsonl.journal").exists())
        started = children_of(process.pid)
        process.kill()
    wait_until(lambda: not any(is_there(pid) for pid in started))
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.jsonl.journal", "out.jsonl.part"]


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def is_there(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asks for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(seen: Callable[[], bool]) -> None:
    """Look again and again."""
    for _ in range(6000):
        if seen():
            return
        time.sleep(0.01)
    pytest.fail("it never came to that")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk(pack: str) -> None:
    """What a process cannot write is told by the first one, as what it is."""
    with Processes(2, columnar=False) as processes, pytest.raises(OSError, match="No space left") as caught:
        list(processes.run(chunks(4), make_task(pack, "/dev/full"), (0,)))
    assert caught.value.errno == errno.ENOSPC


def test_a_mistake_of_ours(tmp_path: Path) -> None:
    """What goes wrong in a process is raised in the first one, and says where it went wrong."""
    with Processes(2, columnar=False) as processes, pytest.raises(RuntimeError, match="has changed while it was in use") as caught:
        list(processes.run(chunks(4), make_task(str(tmp_path / "gone.yaml")), ()))
    assert "serve.py" in caught.value.__notes__[0]


class _Stubborn(Exception):  # noqa: N818 - it is one that does not travel
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def test_an_error_that_does_not_travel() -> None:
    """Whatever goes wrong in a process can be told."""
    assert _travels(OSError(errno.ENOSPC, "full"))
    assert not _travels(_Stubborn(1, 2))


def test_a_head_is_there_before_all(tmp_path: Path) -> None:
    """Processes write behind the head of a file: were it not on disk when the journal says so, there would be a hole in its place."""
    output = journal.Output(str(tmp_path / "out.csv"), b"a,b\n")
    begun = journal.Journal([output], {}, "2025-03-01", asked=True)
    begun.begin(resume=False)
    assert output.part.read_bytes() == b"a,b\n"
    assert begun.sizes == (4,)
    begun.close()


def test_what_is_passed_on_is_not_held() -> None:
    """Findings for standard output are forgotten as they come."""
    one = _Still()
    news: SimpleQueue[Any] = SimpleQueue()
    made = make_run([one], news)
    given = made.products(chunks(9))
    for _ in range(9):
        news.put((one, product(1)))
    assert len(list(given)) == 9
    assert not made._unplaced


@signals
def test_all_are_gone_when_the_first_one_stops(pack: str) -> None:
    """Who does not want the rest need not wait for it."""
    with Processes(2, columnar=False) as processes:
        products = processes.run(chunks(9), make_task(pack), ())
        assert next(products).tally.logs == 2
        pids = [one._popen.pid for one in processes._all]
        products.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_no_more_than_have_something_to_do(pack: str) -> None:
    """Where nobody knew how much there would be, processes are begun as chunks come."""
    with Processes(9, columnar=False) as processes:
        products = processes.run(chunks(3), make_task(pack), ())
        assert next(products).tally.logs == 2
        assert len(processes._all) == 3
        assert sum(product.tally.logs for product in products) == 4


def test_processes_that_were_not_needed(pack: str) -> None:
    """Those that were started for a single chunk end, and the first process does the work; one alone never starts another."""
    with Processes(2, columnar=False) as processes:
        processes.start(2)
        assert len(processes._all) == 2
        assert [product.tally.logs for product in processes.run(chunks(1), make_task(pack), ())] == [2]
        assert not processes._all
    with Processes(1, columnar=False) as processes:
        processes.start(9)
        assert not processes._all


class _Still:
    """A process that says nothing by itself."""

    def __init__(self) -> None:
        self.working: deque[Any] = deque()
        self.writing: deque[Any] = deque()
        self.sent: list[object] = []

    def send(self, what: object) -> None:
        """Keep what it was sent."""
        self.sent.append(what)

    @property
    def chunks(self) -> int:
        """How many chunks it was given."""
        return sum(isinstance(one, Chunk) for one in self.sent)


def make_run(processes: Sequence[_Still], news: SimpleQueue[Any], *sizes: int) -> _Run:
    """A run of processes that say nothing."""
    return _Run(cast("Sequence[_Process]", processes), lambda: None, news, make_task("none", *(["part"] * len(sizes))), sizes)


def product(*sizes: int) -> Product:
    """What came of a chunk that a process has yet to write."""
    return Product(sizes, Tally(), (), (), 0)


def test_places_are_given_in_order() -> None:
    """A product waits for those before it to be known, and comes out when it and they are written."""
    one, two = _Still(), _Still()
    news: SimpleQueue[Any] = SimpleQueue()
    given = make_run([one, two], news, 100, 7).products(chunks(3))
    for who, word in (
        (two, product(10, 1)),
        (one, product(20, 2)),
        (two, Places((120, 9))),
        (one, Places((100, 7))),
    ):
        news.put((who, word))
    assert [next(given).outputs for _ in range(2)] == [(20, 2), (10, 1)]
    assert [what for what in one.sent if isinstance(what, Places)] == [Places((100, 7))]
    assert [what for what in two.sent if isinstance(what, Places)] == [Places((120, 9))]
    news.put((one, product(5, 0)))
    news.put((one, Places((130, 10))))
    assert [one.outputs for one in given] == [(5, 0)]
    assert one.sent[-1] == Places((130, 10))


def test_few_chunks_are_on_their_way() -> None:
    """However many there are, and however slow the first of them is, only a few are read."""
    one, two = _Still(), _Still()
    news: SimpleQueue[Any] = SimpleQueue()
    given = make_run([one, two], news, 0).products(chunks(100))
    for _ in range(20):
        news.put((two, product(1)))
    with pytest.raises(IndexError):  # it says more than it was asked
        next(given)
    assert one.chunks == _AHEAD
    assert one.chunks + two.chunks == 2 * _WAITING


def test_a_process_that_says_no_more() -> None:
    """One that is gone is missed at once."""
    one = _Still()
    news: SimpleQueue[Any] = SimpleQueue()
    news.put((one, None))
    with pytest.raises(ProcessLostError):
        next(make_run([one], news).products(chunks(1)))
