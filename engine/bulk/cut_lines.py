"""JSON Lines, cut into chunks: at any line where each is a log, between two cases where each is an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from afterword.engine.bulk.model import Chunk
from afterword.engine.bulk.stretch import Stretch
from afterword.engine.diagnostics import Diagnostic, quote
from afterword.engine.reading.quick_json import Doubt, parse_plain
from afterword.engine.reading.text import LIMIT
from afterword.engine.spans import Span

CHUNK = 4 * 1024 * 1024
"""About so many bytes are evaluated at a time."""


def cut_lines(name: str, read: Callable[[int], bytes]) -> Iterator[Chunk]:
    """The chunks of a file, by what reads so many bytes of it.

    The first line that is not blank tells whether lines are logs, or events of cases.
    """
    blocks = _blocks(read)
    line = 1
    for block in blocks:
        lines = block.splitlines(keepends=True)
        blank = next((number for number, one in enumerate(lines) if one.strip()), len(lines))
        line += blank
        if blank < len(lines):
            rest = _chain(b"".join(lines[blank:]), blocks)
            yield from (_cut_cases(name, rest, line) if _is_event(lines[blank]) else _cut_logs(name, rest, line))
            return


def candidate_of(line: bytes) -> str | None:
    """Whose line it is; ``None`` where that cannot be told at a glance."""
    value = _plain(line)
    name = value.get("candidate") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name else None


def _plain(line: bytes) -> Any:  # noqa: ANN401 (whatever JSON holds)
    try:
        return parse_plain(line)
    except Doubt:
        return None


def _is_event(line: bytes) -> bool:
    """Whether a line says that events have lines of their own: it is one, or a log without any."""
    value = _plain(line)
    return isinstance(value, dict) and value.get("events") is None and "events" not in value and "candidate" in value


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The file in blocks of whole lines; a line longer than the longest text that is read is cut, and found to be broken."""
    rest = b""
    while block := read(CHUNK):
        end = block.rfind(b"\n") + 1
        if not end and len(rest) < LIMIT:
            rest += block
            continue
        yield b"".join((rest, memoryview(block)[:end]))
        rest = block[end:]
    if rest:
        yield rest


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _cut_logs(name: str, blocks: Iterator[bytes], line: int) -> Iterator[Chunk]:
    for block in blocks:
        yield Chunk(name, block, line)
        line += _count_lines(block)


def _count_lines(block: bytes) -> int:
    """How many lines there are, without making them."""
    return len(block.splitlines()) if b"\r" in block else block.count(b"\n") + (not block.endswith(b"\n"))


def _cut_cases(name: str, blocks: Iterator[bytes], line: int) -> Iterator[Chunk]:
    """Whole cases; one that comes up again after others cannot be put together on the way."""
    seen: set[bytes] = set()
    held: list[bytes] = []  # the lines of the case that goes on, or may
    whose: str | None = None
    for block in _chain_end(blocks):
        done: list[bytes] = []
        cases: list[int] = []
        for one in block.splitlines(keepends=True) if block is not None else ():
            case = candidate_of(one) if one.strip() else None
            if case is not None and case != whose:
                if whose is not None:
                    done += held
                    cases.append(len(held))
                    held = []
                whose = case
                mark = blake2b(case.encode(), digest_size=8).digest()
                if mark in seen:
                    number = line + len(done)
                    yield Chunk(name, mistakes=(_scattered(name, case, one, number),), fatal=True)
                    return
                seen.add(mark)
            held.append(one)
        if block is None and held:
            done, cases, held = held, [len(held)], []
        if cases:
            yield Chunk(name, b"".join(done), line, tuple(cases))
            line += len(done)


def _chain_end(blocks: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from blocks
    yield None


def _scattered(name: str, case: str, line: bytes, number: int) -> Diagnostic:
    source = Stretch(name, line.decode(errors="replace"), first=number)
    message = f"{quote(case)} comes up again, after the events of others"
    hint = "sort the file so that the lines of a candidate stand together"
    return Diagnostic("scattered-case", message, Span(source, number, 1, number, 2), hint)
