"""Compiling takes a minute, so the machine code is kept in the user's cache folder, under a fingerprint of all that goes into it.

numba itself looks at one file alone, and would go on using what was compiled before another one changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from numba import config, njit

from afterword.engine.kernel.kept_folder import kept_folder

_Function = TypeVar("_Function", bound=Callable[..., object])


def compiled(function: _Function) -> _Function:
    """Compile a function when another one that is compiled calls it; to who reads it, it is what it was."""
    made: _Function = njit(function)
    return made


def inlined(function: _Function) -> _Function:
    """The same of a function whose code is put in place of each call: of many small ones the call takes longest."""
    made: _Function = njit(forceinline=True)(function)
    return made


def keep_compiled(function: _Function) -> _Function:
    """Compile a function, with all that it calls, when it is first called; or take what was kept of it."""
    folder = None if config.DISABLE_JIT else kept_folder()
    if folder is None:
        return compiled(function)
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)  # read when a function is decorated, and then no more
    try:
        made: _Function = njit(cache=True)(function)
    finally:
        config.CACHE_DIR = before
    return made
