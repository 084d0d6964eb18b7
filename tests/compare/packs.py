"""Two versions of a small pack, and what differs between them."""

from __future__ import annotations

from pathlib import Path

from afterword.commands.rules.starter import starter_pack
from afterword.engine.compare.compare_packs import compare_packs
from afterword.engine.compare.model import Difference, PackDifference
from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.language.open_pack import OpenPack, open_pack

PACK = starter_pack("mine", "mine")


def edit(*changes: tuple[str, str]) -> str:
    """The pack with some of its texts replaced by others."""
    text = PACK
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def opened(folder: Path, text: str, name: str = "pack.yaml") -> OpenPack:
    """The pack that a text is, which must have no mistakes."""
    (folder / name).write_text(text, encoding="utf-8")
    outcome = open_pack(str(folder / name), {})
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    return outcome.value


def compare(folder: Path, new: str, old: str = PACK) -> PackDifference:
    """What differs between two texts."""
    return compare_packs(opened(folder, old, "old.yaml"), opened(folder, new, "new.yaml"))


def told(differences: tuple[Difference, ...]) -> list[str]:
    """Differences, each in a line: `changed return-books: title`."""
    return [
        f"{one.kind.value} {one.name}{': ' if one.changes else ''}{', '.join(change.part for change in one.changes)}" for one in differences
    ]
