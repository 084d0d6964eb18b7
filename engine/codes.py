"""The pages of the diagnostic codes: what is wrong, why it matters, and how it is mended.

Each code has a page, `codes/<code>.yaml` at the top of the project::

    title: A field that is not known      # a few words
    level: error                          # error, warning or note
    kind: log                             # what it is met in: one of `KINDS`
    why: What is wrong, and why it matters. One to three plain sentences.
    mend: What to do about it.
    samples:                              # the clearest first; none where no text can show it
      - format: yaml                      # yaml (default), json, jsonl, csv, xes, ics or decl: how the sample is written
        kind: pack                        # where it differs from that of the page
        fails: |                          # brings out this code and no other
          the faulty text
        passes: |                         # the same, mended: brings out nothing
          the text put right

A sample of kind `log` or `cases` is read in the words of the pack that is shipped. One of kind `call` is the command line that is typed,
from `afterword` on. The tests try every sample, and hold that every code has its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.plain_values import plain
from afterword.engine.spans import Source

PAGES = Path(__file__).resolve().parents[1] / "codes"
"""The folder of the pages."""

KINDS: Mapping[str, str] = {
    "text": "In the writing of any file",
    "log": "In a log",
    "pack": "In the rules of a pack",
    "lint": "In rules that can be read, but hardly do what was meant",
    "cases": "In a file of cases",
    "import": "In a file of another tool",
    "call": "In what is typed",
}
"""What a code may be met in, in the words of a heading."""


class Sample(NamedTuple):
    """A text that brings out a code, and the same text mended. ``format`` is that of a file: `yaml`, `json` or `jsonl`."""

    kind: str
    format: str
    fails: str
    passes: str


class Code(NamedTuple):
    """The page of a diagnostic code; ``kind`` is one of `KINDS`, ``level`` is `error`, `warning` or `note`."""

    code: str
    title: str
    level: str
    kind: str
    why: str
    mend: str
    samples: tuple[Sample, ...]


@cache
def list_codes() -> tuple[str, ...]:
    """Every code that has a page, in the order of the alphabet."""
    return tuple(sorted(page.stem for page in PAGES.glob("*.yaml")))


def load_code(code: str) -> Code:
    """The page of a code.

    Raises:
        KeyError: No code is called that.
    """
    if code not in list_codes():
        raise KeyError(code)
    page = PAGES / f"{code}.yaml"
    [document] = parse_documents(Source(page.name, page.read_text(encoding="utf-8"))).value or ()
    told = cast("dict[str, Any]", plain(document.root, {}))  # the tests hold the form of our own pages
    samples = (Sample(**{"kind": told["kind"], "format": "yaml", **sample}) for sample in told["samples"])
    return Code(code, told["title"], told["level"], told["kind"], told["why"], told["mend"], tuple(samples))
