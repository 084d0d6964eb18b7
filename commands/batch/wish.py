"""What a batch was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Wish(NamedTuple):
    """What the command was asked for; as its options are called."""

    as_of: str | None
    pack: str
    settings: Mapping[str, str]
    output: str | None
    form: str | None
    candidates: str | None
    summary: str | None
    case: str | None
    activity: tuple[str, ...]
    timestamp: str | None
    timezone: str | None
    jobs: int | None
    resume: bool
    engine: str
