"""What commands are given: packs, logs, and the moment of asking."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from afterword.commands.terminal import sound

if TYPE_CHECKING:
    from afterword.engine.diagnostics import Outcome
    from afterword.engine.evaluator import Evaluator
    from afterword.engine.language.open_pack import OpenPack
    from afterword.engine.log.model import Log


def load_evaluator(pack: str, settings: Mapping[str, str], engine: str, as_of: str | None) -> Evaluator:
    """The evaluator of a pack; mistakes in ``as_of`` are listed along with those of the pack."""
    from afterword.engine.evaluator import load_evaluator as load

    return sound(load(pack, settings, engine), () if as_of is None else _parse_as_of(as_of, "UTC").diagnostics)


def open_pack(pack: str, settings: Mapping[str, str]) -> OpenPack:
    """A pack, whole."""
    from afterword.engine.language.open_pack import open_pack as read

    return sound(read(pack, settings))


def open_logs(paths: Iterable[str], evaluator: Evaluator) -> tuple[Log, ...]:
    """The logs of files, in the words of a pack."""
    return sound(read_logs(paths, evaluator))


def read_logs(paths: Iterable[str], evaluator: Evaluator) -> Outcome[tuple[Log, ...]]:
    """The same, with the mistakes in them, for who has more to list."""
    from afterword.engine.log.open_logs import open_logs as read
    from afterword.engine.log.read_log import LogReader

    return read(paths, LogReader(evaluator.pack.vocabulary, evaluator.pack.known_rules))


def moments(logs: Iterable[Log], as_of: str | None) -> list[tuple[Log, int]]:
    """Each log with the moment of asking, in microseconds since 1970 (UTC); it may be local to the log's zone."""
    if as_of is None:
        now = time.time_ns() // 1_000
        return [(log, now) for log in logs]
    return [(log, sound(_parse_as_of(as_of, log.zone))) for log in logs]


def wall_clock() -> str:
    """What the clock shows: `14:03:22`."""
    return time.strftime("%H:%M:%S")


def _parse_as_of(as_of: str, zone: str) -> Outcome[int]:
    from afterword.engine.spans import Source
    from afterword.engine.times.asking import parse_as_of

    return parse_as_of(Source("--as-of", as_of), zone)
