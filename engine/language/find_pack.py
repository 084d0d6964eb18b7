"""Finds the files of a pack: one that is shipped, by its id, or a file or folder of your own, by its path."""

from __future__ import annotations

from os.path import exists, isdir, isfile  # unlike the methods of Path, they take every text
from pathlib import Path

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.reading.text import decode, read_path
from afterword.engine.spans import Source, Span

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
"""The folder of the packs that come with the program, one folder each."""

ENDINGS = (".yaml", ".yml", ".json")
"""How the names of the files of a pack end."""


def find_pack(name_or_path: str) -> Outcome[tuple[Source, ...]]:
    """The files of a pack, in the order of their names.

    A name such as `after-interview` is that of a pack that is shipped; anything with a dot or a slash in it, or that exists, is a path.
    """
    files = list_files(name_or_path)
    if _is_shipped(name_or_path):
        return _collect([_read_shipped(file, name_or_path) for file in files])
    if files:
        return _collect([read_path(str(file)) for file in files])
    if isdir(name_or_path):  # noqa: PTH112
        hint = f"a pack is made of files that end in {', '.join(ENDINGS)}"
        return Outcome(None, (_mistake("empty-pack", f"the folder {quote(name_or_path)} holds no rules", name_or_path, hint),))
    if exists(name_or_path) or Path(name_or_path).suffix or "/" in name_or_path or name_or_path == "-":  # noqa: PTH110
        return _collect([read_path(name_or_path)])
    hint = choices_hint(name_or_path, shipped_packs()) or "give the path of a file or folder"
    return Outcome(None, (_mistake("unknown-pack", f"there is no pack {quote(name_or_path)}", name_or_path, hint),))


def list_files(name_or_path: str) -> tuple[Path, ...]:
    """The regular files of a pack, in the order of their names, unread; none where there is no such pack."""
    if _is_shipped(name_or_path):
        return tuple(_files(SHIPPED / name_or_path.replace("-", "_")))
    if isdir(name_or_path):  # noqa: PTH112
        return tuple(_files(Path(name_or_path)))
    return (Path(name_or_path),) if isfile(name_or_path) else ()  # noqa: PTH113


def _is_shipped(name: str) -> bool:
    return name in shipped_packs() and not isfile(name)  # noqa: PTH113


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the program."""
    return tuple(sorted(folder.name.replace("_", "-") for folder in SHIPPED.iterdir() if folder.is_dir() and _files(folder)))


def _files(folder: Path) -> list[Path]:
    """The files that make up a pack, in the order of their names, hidden ones apart; none where the folder cannot be read."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS and not file.name.startswith(".") and file.is_file())
    except OSError:
        return []


def _read_shipped(file: Path, pack: str) -> Outcome[Source]:
    """A shipped file under a name that is the same on every machine."""
    return decode(f"{pack}/{file.name}", file.read_bytes())


def _collect(read: list[Outcome[Source]]) -> Outcome[tuple[Source, ...]]:
    mistakes = tuple(mistake for one in read for mistake in one.diagnostics)
    sources = tuple(one.value for one in read if one.value is not None)
    return Outcome(sources if len(sources) == len(read) else None, mistakes)


def _mistake(code: str, message: str, text: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, Span(Source("--pack", text), 1, 1, 1, len(text) + 1), hint)
