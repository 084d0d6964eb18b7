"""The page of a diagnostic code as JSON: one object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence

from afterword.engine.codes import Code


def render_code_json(page: Code, said: Sequence[str]) -> str:
    """A line of JSON; ``said`` is what Afterword says to the failing text of each sample."""
    samples = [
        {"kind": sample.kind, "format": sample.format, "fails": sample.fails, "says": says, "passes": sample.passes}
        for sample, says in zip(page.samples, said, strict=True)
    ]
    told = {"code": page.code, "title": page.title, "level": page.level, "kind": page.kind, "why": page.why, "mend": page.mend}
    return json.dumps({**told, "samples": samples}, ensure_ascii=False) + "\n"
