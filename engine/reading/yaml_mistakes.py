"""What a YAML parser stumbles over, in words for people who write YAML and no programs.

The parsers (libyaml's, and PyYAML's own where that is missing) speak of tokens and block mappings, each in words of its own.
Their complaint tells which mistakes come into question; the line itself tells which of them it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from afterword.engine.diagnostics import Diagnostic, Related, quote
from afterword.engine.reading.nodes import Node, Scalar
from afterword.engine.spans import Source, Span

_LONGEST_EXAMPLE = 70

_DASHES = re.compile(r"[ \t]*(?:-[ \t]+)*")
_KEY_AND_VALUE = re.compile(r"(?P<key>[ \t]*(?:-[ \t]+)*[^\s\"'#\[\]{},][^:]*:)[ \t]+(?P<value>\S.*?)(?:[ \t]+#.*)?$")
_BRACKETED = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[\w-]+)[ \t]+(?=[\[{])")
_CLOSED_UP = re.compile(r"(?P<key>[\w-]+):(?P<value>\S.*)$")
_CLOSING = {"[": "]", "{": "}"}
_CURLY_QUOTES = "“”„‟«»‘’‚"  # noqa: RUF001 (these are what people paste)


class _Scene(NamedTuple):
    """Where the parser gave up, and what can be seen there. Lines and columns count from 1."""

    source: Source
    complaint: str
    line: int
    column: int
    rest: str
    """The text from there on."""
    opened: tuple[int, int]
    """Where what it was reading began: a bracket, a quote, a list."""
    last: Node | None
    """What it read just before."""

    @property
    def before(self) -> str:
        """The line up to there."""
        return self.source.line(self.line)[: self.column - 1]

    def span(self, line: int, column: int, length: int = 1) -> Span:
        """A few characters of one line."""
        return Span(self.source, line, column, line, column + length)

    def line_above(self) -> int | None:
        """The number of the last line before this one that says something."""
        above = range(self.line - 1, 0, -1)
        return next((line for line in above if (text := self.source.line(line).strip()) and not text.startswith("#")), None)

    def content(self, line: int) -> tuple[int, str]:
        """The column where a line's content begins, after any dashes, and that content."""
        text = self.source.line(line).rstrip()
        begin = len(_DASHES.match(text)[0])  # type: ignore[index]  # it matches the empty text
        return begin + 1, text[begin:]


def explain(source: Source, error: Exception, last: Node | None) -> Diagnostic:
    """The mistake after a parser's exception; ``last`` is what it read just before."""
    here = (last.place.end_line, last.place.end_column) if last else (1, 1)
    scene = _Scene(source, "", *here, "", here, last)
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        opened = error.context_mark or mark
        complaint = f"{error.context or ''}: {error.problem or ''}"
        rest = source.text[mark.index :]
        scene = _Scene(source, complaint, mark.line + 1, mark.column + 1, rest, (opened.line + 1, opened.column + 1), last)
    for words, tell in _TELLERS:
        if any(word in scene.complaint for word in words) and (told := tell(scene)):
            return told
    return Diagnostic(
        "yaml-syntax",
        "this cannot be read as YAML",
        scene.span(scene.line, scene.column),
        "look for a missing quote, colon or space here and in the line above",
    )


def _tab(scene: _Scene) -> Diagnostic | None:
    if not scene.rest.startswith("\t"):
        return None
    hint = "put spaces in its place: two for each level"
    return Diagnostic("tab", "a tab stands here, and YAML is indented with spaces", scene.span(scene.line, scene.column), hint)


def _second_colon(scene: _Scene) -> Diagnostic | None:
    """A colon where no key can be: a text with a colon in it, a line indented too far, or a line above that is no key and value."""
    found = _KEY_AND_VALUE.match(scene.source.line(scene.line))
    bracketed = _BRACKETED.match(found["key"]) if found else None
    if bracketed:
        column, text = scene.content(scene.line)
        hint = f"put one before the bracket{_example(bracketed['key'] + ':', text[bracketed.end() - column + 1 :], mark='')}"
        return Diagnostic("missing-colon", "there is no colon after this key", scene.span(scene.line, column, len(bracketed["key"])), hint)
    if found and found.start("value") < scene.column - 1:
        value = found["value"]
        opening = next((one for one, end in _CLOSING.items() if value.count(end) > value.count(one)), "")
        if found["key"].lstrip().startswith(("-{", "-[")):
            hint = f"put a space after the dash{_example('-', found['key'].strip()[1:] + ' ' + value, mark='')}"
        elif opening:
            hint = f"an opening `{opening}` is missing{_example(found['key'], opening + value, mark='')}"
        elif any(char in value for char in _CURLY_QUOTES):
            hint = 'typographic quotes are letters like any others here: use straight ones (")'
        else:
            hint = f"put the text in quotes{_example(found['key'], value)}"
        message = "a colon followed by a space makes a key, and this one stands inside a text"
        return Diagnostic("unquoted-colon", message, scene.span(scene.line, scene.column), hint)
    above = scene.line_above()
    if above is None:
        return None
    column, text = scene.content(above)
    if not re.search(r":(\s|$)", text):
        return _no_colon(scene, above)
    return Diagnostic(
        "bad-indentation",
        "this line is indented deeper than the line above, which has its value already",
        scene.span(scene.line, scene.content(scene.line)[0]),
        f"begin it in column {column}, below {quote(text[:1])}",
    )


