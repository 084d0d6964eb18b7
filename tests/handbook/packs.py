"""The pack that uses every word of the language, and how the descriptions of its rules read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from afterword.engine.handbook.describe_rule import describe_rule
from afterword.engine.handbook.prose import plain_text
from afterword.engine.language.open_pack import OpenPack, open_pack

HERE = Path(__file__).parent
EVERY_WORD = HERE / "every-word.yaml"
DESCRIBED = HERE / "every-word.txt"


@cache
def every_word() -> OpenPack:
    """The pack in `every-word.yaml`, with all its rules switched on."""
    return opened(str(EVERY_WORD), {"strict": "true"})


@cache
def default_pack() -> OpenPack:
    """The pack that is shipped."""
    return opened("after-interview", {})


def opened(name: str, settings: Mapping[str, str]) -> OpenPack:
    """A pack without mistakes."""
    found = open_pack(name, settings)
    assert found.value is not None, found.diagnostics
    return found.value


def describe_all() -> str:
    """Each rule of `every-word.yaml` with its description."""
    pack = every_word().pack
    return "\n\n".join(f"{rule.id}\n{plain_text(describe_rule(rule, pack))}" for rule in pack.rules) + "\n"


if __name__ == "__main__":
    DESCRIBED.write_text(describe_all(), encoding="utf-8")
