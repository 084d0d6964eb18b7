"""Decimal numbers, kept as texts in one spelling each: exact whatever their digits, and equal where their texts are."""

from __future__ import annotations

import re

_FORM = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,15}))?(?:[eE]([+-]?\d{1,2}))?", re.ASCII)


def parse_decimal(text: str) -> str | None:
    """A number in digits, as `-12.5`, `20000` or `2.0E4`, in its shortest spelling without an exponent; ``None`` for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    sign, whole, part, exponent = found[1], found[2], found[3] or "", int(found[4] or 0)
    digits, point = whole + part, len(whole) + exponent
    digits, point = "0" * -point + digits, max(point, 0)
    whole, part = digits[:point].ljust(point, "0").lstrip("0") or "0", digits[point:].rstrip("0")
    number = f"{whole}.{part}" if part else whole
    return sign + number if number != "0" else number
