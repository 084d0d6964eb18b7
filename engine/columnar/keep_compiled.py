"""Compiling takes half a minute, so the machine code is kept in the user's cache folder, under a fingerprint of all that goes into it.

numba itself looks at one file alone, and would go on using what was compiled before another one changed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import TypeVar

from numba import config, njit

from afterword.engine.pack_store import cache_folder, is_ours, stamp_files

_Function = TypeVar("_Function", bound=Callable[..., object])
_ROOM = Path(__file__).resolve().parent
_BESIDE = ("compile/program.py", "language/rule.py", "times/zones.py", "times/model.py", "verdicts.py")
"""Where constants of compiled functions come from."""
_KEPT = 4


def keep_compiled(function: _Function) -> _Function:
    """Compile a function, with all that it calls, when it is first called; or take what was kept of it."""
    folder = _folder()
    if folder is None:
        return njit(function)  # type: ignore[no-any-return]
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)  # read when a function is decorated, and then no more
    try:
        return njit(cache=True)(function)  # type: ignore[no-any-return]
    finally:
        config.CACHE_DIR = before


def _folder() -> Path | None:
    """Where this program's machine code is kept; ``None`` where nothing is to be."""
    whole = cache_folder()
    if whole is None or config.DISABLE_JIT:
        return None
    files = [*sorted(_ROOM.glob("*.py")), *(_ROOM.parent / name for name in _BESIDE)]
    stamp = blake2b(repr(stamp_files(files)).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    folder = whole / "compiled" / stamp
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_ours(whole.stat()) and is_ours(folder.stat()):
            _drop_old(folder.parent)
            return folder
    return None


def _drop_old(folder: Path) -> None:
    """Leave the few that were made last."""
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT:]:
        rmtree(old, ignore_errors=True)