def _no_colon(scene: _Scene, line: int) -> Diagnostic:
    column, text = scene.content(line)
    closed_up = _CLOSED_UP.match(text)
    if closed_up:
        hint = f"put a space after the colon{_example(closed_up['key'] + ':', closed_up['value'], mark='')}"
    elif "：" in text:  # noqa: RUF001 (the colon of Chinese and Japanese keyboards)
        hint = "this colon is a wide one of another script: use `:` and a space"
    elif text.startswith(("{", "[")):
        hint = "begin it with a dash if it is one more item of the list above, or with a key and a colon"
    elif text.isidentifier():
        hint = f"put a colon after it: `{text}:`"
    else:
        hint = "write `key: value`; a text of several lines begins after its key with `|`"
    return Diagnostic("missing-colon", "there is no key with a colon in this line", scene.span(line, column, len(text)), hint)


def _missing_colon(scene: _Scene) -> Diagnostic:
    return _no_colon(scene, scene.opened[0])


def _unclosed_quote(scene: _Scene) -> Diagnostic:
    return Diagnostic("unclosed-quote", "this quote is never closed", scene.span(*scene.opened), "close it where the text ends")


def _escape(scene: _Scene) -> Diagnostic:
    column = scene.before.rfind("\\") + 1 if scene.before.endswith("\\") else scene.column  # the two parsers differ by one
    return Diagnostic(
        "bad-escape",
        "a backslash inside double quotes begins a special character, and this is not one",
        scene.span(scene.line, column, 2),
        "write two backslashes, or put the text in single quotes",
    )


def _in_brackets(scene: _Scene) -> Diagnostic:
    """Neither a comma nor the end of a list or mapping in brackets."""
    line, column = scene.opened
    bracket = scene.source.line(line)[column - 1 : column]
    opened = scene.span(line, column)
    closing = _CLOSING.get(bracket, bracket)
    here = scene.span(scene.line, scene.column)
    new_line = scene.line > line and not scene.before.strip(" -")
    key_of_line = scene.line > line and scene.rest.startswith(":") and not re.search(r"[,\[\]{}]", scene.before)
    if not scene.rest.strip() or key_of_line or (new_line and "-" in scene.before):
        related = () if not scene.rest.strip() else (Related("reading it ended here", here),)
        return Diagnostic("unclosed-bracket", f"this `{bracket}` is never closed", opened, f"close it with `{closing}`", related)
    if scene.rest[0] in "]}":
        message = f"`{bracket}` is closed by `{scene.rest[0]}` here"
        return Diagnostic("wrong-bracket", message, here, f"close it with `{closing}`", (Related("it was opened here", opened),))
    if scene.rest.startswith(":"):
        word = len(scene.before) - len(scene.before.split(" ")[-1])
        here = scene.span(scene.line, word + 1, max(1, len(scene.before) - word))
    bracketed = scene.rest.startswith(("[", "{")) or scene.before.rstrip().endswith(("]", "}"))
    quoted = "a text with brackets or braces in it" if bracketed else "a text with a colon in it"
    hint = f"a comma separates two values, `{closing}` ends them; {quoted} stands in quotes"
    return Diagnostic("missing-comma", f"a comma is missing before this, or a `{closing}`", here, hint, (Related("inside this", opened),))


def _dash_after_key(scene: _Scene) -> Diagnostic:
    hint = "begin the list in the line below, indented; a text that begins with a dash stands in quotes"
    return Diagnostic("misplaced-dash", "a list cannot begin in the line of its key", scene.span(scene.line, scene.column), hint)


