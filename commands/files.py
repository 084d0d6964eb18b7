"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import click

from afterword.commands.terminal import BAD_INPUT


class NotWritten(click.ClickException):
    """A file cannot be written, or must not be."""

    exit_code = BAD_INPUT


def keep_inputs(inputs: Iterable[str], output: str | None) -> None:
    """End where what is read would be overwritten by what is made of it."""
    made = Path(output) if output is not None else None
    if made is not None and made.is_file() and any(made.samefile(path) for path in inputs if Path(path).is_file()):
        raise NotWritten(f"{output} is what is to be read, and is left as it is; choose another name.")


@contextmanager
def whole_file(path: str, *, new: bool = False) -> Iterator[IO[bytes]]:
    """A file to write, which takes its name when all is written; what stood there before stays if that fails.

    A ``new`` file takes the place of none. What is no regular file (`/dev/stdout`) is written as it comes.
    """
    target = Path(path)
    if new and target.is_file():
        raise NotWritten(f"{path} is there already, and is left as it is; choose another name, or remove it first.")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                yield file
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(f"{path} cannot be written ({(error.strerror or str(error)).lower()}).") from error
