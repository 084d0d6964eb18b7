"""JSON and JSON Lines to nodes, with places.

The standard library reads JSON without places, keeps duplicate keys and takes NaN; a YAML parser stumbles over tabs and surrogate pairs.
Texts without escapes, numbers and words are read by one regular expression; what it does not match is a bracket, an escape or a mistake.
Where it is plain what was meant, the mistake is noted and reading goes on, so that one run shows them all.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from afterword.engine.collector import collector_paused
from afterword.engine.diagnostics import Diagnostic, Outcome, Related, quote, sort_diagnostics
from afterword.engine.reading.mistakes import HALF, ODD_SPACE, duplicate_key, empty_file, too_deep
from afterword.engine.reading.nodes import DEEPEST, Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.spans import LINE_BREAK, Source, Span

_SPACE = r"[ \t\n\r]*"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_PLAIN = r'"([^"\\\x00-\x1f]*)"'

_SKIP = re.compile(_SPACE)
_VALUE = re.compile(rf"(?:{_PLAIN}|({_NUMBER}|true|false|null)(?![\w.+:-])){_SPACE}")
_KEY = re.compile(rf"{_PLAIN}{_SPACE}:{_SPACE}")
_NEXT_KEY = re.compile(rf",{_SPACE}{_KEY.pattern}")

_BEGINNINGS = frozenset('"{[-0123456789tfn')
_NO_STRAYS = _BEGINNINGS | frozenset(",:]}")
_UP_TO_QUOTE = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_COMMENT = re.compile(r"//[^\n\r]*|#[^\n\r]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_WRONG_QUOTES = re.compile(r"'([^'\n\r]*)'|[“”„]([^\"“”„\n\r]*)[“”]")
_BARE_KEY = re.compile(r'[^,:\[\]{}"\n\r]+')
_BARE_VALUE = re.compile(r'[^,\[\]{}"\n\r]+')
_NUMBERLIKE = re.compile(r"[-+]?(?:NaN|Infinity)$|[-+.]*[0-9]")
_WORDS = {"true": "true", "false": "false", "null": "null", "none": "null"}


def parse_json(source: Source) -> Outcome[Document]:
    """The document of a JSON text. With mistakes that did not keep it from being understood, it is there all the same."""
    with collector_paused():
        reader = _Reader(source, source.text, 0, 1)
        root = reader.document()
    return Outcome(None if root is None else Document(root, source), sort_diagnostics(reader.diagnostics))


def parse_json_lines(source: Source) -> Outcome[tuple[Document, ...]]:
    """A document for each line that is not blank. A bad line does not keep the others from being read."""
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    with collector_paused():
        for number, (offset, text) in enumerate(source.lines(), start=1):
            if text.strip():
                reader = _Reader(source, text, offset, number)
                root = reader.document()
                diagnostics += reader.diagnostics
                documents += () if root is None else (Document(root, source),)
    if not documents and not diagnostics:
        diagnostics.append(empty_file(source))
    return Outcome(tuple(documents) or None, sort_diagnostics(diagnostics))


class _Stop(Exception):  # noqa: N818 (no error: the mistake has been noted)
    """Nothing from here on can be understood."""


class _Reader:
    """Reads one text, which begins at ``offset`` of the source, in the given line. ``at`` is where the next thing begins."""

    def __init__(self, source: Source, text: str, offset: int, line: int) -> None:
        self.source = source
        self.text = text
        self.offset = offset
        self.at = 0
        self.opened: list[int] = []  # the brackets around
        self.diagnostics: list[Diagnostic] = []
        self.line = line
        self.line_start = 0
        self.line_end = self.end_of_line(0)

    def document(self) -> Node | None:
        """The whole text."""
        try:
            self.skip(0)
            self.pass_strays()
            if not self.char():
                self.diagnostics.append(empty_file(self.source))
                return None
            root = self.node()
            self.pass_strays()
            if self.char():
                hint = "a file holds one document; one a line is read where the file's name ends in .jsonl"
                self.give_up("extra-text", "text goes on after the end of the document", self.here(), hint)
        except _Stop:
            return None
        return root

    def node(self) -> Node:
        """A value, and the space after it."""
        found = _VALUE.match(self.text, self.at)
        if found is None:
            return self.other_node()
        self.at = found.end()
        if found.lastindex == 1:
            return Scalar(found[1], quoted=True, place=self.place(found.start(1) - 1, found.end(1) + 1))
        return Scalar(found[2], quoted=False, place=self.place(*found.span(2)))

    def other_node(self) -> Node:
        """A value that is not read at a glance."""
        char = self.char()
        if char not in _NO_STRAYS and self.pass_strays():
            return self.node()
        if char == "{":
            return self.table()
        if char == "[":
            return self.items()
        if char == '"':
            return self.escaped_text()
        if char in ",:]}":
            self.missing_value(char)
        return self.mended_scalar(is_key=False)

    def missing_value(self, char: str) -> NoReturn:
        """A character that begins no value, or the end."""
        if not char:
            self.unclosed()
        if self.opened and self.text[self.opened[-1]] == "{":
            self.give_up("missing-value", f"there is no value before this `{char}`", self.here(), "write null for none")
        if char in "]}":
            self.wrong_bracket()
        self.give_up("stray-text", f"there is nothing that this `{char}` belongs to", self.here(), "leave it out")

    def table(self) -> Table:
        """An object."""
        line, column = self.open_bracket()
        kept: dict[str, Entry] = {}
        more = self.begins("}")
        found = _KEY.match(self.text, self.at)
        while more:
            key = self.key(found)
            value = self.node()
            if key.text in kept:
                self.diagnostics.append(duplicate_key(key, kept[key.text].key, self.source))
            else:
                kept[key.text] = Entry(key, value)
            found = _NEXT_KEY.match(self.text, self.at)
            more = found is not None or self.goes_on("}")
        return Table(tuple(kept.values()), self.close_bracket(line, column))

    def items(self) -> Items:
        """An array."""
        line, column = self.open_bracket()
        nodes: list[Node] = []
        more = self.begins("]")
        while more:
            nodes.append(self.node())
            more = self.goes_on("]")
        return Items(tuple(nodes), self.close_bracket(line, column))

    def key(self, found: re.Match[str] | None) -> Scalar:
        """A key, its colon, and the space after. ``found`` is one that was read at a glance."""
        if found is not None:
            self.at = found.end()
            return Scalar(found[1], quoted=True, place=self.place(found.start(1) - 1, found.end(1) + 1))
        self.pass_strays()
        match self.char():
            case '"':
                key = self.escaped_text()
            case "{" | "[":
                hint = 'a key is a text in double quotes, as in "key": value'
                self.give_up("key-not-text", "a list or mapping stands where a key should", self.here(), hint)
            case ":" | ",":
                self.give_up("no-key", "there is no key here", self.here(), 'write "key": value')
            case "}" | "]":
                self.wrong_bracket()
            case "":
                self.unclosed()
            case _:
                key = self.mended_scalar(is_key=True)
        self.pass_strays()
        if self.char() != ":":
            hint = "put a colon between the key and its value"
            self.give_up("missing-colon", f"there is no colon after the key {quote(key.text)}", key.place.span(self.source), hint)
        self.skip(self.at + 1)
        return key

    def escaped_text(self) -> Scalar:
        """A text with escapes in it, or one that is broken."""
        begin = self.at
        found = _UP_TO_QUOTE.match(self.text, begin)
        end = found.end() if found else begin
        if self.text[end : end + 1] != '"':
            self.broken_text(begin, end)
        text: str = json.loads(self.text[begin : end + 1])
        if HALF.search(text):
            hint = "write the character itself"
            self.give_up("bad-escape", "a `\\u` inside this text makes half a character", self.span(begin, end + 1), hint)
        self.skip(end + 1)
        return Scalar(text, quoted=True, place=self.place(begin, end + 1))

    def broken_text(self, begin: int, at: int) -> NoReturn:
        """A text that goes wrong at ``at``."""
        match self.text[at : at + 1]:
            case "" | "\n" | "\r":
                hint = "a new line inside a text is written \\n"
                self.give_up("unclosed-quote", "this quote is not closed in its line", self.span(begin, begin + 1), hint)
            case "\\":
                hint = "write two backslashes for one"
                self.give_up("bad-escape", "a backslash begins a special character, and this is not one", self.span(at, at + 2), hint)
            case _:
                self.give_up(
                    "control-character", "a text cannot hold this character as it is", self.span(at, at + 1), "a tab is written \\t"
                )

    def mended_scalar(self, *, is_key: bool) -> Scalar:
        """What was meant by a value or key that JSON writes otherwise."""
        begin = self.at
        quoted = _WRONG_QUOTES.match(self.text, begin)
        if quoted:
            self.skip(quoted.end())
            text = quoted[1] or quoted[2] or ""
            hint = "write " + quote(f'"{text}"')
            self.report("wrong-quotes", "JSON allows straight double quotes only", self.span(begin, quoted.end()), hint)
            return Scalar(text, quoted=True, place=self.place(begin, quoted.end()))
        found = (_BARE_KEY if is_key else _BARE_VALUE).match(self.text, begin)
        text = found[0].rstrip() if found else ""
        end = begin + max(1, len(text))
        self.skip(end)
        span = self.span(begin, end)
        if text.lower() in _WORDS and not is_key:
            self.report("bare-word", f"JSON does not know {quote(text)}", span, f"write {_WORDS[text.lower()]}")
            return Scalar(_WORDS[text.lower()], quoted=False, place=self.place(begin, end))
        if _NUMBERLIKE.match(text) and not is_key:
            self.report("bad-number", f"{quote(text)} is not a number in JSON", span, "put it in double quotes if it is a text")
        else:
            self.report("bare-word", f"{quote(text)} stands without quotes", span, "keys and texts stand in double quotes")
        return Scalar(text, quoted=True, place=self.place(begin, end))

    def begins(self, closing: str) -> bool:
        """Whether a first member comes, or the list or mapping is empty."""
        self.pass_strays()
        while self.char() == ",":
            self.extra_comma(self.at)
            self.skip(self.at + 1)
        return self.char() != closing

    def goes_on(self, closing: str) -> bool:
        """Whether another member comes."""
        comma = None
        while True:
            self.pass_strays()
            char = self.char()
            if char == ",":
                if comma is None:
                    comma = self.at
                else:
                    self.extra_comma(self.at)
                self.skip(self.at + 1)
            elif char == closing:
                if comma is not None:
                    self.extra_comma(comma)
                return False
            elif comma is not None:
                return True
            else:
                return self.misses_comma(char, closing)

    def misses_comma(self, char: str, closing: str) -> bool:
        """Neither a comma nor the end: where another member plainly follows, it is read."""
        if not char:
            self.unclosed()
        if char in "]}":
            self.wrong_bracket()
        if char != '"' and (closing == "}" or char not in "{[-0123456789"):
            hint = f'after a value comes a comma or a `{closing}`; a quote inside a text is written \\"'
            self.give_up("stray-text", "text goes on after the value", self.here(), hint)
        self.report("missing-comma", "a comma is missing before this", self.here(), "put one after the value that stands before it")
        return True

    def extra_comma(self, at: int) -> None:
        """A comma with nothing after it, or before it."""
        self.report("extra-comma", "this comma separates nothing", self.span(at, at + 1), "leave it out")

    def unclosed(self) -> NoReturn:
        """The text ends in the middle."""
        begin = self.opened[-1]
        hint = "perhaps the end of the file is missing"
        self.give_up("unclosed-bracket", f"this `{self.text[begin]}` is never closed", self.span(begin, begin + 1), hint)

    def wrong_bracket(self) -> NoReturn:
        """A closing bracket that fits no opening one."""
        char = self.char()
        if not self.opened:
            self.give_up("wrong-bracket", f"this `{char}` closes nothing", self.here(), "leave it out")
        begin = self.opened[-1]
        opened = Related("it was opened here", self.span(begin, begin + 1))
        hint = f"close it with `{']' if self.text[begin] == '[' else '}'}`"
        self.give_up("wrong-bracket", f"`{self.text[begin]}` is closed by `{char}` here", self.here(), hint, opened)

    def pass_strays(self) -> bool:
        """Note and pass over comments, and spaces that are none; whether there were any."""
        begin = self.at
        while self.char() not in _NO_STRAYS:
            found = _COMMENT.match(self.text, self.at)
            odd = found or ODD_SPACE.match(self.text, self.at)
            if not odd:
                break
            span = self.span(*odd.span())
            if found:
                self.report("comment", "JSON has no comments", span, "leave it out, or write the file as YAML")
            else:
                hint = "put a plain space in its place"
                self.report("odd-space", "an invisible character that is not a plain space stands here", span, hint)
            self.skip(odd.end())
        return self.at > begin

    def open_bracket(self) -> tuple[int, int]:
        """Step past an opening bracket; its line and column."""
        begin = self.at
        place = self.place(begin, begin + 1)
        self.opened.append(begin)
        if len(self.opened) > DEEPEST:
            self.diagnostics.append(too_deep(place, self.source))
            raise _Stop
        self.skip(begin + 1)
        return place.line, place.column

    def close_bracket(self, line: int, column: int) -> Place:
        """Step past a closing bracket; the place from the opening one to it."""
        self.opened.pop()
        end = self.place(self.at, self.at + 1)
        self.skip(self.at + 1)
        return Place(line, column, end.end_line, end.end_column)

    def char(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def skip(self, at: int) -> None:
        """Go on at the first character from there that is no space."""
        found = _SKIP.match(self.text, at)
        self.at = found.end() if found else at

    def place(self, begin: int, end: int) -> Place:
        """The place of something within one line, not before what had its place taken last."""
        while begin >= self.line_end:
            self.line += 1
            self.line_start = self.line_end
            self.line_end = self.end_of_line(self.line_start)
        return Place(self.line, begin - self.line_start + 1, self.line, end - self.line_start + 1)

    def end_of_line(self, begin: int) -> int:
        """Where the line that begins there ends, its break included; past the end of the text for the last."""
        found = LINE_BREAK.search(self.text, begin)
        return found.end() if found else len(self.text) + 1

    def here(self) -> Span:
        """The next character."""
        return self.span(self.at, self.at + 1)

    def span(self, begin: int, end: int) -> Span:
        """A stretch of the text."""
        return self.source.span(self.offset + begin, self.offset + end)

    def report(self, code: str, message: str, span: Span, hint: str | None = None, *related: Related) -> None:
        """Note a mistake."""
        self.diagnostics.append(Diagnostic(code, message, span, hint, related))

    def give_up(self, code: str, message: str, span: Span, hint: str | None = None, *related: Related) -> NoReturn:
        """Note a mistake after which nothing can be understood."""
        self.report(code, message, span, hint, *related)
        raise _Stop