def _special_character(scene: _Scene) -> Diagnostic | None:
    """A text whose first character means something to YAML."""
    lines = scene.source.line
    line, column = scene.line, scene.column
    if lines(scene.opened[0])[scene.opened[1] - 1 : scene.opened[1]] in {"*", "&", "!", "|", ">", "%"}:
        line, column = scene.opened
    char = lines(line)[column - 1 : column]
    if not char:
        return None
    if char == ":":
        return _no_key(scene.span(line, column))
    _, text = scene.content(line)
    found = _KEY_AND_VALUE.match(lines(line))
    hint = "put the text in quotes"
    if found and found.start("value") == column - 1:
        hint += _example(found["key"], found["value"])
    elif text.startswith(char):
        hint += _example("", text)
    if char in "|>":
        hint = f"begin the text in the line below, or {hint}"
    return Diagnostic("special-character", f"no text can begin with `{char}`, unless it is quoted", scene.span(line, column), hint)


def _out_of_step(scene: _Scene) -> Diagnostic | None:
    """A line whose indentation fits no other, or something after a value that had come to its end."""
    if scene.before.strip(" -"):
        return _stray_text(scene)
    here = scene.span(scene.line, scene.column)
    if scene.rest.startswith(":"):
        return _no_key(here)
    opened = (Related("it seems to belong to what begins here", scene.span(*scene.opened)),)
    if scene.column == scene.opened[1]:
        if scene.rest.startswith("-"):
            message, hint = "a list item stands among keys", _where_dashes_stand(scene)
        else:
            message = "a key stands among the items of a list"
            hint = f"inside an item, a key begins below the item's first one: in column {scene.content(scene.opened[0])[0]}"
        return Diagnostic("bad-indentation", message, here, hint, opened)
    above = scene.line_above() or scene.opened[0]
    text = scene.source.line(above)
    is_item = scene.rest.startswith("-") and text.lstrip().startswith("-")
    fitting = (scene.opened[1], len(text) - len(text.lstrip()) + 1 if is_item else scene.content(above)[0])
    columns = " or ".join(f"column {column}" for column in dict.fromkeys(fitting))
    message = "the indentation of this line fits none above"
    return Diagnostic("bad-indentation", message, here, f"begin it in {columns}", opened)


def _no_key(here: Span) -> Diagnostic:
    return Diagnostic("no-key", "there is no key before this colon", here, "write `key: value`")


def _where_dashes_stand(scene: _Scene) -> str:
    """The column of the nearest dash above and to the left, for an item that went astray."""
    for line in range(scene.line - 1, 0, -1):
        text = scene.source.line(line)
        column = len(text) - len(text.lstrip()) + 1
        if text.lstrip().startswith("- ") and column < scene.column:
            return f"begin it in column {column}, below the dash of line {line}"
    return "a list stands below its own key, with nothing after the colon"


def _stray_text(scene: _Scene) -> Diagnostic | None:
    here = scene.span(scene.line, scene.column)
    end = scene.before.rstrip()[-1]
    if end in "\"'" and isinstance(scene.last, Scalar):
        place = scene.last.place
        if place.line < place.end_line:
            closed = (Related("it closes only here", scene.span(place.end_line, place.end_column - 1)),)
            hint = "close it in its own line"
            return Diagnostic("unclosed-quote", "this quote is not closed where it should be", place.span(scene.source), hint, closed)
        inside = "'' for an apostrophe" if end == "'" else '\\" for a quote'
        return Diagnostic("stray-text", "text goes on after the closing quote", here, f"inside these quotes, write {inside}")
    if end in "]}":
        found = _KEY_AND_VALUE.match(scene.source.line(scene.line))
        hint = "a text that begins with a bracket stands in quotes" + (_example(found["key"], found["value"]) if found else "")
        return Diagnostic("stray-text", "text goes on after the closing bracket", here, hint)
    return None


def _example(key: str, value: str, mark: str = '"') -> str:
    """``: `key: "value"` ``, for the end of a hint; nothing where that would be long."""
    if mark and (mark in value or "\\" in value):
        mark, value = "'", value.replace("'", "''")
    text = f"{key.strip()} {mark}{value}{mark}".strip()
    return f": {quote(text, _LONGEST_EXAMPLE)}" if len(text) <= _LONGEST_EXAMPLE else ""


_TELLERS: tuple[tuple[tuple[str, ...], Callable[[_Scene], Diagnostic | None]], ...] = (
    (("",), _tab),
    (("values are not allowed",), _second_colon),
    (("quoted scalar: found unexpected",), _unclosed_quote),
    (("unexpected end of stream", "document indicator", "document separator"), _unclosed_quote),
    (("quoted scalar",), _escape),
    (("expected ',' or",), _in_brackets),
    (("expected ':'",), _missing_colon),
    (("entries are not allowed",), _dash_after_key),
    (("expected key", "expected '-'", "<block end>"), _out_of_step),
    (("cannot start any token", "node content", "an alias", "an anchor", "a tag", "a node"), _special_character),
    (("block scalar", "directive"), _special_character),
)
"""Words of the parsers' complaints, and what may be after them; the first that can tell does."""
