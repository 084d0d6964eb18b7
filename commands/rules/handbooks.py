"""The handbook of a pack, for the commands that show rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from afterword.commands.terminal import sound

if TYPE_CHECKING:
    from afterword.engine.handbook.model import Handbook


def load_handbook(pack: str, settings: Mapping[str, str]) -> Handbook:
    """The handbook of a pack by its name or path; where the pack has mistakes, they are listed and the command ends."""
    from afterword.engine.handbook.make_handbook import make_handbook
    from afterword.engine.language.open_pack import open_pack

    return make_handbook(sound(open_pack(pack, settings)))
