"""`afterword batch` with the columnar executor: asked for, or chosen where there is much to do."""

from __future__ import annotations

from collections.abc import Callable
from importlib import util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.commands.batch import command, run
from afterword.engine.bulk import cut_lines
from afterword.tests.bulk.shop import AS_OF, write_logs, write_pack

needs_numba = pytest.mark.skipif(not (util.find_spec("numba") and util.find_spec("msgspec")), reason="compiles with numba")


def batch(*args: str, stdin: str | None = None) -> Result:
    """Run the command here, in one process."""
    return CliRunner().invoke(command, [*args, AS_OF, "--jobs=1"], input=stdin, catch_exceptions=False)


@needs_numba
@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_the_same_as_native(tmp_path: Path, ending: str) -> None:
    """Findings, counts of candidates and the summary are the same bytes."""
    logs, pack = write_logs(tmp_path / "logs.jsonl", 30), f"--pack={write_pack(tmp_path)}"
    for engine in ("native", "columnar"):
        outputs = [
            "-o",
            f"{tmp_path}/{engine}.{ending}",
            f"--candidates={tmp_path}/{engine}-each.csv",
            f"--summary={tmp_path}/{engine}.json",
        ]
        assert batch(logs, pack, f"--engine={engine}", *outputs).exit_code == 0
    for name in (f"{{}}.{ending}", "{}-each.csv", "{}.json"):
        assert (tmp_path / name.format("columnar")).read_bytes() == (tmp_path / name.format("native")).read_bytes()


@needs_numba
@pytest.mark.parametrize("is_stream", [False, True])
def test_chosen_for_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_stream: bool) -> None:
    """Large files begin with it; a stream goes over to it after some chunks. Nothing of that is to be seen in what comes out."""
    from afterword.engine.bulk.evaluate_columns import ColumnsEvaluator

    lines: list[int] = []
    write: Callable[..., object] = ColumnsEvaluator.write

    def counted(self: ColumnsEvaluator, *args: object) -> object:
        lines.append(1)
        return write(self, *args)

    monkeypatch.setattr(ColumnsEvaluator, "write", counted)
    monkeypatch.setattr(run, "_MUCH", 2_000)
    for module in (cut_lines, run):
        monkeypatch.setattr(module, "CHUNK", 1_000)
    logs, pack = write_logs(tmp_path / "logs.jsonl", 40), f"--pack={write_pack(tmp_path)}"
    text = Path(logs).read_text(encoding="utf-8")
    found = batch("-", pack, stdin=text) if is_stream else batch(logs, pack)
    wanted = batch("-", pack, "--engine=native", stdin=text) if is_stream else batch(logs, pack, "--engine=native")
    assert found.stdout == wanted.stdout
    assert len(found.stdout.splitlines()) > 40
    chunks = len(text) // 1_000
    assert chunks - 3 <= len(lines) <= chunks + 1 if not is_stream else 0 < len(lines) <= chunks - 1


def test_where_it_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for it without what it needs is told what to install; who asks for nothing gets `native`."""
    find: Callable[[str], ModuleSpec | None] = util.find_spec
    monkeypatch.setattr(run, "find_spec", lambda name: None if name == "numba" else find(name))
    monkeypatch.setattr(run, "_MUCH", 0)
    logs, pack = write_logs(tmp_path / "logs.jsonl", 3), f"--pack={write_pack(tmp_path)}"
    refused = CliRunner().invoke(command, [logs, pack, AS_OF, "--engine=columnar"])
    assert (refused.exit_code, "afterword[columnar]" in refused.output) == (2, True)
    assert len(batch(logs, pack).stdout.splitlines()) == 4
