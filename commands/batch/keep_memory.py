"""Memory that a block of logs took, kept for the next one."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as malloc.h of the GNU C library has them
_LARGEST = 32 * 1024 * 1024  # bytes; that library takes no larger one for arrays that do not come from the system each by itself


def keep_memory() -> None:
    """Have arrays made of memory that was used before, where the C library is GNU's.

    By itself it gives large ones back to the system when they go, and gets others, empty and page by page, for those that come: with a
    block of logs every few milliseconds that is a tenth of the time.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library, which has no such function
            change = ctypes.CDLL(None).mallopt
            change(_MMAP_THRESHOLD, _LARGEST)
            change(_TRIM_THRESHOLD, 2**31 - 1)
