"""The README, run: its files are written, its commands typed, and their output put where it stands in the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language and its text."""

    language: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    return (Block(*found.groups()) for found in FENCE.finditer(page))


def write_files(page: str, folder: Path) -> None:
    """Write each YAML block that begins with the name of a file into that file."""
    for block in blocks(page):
        named = re.match(r"# ([\w-]+\.yaml)\n", block.text)
        if block.language == "yaml" and named:
            (folder / named[1]).write_text(block.text, encoding="utf-8")


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type a command of `afterword`, at a terminal of 100 columns without colours; what it says comes in one text."""
    program, *arguments = shlex.split(command)
    assert program == "afterword"
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "afterword", *arguments],
        cwd=folder,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def shorten(text: str) -> str:
    """A long text with its middle left out, between paragraphs."""
    paragraphs = text.split("\n\n")
    return text if len(paragraphs) <= 8 else "\n\n".join([*paragraphs[:6], "[...]", *paragraphs[-2:]])


def render_readme() -> str:
    """The README with what its commands say now."""
    return render_page(README.read_text(encoding="utf-8"))


def render_page(page: str) -> str:
    """A page with what its commands say now, typed in a folder that holds the files it shows."""
    with TemporaryDirectory() as folder:
        write_files(page, Path(folder))

        def typed(found: re.Match[str]) -> str:
            language, text = found.groups()
            if language != "console":
                return found.group()
            commands = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
            return "```console\n" + "".join(f"$ {command}\n{shorten(run(command, Path(folder)).stdout)}" for command in commands) + "```"

        return FENCE.sub(typed, page)
