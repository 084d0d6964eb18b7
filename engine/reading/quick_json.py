"""JSON to plain values, without places: quick, and only where nothing can be lost on the way.

`orjson` is used where it is installed. Like most readers of JSON it keeps the last of two values under one key and says nothing; so what it
read is held against the text: each key and each text takes two quotes, and a value that was dropped takes its own along.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

from afterword.engine.reading.text import holds_unseen


class Doubt(Exception):  # noqa: N818 (no error: the reader that explains is asked instead)
    """Something is not plainly right."""


def parse_plain(text: bytes) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """The value of a JSON text in UTF-8: dicts, lists, texts, numbers, truth and None.

    Raises:
        Doubt: The text is no JSON, or not plainly so: a key comes twice, a character is invisible or half, a number is none.
    """
    if not text.isascii() or b"\x7f" in text:
        _check_unseen(text)
    try:
        return _exactly(text) if b"\\" in text else _parse(text)
    except (ValueError, RecursionError):
        raise Doubt from None


def _check_unseen(text: bytes) -> None:
    try:
        if holds_unseen(text.decode()):
            raise Doubt
    except UnicodeDecodeError:
        raise Doubt from None


def _exactly(text: bytes) -> Any:  # noqa: ANN401
    """With escapes in it the quotes of a text do not count: each object is looked at."""
    if b"\\ud" in text or b"\\uD" in text:
        raise Doubt  # perhaps half a character
    return _DECODER.decode(text.decode())


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise Doubt
    return table


def _refuse(_: str) -> NoReturn:
    """`NaN` and its like are not JSON; a number too large for a float is not worth the risk."""
    raise Doubt


_DECODER = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_each_once)


def _choose_parser() -> Callable[[bytes], Any]:
    try:
        from orjson import dumps, loads
    except ImportError:
        return _exactly

    def parse(text: bytes) -> Any:  # noqa: ANN401
        value = loads(text)
        if dumps(value).count(b'"') != text.count(b'"'):
            raise Doubt
        return value

    return parse


_parse = _choose_parser()
