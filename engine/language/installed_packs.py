"""Packs that other distributions bring along: their entry points in the group `afterword.packs`.

An entry point names the package whose folder holds the files of the pack, or a folder in it: `acme_rules`, `acme_rules.hiring`,
`acme_rules:packs`. The package is looked up, not imported: none of its code runs.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

GROUP = "afterword.packs"
"""The group of entry points that name packs."""


class InstalledPack(NamedTuple):
    """Where a distribution says that its pack is; ``folder`` is ``None`` where there is no such package."""

    distribution: str
    value: str
    folder: Path | None


def installed_packs() -> tuple[str, ...]:
    """The names of all installed packs."""
    return tuple(sorted({one.name for one in entry_points(group=GROUP)}))


def find_installed(name: str) -> tuple[InstalledPack, ...]:
    """The installed packs of that name, which are several where distributions are at odds, in the order of the distributions' names."""
    claims: dict[str, EntryPoint] = {}
    for one in sorted(entry_points(group=GROUP, name=name), key=_distribution):
        claims.setdefault(one.value, one)
    return tuple(InstalledPack(_distribution(one), value, _folder(value)) for value, one in claims.items())


def _distribution(one: EntryPoint) -> str:
    return one.dist.name if one.dist is not None else ""


def _folder(value: str) -> Path | None:
    package, _, inner = (part.strip() for part in value.partition(":"))
    first, *rest = package.split(".")
    spec = find_spec(first) if first.isidentifier() else None
    roots = () if spec is None else spec.submodule_search_locations or ((str(Path(spec.origin).parent),) if spec.origin else ())
    for root in map(Path, roots):
        folder = root
        for part in rest:  # the last may be a module, which stands in the folder
            folder = folder / part if (folder / part).is_dir() else folder
        folder = folder.joinpath(*inner.split(".")) if inner else folder
        if folder.is_dir():
            return folder
    return None
