"""Finds the files of a pack: one that is shipped, by its id; a file or folder, by its path; or one that was installed, by its name."""

from __future__ import annotations

from os.path import exists, isdir, isfile, join, normpath  # unlike the methods of Path, they take every text
from pathlib import Path

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.reading.text import decode, read_path
from afterword.engine.spans import Source, Span

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
"""The folder of the packs that come with the program, one folder each."""

ENDINGS = (".yaml", ".yml", ".json")
"""How the names of the files of a pack end."""


def find_pack(name_or_path: str, folder: str = "", place: Span | None = None) -> Outcome[tuple[Source, ...]]:
    """The files of a pack, in the order of their names.

    A file that is there under that name in ``folder`` is meant first; then a pack that is shipped, by its id; then a folder; then a pack
    that was installed, by its name. What cannot be found is marked at ``place``, where the name is written.
    """
    files, called = _find(name_or_path, folder)
    if files:
        return _collect([_read(file, called) for file in files])
    path = path_of(name_or_path, folder)
    if (exists(path) and not isdir(path)) or (name_or_path == "-" and place is None):  # noqa: PTH110, PTH112 - a pipe, or standard input
        return _collect([read_path(path)])
    return Outcome(None, (_explain(name_or_path, path, place),))


def list_files(name_or_path: str, folder: str = "") -> tuple[Path, ...]:
    """The regular files of a pack, in the order of their names, unread; none where there is no such pack."""
    return _find(name_or_path, folder)[0]


def known_packs() -> tuple[str, ...]:
    """The names of all packs that have one: those that come with the program, and those that were installed."""
    from afterword.engine.language.installed_packs import installed_packs

    return tuple(sorted({*shipped_packs(), *installed_packs()}))


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the program."""
    return tuple(sorted(folder.name.replace("_", "-") for folder in SHIPPED.iterdir() if folder.is_dir() and _files(folder)))


def _find(name: str, folder: str) -> tuple[tuple[Path, ...], str | None]:
    """The files of a pack, and the name by which people know them, where that is not their path."""
    path = path_of(name, folder)
    if isfile(path):  # noqa: PTH113
        return (Path(path),), None
    if name.replace("-", "").isalnum() and name == name.lower() and (shipped := _files(SHIPPED / name.replace("-", "_"))):
        return shipped, name
    if isdir(path):  # noqa: PTH112
        return _files(Path(path)), None
    if _is_path(name):
        return (), None
    from afterword.engine.language.installed_packs import find_installed

    installed = find_installed(name)
    return _files(installed[0].folder) if len(installed) == 1 and installed[0].folder else (), name


def path_of(name: str, folder: str) -> str:
    """A path as its writer sees it, from the folder of the file that it stands in."""
    return normpath(join(folder, name)) if folder else name  # noqa: PTH118


def _is_path(name: str) -> bool:
    """Whether a name can only be a path."""
    return not name or "/" in name or name.endswith(ENDINGS)


def _files(folder: Path) -> tuple[Path, ...]:
    """The files that make up a pack, in the order of their names, hidden ones apart; none where the folder cannot be read."""
    try:
        return tuple(sorted(one for one in folder.iterdir() if one.suffix in ENDINGS and not one.name.startswith(".") and one.is_file()))
    except OSError:
        return ()


def _read(file: Path, called: str | None) -> Outcome[Source]:
    """A file of the user under its path; a shipped or installed one under a name that is the same on every machine."""
    return read_path(str(file)) if called is None else decode(f"{called}/{file.name}", file.read_bytes())


def _explain(name: str, path: str, written: Span | None) -> Diagnostic:
    """What is wrong with a name under which no file was found."""
    from afterword.engine.language.installed_packs import find_installed

    place = written or Span(Source("--pack", name), 1, 1, 1, len(name) + 1)
    installed = () if _is_path(name) or isdir(path) else find_installed(name)  # noqa: PTH112
    if len(installed) > 1:
        bringers = " and ".join(quote(one.distribution) for one in installed)
        message = f"several installed packs are called {quote(name)}: {bringers} bring one each"
        return Diagnostic("ambiguous-pack", message, place, "uninstall one")
    if installed:
        hint = f"{quote(installed[0].distribution)} says that it is in {quote(installed[0].value)}"
        return Diagnostic("empty-pack", f"the installed pack {quote(name)} holds no rules", place, hint)
    if isdir(path):  # noqa: PTH112
        hint = f"a pack is made of files that end in {', '.join(ENDINGS)}"
        return Diagnostic("empty-pack", f"the folder {quote(name)} holds no rules", place, hint)
    if _is_path(name) or Path(name).suffix:
        missing = read_path(path).diagnostics[0]
        return missing._replace(span=place, hint="a path counts from the folder of this file") if written else missing
    hint = choices_hint(name, known_packs()) or "give the path of a file or folder"
    return Diagnostic("unknown-pack", f"there is no pack {quote(name)}", place, hint)


def _collect(read: list[Outcome[Source]]) -> Outcome[tuple[Source, ...]]:
    mistakes = tuple(mistake for one in read for mistake in one.diagnostics)
    sources = tuple(one.value for one in read if one.value is not None)
    return Outcome(sources if len(sources) == len(read) else None, mistakes)
