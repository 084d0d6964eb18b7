"""Where JSON Lines are cut."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from afterword.engine.bulk import cut_lines
from afterword.engine.bulk.cut_lines import candidate_of
from afterword.engine.bulk.model import Chunk
from afterword.tests.bulk.shop import event_lines, log


def cut(text: str, size: int) -> list[Chunk]:
    """The chunks of a text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_lines, "CHUNK", size)
        return list(cut_lines.cut_lines("x.jsonl", BytesIO(text.encode()).read))


@pytest.mark.parametrize("size", [1, 50, 300, 100_000])
@pytest.mark.parametrize("end", ["", "\n"])
def test_logs(size: int, end: str) -> None:
    """Whatever the size of what is read, chunks hold whole lines and know their numbers."""
    text = "\n\n" + "\n".join(json.dumps(log(number)) for number in range(9)) + end
    chunks = cut(text, size)
    numbers = []
    for chunk in chunks:
        assert chunk.cases is None
        numbers += [chunk.line + n for n, one in enumerate(chunk.data.splitlines()) if one.strip() and chunk.line is not None]
    assert numbers == list(range(3, 12))
    assert b"".join(chunk.data for chunk in chunks).strip() == text.strip().encode()


def test_line_breaks() -> None:
    """Lines end where an editor ends them: a lone CR ends one too."""
    chunks = cut("\r".join(json.dumps(log(number)) for number in range(2)) + "\r\n" + json.dumps(log(2)), 100_000)
    assert [(chunk.line, len(chunk.data.splitlines())) for chunk in chunks] == [(1, 2), (3, 1)]


def test_nothing() -> None:
    """Of nothing there are no chunks."""
    assert cut("", 10) == []
    assert cut("\n \n\n", 2) == []


@pytest.mark.parametrize("size", [1, 100, 700, 100_000])
def test_cases(size: int) -> None:
    """Chunks hold whole cases, however many blocks these go through, and a blank or broken line goes with those before it."""
    lines = event_lines(10)
    lines[5:5] = ["", "{broken"]
    chunks = cut("\n" + "\n".join(lines) + "\n", size)
    groups = []
    line = 2
    for chunk in chunks:
        assert chunk.line == line
        assert chunk.cases is not None
        rest = chunk.data.splitlines(keepends=True)
        for count in chunk.cases:
            groups.append({candidate_of(one) for one in rest[:count]} - {None})
            rest = rest[count:]
            line += count
        assert not rest
    assert groups == [{f"c{number}"} for number in range(10)]


def test_a_broken_line_before_all() -> None:
    """What stands before the first case goes with it."""
    head, *rest = event_lines(2)
    chunks = cut("\n".join([head, *rest]), 100_000)
    assert [chunk.cases for chunk in chunks] == [(3,), (3,)]
    assert cut("\n".join(["[]", head, *rest]), 100_000)[0].cases is None, "the first line tells what lines are"


def test_scattered() -> None:
    """A case that comes up again is the end."""
    chunks = cut("\n".join([*event_lines(3), event_lines(1)[1]]), 200)
    assert chunks[-1].fatal
    assert chunks[-1].mistakes[0].code == "scattered-case"
    assert chunks[-1].mistakes[0].span.line == len(event_lines(3)) + 1
    assert not any(chunk.fatal for chunk in chunks[:-1])


@pytest.mark.parametrize(
    ("line", "name"), [(b'{"candidate": "x"}', "x"), (b'{"candidate": ""}', None), (b'{"candidate": 5}', None), (b"[]", None), (b"{", None)]
)
def test_candidate(line: bytes, name: str | None) -> None:
    """Whose line it is, where that is plain."""
    assert candidate_of(line) == name
