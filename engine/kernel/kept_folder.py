"""Where machine code is kept. Here nothing is imported that takes long, so that it can be asked whether there is any."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree

from afterword.engine.pack_store import cache_folder, is_ours, stamp_files

_ROOM = Path(__file__).resolve().parent
_BESIDE = (
    "compile/program.py",
    "language/rule.py",
    "report/line_script.py",
    "times/instants.py",
    "times/model.py",
    "times/zones.py",
    "verdicts.py",
)
"""Where constants of compiled functions come from, beside the modules of this room."""
_KEPT = 4


def kept_folder() -> Path | None:
    """The folder for what these very modules are compiled to, made if need be; ``None`` where nothing can be kept."""
    whole = cache_folder()
    if whole is None:
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


def is_compiled() -> bool:
    """Whether there is machine code already."""
    folder = kept_folder()
    return folder is not None and any(folder.rglob("*.nbi"))


def _drop_old(folder: Path) -> None:
    """Leave the few that were made last."""
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT:]:
        rmtree(old, ignore_errors=True)
