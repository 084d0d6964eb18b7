"""Compiled packs, kept between runs in the user's cache folder: compiling one takes longer than evaluating a hundred logs.

A file holds a pickle, which only its own user can have put there: the folder is private, and a file that is not ours is not read.
Whatever else is wrong with a file, the pack is compiled again.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

Stamps: TypeAlias = tuple[tuple[str, int, int], ...]
"""The path, size and time of change (nanoseconds) of each of some files."""

_ROOMS = ("", "compile", "language", "log", "reading", "run", "times")
"""The rooms of the engine that have a part in making a compiled pack, or whose values are kept in it."""

_KEPT = 32
"""How many packs are kept; the ones not written for the longest time go."""


def cache_folder() -> Path | None:
    """Where compiled packs are kept; ``None`` where `AFTERWORD_CACHE` is set to nothing, or there is no home."""
    chosen = os.environ.get("AFTERWORD_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA")
    else:
        root = os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if (home := os.environ.get("HOME")) else None)
    return Path(root, "afterword") if root else None


def fingerprint(files: Iterable[Path], settings: Mapping[str, str]) -> str:
    """A text that changes with the files of a pack, its settings, this program and this Python."""
    root = os.path.dirname(__file__)  # noqa: PTH120 - this is asked at each start, and of many files: pathlib takes five times as long
    program = [stamp for room in _ROOMS for stamp in _stamp_room(os.path.join(root, room))]  # noqa: PTH118
    sizes, changes = map(sum, zip(*program, strict=True))
    own = (sys.version_info[:3], sys.implementation.cache_tag, root, len(program), sizes, changes)
    return repr((*own, stamp_files(files), sorted(settings.items())))


def _stamp_room(folder: str) -> list[tuple[int, int]]:
    """The size and time of change of each module in a room."""
    with os.scandir(folder) as entries:
        found = [entry.stat() for entry in entries if entry.name.endswith(".py")]
    return [(status.st_size, status.st_mtime_ns) for status in found]


def stamp_files(files: Iterable[Path]) -> Stamps:
    """What changes with files: the path, size and time of each."""
    return tuple((str(path.absolute()), (status := path.stat()).st_size, status.st_mtime_ns) for path in files)


def find_kept(key: str) -> object | None:
    """What was kept under this fingerprint, if it can be had."""
    folder = cache_folder()
    if folder is None:
        return None
    unreadable = (EOFError, AttributeError, ImportError, LookupError, TypeError, ValueError, pickle.UnpicklingError)
    with suppress(OSError, *unreadable), _path(folder, key).open("rb") as file:
        if is_ours(os.fstat(file.fileno())) and pickle.load(file) == key:  # noqa: S301  (only this user can have written it)
            kept: object = pickle.load(file)  # noqa: S301
            return kept
    return None


def keep(key: str, value: object) -> None:
    """Keep ``value`` for other runs, whole or not at all; a folder that cannot be written to is no mistake."""
    folder = cache_folder()
    if folder is None:
        return
    from tempfile import NamedTemporaryFile

    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_ours(folder.stat()):
            return
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            pickle.dump(key, file, protocol=pickle.HIGHEST_PROTOCOL)
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(file.name).replace(_path(folder, key))
        for old in sorted(folder.glob("*.pack"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT:]:
            old.unlink()


def _path(folder: Path, key: str) -> Path:
    """The file for a fingerprint; two that share one file take turns."""
    return folder / f"{crc32(key.encode('utf-8', 'surrogateescape')):08x}.pack"


def is_ours(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user, and nobody else may write to it."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
