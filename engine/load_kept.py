"""Packs made ready for use, from what was kept of an earlier time where there is any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar, cast

from afterword.engine.diagnostics import Outcome
from afterword.engine.language.find_pack import list_files
from afterword.engine.pack_store import Stamps, find_kept, fingerprint, keep, stamp_files

if TYPE_CHECKING:
    from afterword.engine.language.rule import Pack

Made = TypeVar("Made")
Bases: TypeAlias = tuple[tuple[str, str, Stamps], ...]
"""The packs that one builds on: the name of each, the folder that a path counts from, and its files as they were."""


class Ready(NamedTuple):
    """What was ``made`` of a pack, and the packs that this one builds on."""

    made: object
    bases: Bases


def load_kept(
    name_or_path: str, settings: Mapping[str, str], use: str, make: Callable[[Pack], Outcome[Made]]
) -> Outcome[tuple[Made, Bases]]:
    """What ``make`` makes of a pack, which goes by its name or path, with ``settings`` in place of its parameters' values.

    It is kept for that ``use`` (see `engine.pack_store`); only what is not needs the rooms that read and compile.
    """
    files = list_files(name_or_path)
    key = f"{use} {fingerprint(files, settings)}"
    kept = find_kept(key) if files else None
    if isinstance(kept, Ready) and all(stamp_files(list_files(name, folder)) == stamps for name, folder, stamps in kept.bases):
        return Outcome((cast("Made", kept.made), kept.bases))
    from afterword.engine.language.open_pack import open_pack

    opened = open_pack(name_or_path, settings)
    if opened.value is None:
        return Outcome(None, opened.diagnostics)
    made = make(opened.value.pack)
    if made.value is None or made.diagnostics:
        return Outcome(None, made.diagnostics)
    bases = tuple((*base, stamp_files(list_files(*base))) for base in opened.value.bases)
    if files:
        keep(key, Ready(made.value, bases))
    return Outcome((made.value, bases))
