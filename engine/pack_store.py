"""Compiled packs, kept between runs in the user's cache folder: compiling one takes longer than evaluating a hundred logs.

A file holds a pickle, which only its own user can have put there: the folder is private, and a file that is not ours is not read. Whatever else
is wrong with a file, the pack is compiled again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile

from afterword.engine.spans import Source

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


def find_kept(key: str) -> object | None:
    """What was kept under ``key``, if it can be had."""
    folder = cache_folder()
    if folder is None:
        return None
    with suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError, KeyError):
        with (folder / key).open("rb") as file:
            if _is_ours(os.fstat(file.fileno())):
                return pickle.load(file)  # noqa: S301  (only this user can have written it)
    return None


def keep(key: str, value: object) -> None:
    """Keep ``value`` under ``key`` for other runs, whole or not at all; a folder that cannot be written to is no mistake."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder.stat()):
            return
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(file.name).replace(folder / key)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT:]:
            old.unlink()


def key_of(sources: tuple[Source, ...], settings: Mapping[str, str]) -> str:
    """A name that changes with the texts of a pack, its settings, this program and this Python."""
    parts: list[object] = [_program(), sys.version_info[:3], sys.implementation.cache_tag, sorted(settings.items())]
    digest = hashlib.sha256(repr(parts).encode())
    for source in sources:
        digest.update(f"\0{source.name}\0{len(source.text)}\0".encode("utf-8", "surrogatepass"))
        digest.update(source.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _program() -> tuple[object, ...]:
    """This program's version, and the sizes and times of its files: a checkout changes without a new version."""
    try:
        release = version("afterword")
    except PackageNotFoundError:
        release = ""
    root = Path(__file__).parent
    folders = [root, *(path for path in root.iterdir() if path.is_dir())]
    files = [entry.stat() for folder in folders for entry in os.scandir(folder) if entry.name.endswith(".py")]
    return (release, str(root), sum(file.st_size for file in files), sum(file.st_mtime_ns for file in files))


def _is_ours(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user, and nobody else may write to it."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
