"""YAML to nodes. Every scalar stays the text it is written as, and no tag makes anything of it.

The events of PyYAML's parser (libyaml's, where it is there) are put together here: its own composer keeps duplicate keys, expands aliases
without bound, knows no depth, and takes longer. This module and `yaml_mistakes` are the only users of PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

import yaml

from afterword.engine.collector import collector_paused
from afterword.engine.diagnostics import Diagnostic, Outcome, Related, quote, sort_diagnostics, suggest
from afterword.engine.reading.mistakes import HALF, ODD_SPACE, duplicate_key, empty_file, too_deep
from afterword.engine.reading.nodes import DEEPEST, Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.reading.text import find_unseen
from afterword.engine.spans import Source

MOST_SHARED = 1_000_000
"""How many nodes the aliases of one text may stand for, all together."""

_OLD_BREAKS = "\x85\u2028\u2029"
_HALF_ESCAPE = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")


class _Mark(Protocol):
    """A place as PyYAML has it: line, column and index count from 0."""

    line: int
    column: int
    index: int


class _Event(Protocol):
    """PyYAML's events, as far as they are looked at. Which have which, its documentation says."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str
    tag: str | None
    value: str
    style: str | None


class _Parser(Protocol):
    """A loader, of which only the parser is used: it constructs nothing."""

    def get_event(self) -> _Event:
        """The next event."""


_BEGINNING: _Mark = yaml.Mark("", 0, 0, 0, None, 0)
_SCALAR: type = yaml.ScalarEvent
_PARSER: Callable[[str], _Parser] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(source: Source) -> Outcome[Document]:
    """The one document of a YAML text.

    Duplicate keys and tags are reported, and the document is there all the same (with the first of the values, and without the tag), so
    that later stages find their mistakes in the same run.
    """
    text, put_back = _hide_old_breaks(source.text)
    composer = _Composer(source, put_back)
    with collector_paused():
        try:
            composer.compose(_PARSER(text))
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # not only YAMLError: wild escapes, without libyaml
            from afterword.engine.reading.yaml_mistakes import explain

            composer.fail(*find_unseen(source) or (explain(source, error, composer.nodes[-1] if composer.nodes else None),))
    root = composer.root()
    return Outcome(None if root is None else Document(root, source), sort_diagnostics(composer.diagnostics))


def _hide_old_breaks(text: str) -> tuple[str, dict[int, str]]:
    """The text with characters that only YAML 1.1 takes for line breaks replaced by such as it does not hold, and the way back.

    Word processors leave U+2028 after: it is text, and no editor counts a line there.
    """
    found = [char for char in _OLD_BREAKS if char in text]
    if not found:
        return text, {}
    free = (char for char in map(chr, range(0x10FFFD, 0x100000, -1)) if char not in text and f"{ord(char):x}" not in text.lower())
    stand_ins = dict(zip(found, free, strict=False))
    return text.translate({ord(char): free for char, free in stand_ins.items()}), {ord(free): char for char, free in stand_ins.items()}


class _Shared(NamedTuple):
    """A node with an anchor, how many nodes it holds, and how deep."""

    node: Node
    size: int
    height: int


class _Open:
    """A list or mapping whose end has not come yet; the lowest one holds the document itself."""

    __slots__ = ("anchor", "before", "height", "nodes", "start")

    def __init__(self, start: _Mark, anchor: str | None, before: int) -> None:
        self.start = start
        self.anchor = anchor
        self.before = before  # how many nodes had been seen
        self.height = 0
        self.nodes: list[Node] = []


class _Composer:
    """Puts events together. Dispatch is by type of event, in a table: a log of 20,000 events makes half a million of them."""

    def __init__(self, source: Source, put_back: dict[int, str]) -> None:
        self.source = source
        self.put_back = put_back
        self.unusual = bool(put_back) or _HALF_ESCAPE.search(source.text) is not None
        self.odd_spaces = not source.text.isascii() and ODD_SPACE.search(source.text) is not None
        self.diagnostics: list[Diagnostic] = []
        self.open = [_Open(_BEGINNING, None, 0)]
        self.nodes = self.open[0].nodes  # of what was opened last
        self.shared: dict[str, _Shared] = {}
        self.unused: dict[str, Place] = {}
        self.seen = 0  # nodes in what has been closed, those that aliases stand for among them
        self.seen_by_alias = 0
        self.done = False
        self.failed = False

    def compose(self, parser: _Parser) -> None:
        """Take every event up to the end, or up to a mistake after which nothing can be read."""
        steps: dict[type, Callable[[_Event], None]] = {
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.start,
            yaml.MappingStartEvent: self.start,
            yaml.SequenceEndEvent: self.close_list,
            yaml.MappingEndEvent: self.close_table,
            yaml.StreamStartEvent: self.skip,
            yaml.DocumentStartEvent: self.document,
            yaml.DocumentEndEvent: self.skip,
            yaml.StreamEndEvent: self.stop,
        }
        while not self.done:
            event = parser.get_event()
            kind = type(event)
            if kind is not _SCALAR:
                steps[kind](event)
                continue
            start, end = event.start_mark, event.end_mark  # nine events in ten: no call for them
            node = Scalar(event.value, bool(event.style), Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1))
            self.nodes.append(self.unusual_scalar(node, event) if self.unusual or event.anchor or event.tag else node)

    def root(self) -> Node | None:
        """The document, if there is one that can be relied on."""
        if self.failed:
            return None
        for name, place in self.unused.items():
            hint = "put a text that begins with `&` in quotes"
            self.report("unused-anchor", f"{quote('&' + name)} marks a value to be repeated, and nothing repeats it", place, hint)
        nodes = self.open[0].nodes
        if not nodes or (type(nodes[0]) is Scalar and not nodes[0].text and not nodes[0].quoted):
            self.fail(empty_file(self.source))
            return None
        return nodes[0]

    def report(self, code: str, message: str, place: Place, hint: str | None = None, *related: Related) -> None:
        """Note a mistake."""
        self.diagnostics.append(Diagnostic(code, message, place.span(self.source), hint, related))

    def fail(self, *diagnostics: Diagnostic) -> None:
        """Note mistakes that leave no document, and read no further."""
        self.diagnostics += diagnostics
        self.done = self.failed = True

    def skip(self, event: _Event) -> None:
        """Pass over an event that says nothing."""

    def stop(self, event: _Event) -> None:  # noqa: ARG002 (one of many steps)
        """Stop at the end of the text."""
        self.done = True

    def document(self, event: _Event) -> None:
        """Begin the document, if it is the first."""
        if self.open[0].nodes:
            place = _place(event.start_mark, event.end_mark)
            hint = "remove the line `---`, or put what follows in a file of its own"
            self.report("several-documents", "a second document begins here; a file holds one", place, hint)
            self.fail()

    def unusual_scalar(self, node: Scalar, event: _Event) -> Scalar:
        """See to what few values have."""
        node = node._replace(text=node.text.translate(self.put_back))
        if event.tag:
            self.tag(event.tag, node.place)
        if HALF.search(node.text):
            self.report("bad-escape", "a backslash inside this text makes half a character", node.place, "write the character itself")
            self.fail()
        self.share(event.anchor, node, 1, 0)
        return node

    def share(self, anchor: str | None, node: Node, size: int, height: int) -> None:
        """Keep a value that has an anchor."""
        if anchor:
            self.shared[anchor] = _Shared(node, size, height)
            self.unused[anchor] = node.place

    def start(self, event: _Event) -> None:
        """Begin a list or mapping."""
        if event.tag:
            self.tag(event.tag, _place(event.start_mark, event.end_mark))
        if len(self.open) > DEEPEST:
            self.fail(too_deep(_place(event.start_mark, event.end_mark), self.source))
        opened = _Open(event.start_mark, event.anchor, self.seen)
        self.open.append(opened)
        self.nodes = opened.nodes

    def close_list(self, event: _Event) -> None:
        """End a list."""
        opened = self.open.pop()
        self.close(opened, Items(tuple(opened.nodes), _extent(opened, event)))

    def close_table(self, event: _Event) -> None:
        """End a mapping."""
        opened = self.open.pop()
        self.close(opened, self.table(opened.nodes, _extent(opened, event)))

    def close(self, opened: _Open, node: Node) -> None:
        """Put a list or mapping where it belongs."""
        self.seen += len(opened.nodes)
        height = opened.height + 1
        self.share(opened.anchor, node, self.seen - opened.before + 1, height)
        outer = self.open[-1]
        outer.height = max(outer.height, height)
        outer.nodes.append(node)
        self.nodes = outer.nodes

    def alias(self, event: _Event) -> None:
        """Take a value that stands elsewhere: shared, not copied, but counted as if it were."""
        name = event.anchor
        place = _place(event.start_mark, event.end_mark)
        around = next((one.start for one in self.open if one.anchor == name), None)
        if around is not None:
            begin = Related(f"{quote('&' + name)} begins here", _place(around, around).span(self.source))
            self.report("alias-in-itself", f"{quote('*' + name)} stands inside the value it stands for", place, "write it out", begin)
            self.fail()
        elif name not in self.shared:
            hint = suggest(name, self.shared) or "put a text that begins with `*` in quotes"
            self.report("unknown-alias", f"{quote('*' + name)} stands for nothing: no {quote('&' + name)} comes before it", place, hint)
            self.fail()
        else:
            self.unused.pop(name, None)
            self.take_shared(self.shared[name], place)

    def take_shared(self, shared: _Shared, place: Place) -> None:
        """Put a value in a second place, within the limits."""
        self.seen += shared.size - 1  # itself is counted where it now stands
        self.seen_by_alias += shared.size
        outer = self.open[-1]
        outer.height = max(outer.height, shared.height)
        self.nodes.append(shared.node._replace(place=place))
        if self.seen_by_alias > MOST_SHARED:
            message = f"the aliases of this file stand for more than {MOST_SHARED:,} values"
            self.report("too-many-aliases", message, place, "write out what is meant")
            self.fail()
        elif len(self.open) - 1 + shared.height > DEEPEST:
            self.fail(too_deep(place, self.source))

    def tag(self, tag: str, place: Place) -> None:
        """Refuse a tag: types come from the vocabulary here, and objects from nowhere."""
        name = tag.replace("tag:yaml.org,2002:", "!!")
        hint = "leave it out; a text that begins with `!` stands in quotes"
        self.report("tag", f"{quote(name)} is a tag, and tags mean nothing here", place, hint)

    def table(self, nodes: list[Node], place: Place) -> Table:
        """Make a mapping of its keys and values in turn."""
        keys = nodes[::2]
        values = nodes[1::2]
        texts = [key.text for key in keys if type(key) is Scalar]
        unusual = len(set(texts)) != len(keys) or "<<" in texts or "" in texts
        if unusual or (self.odd_spaces and any(map(ODD_SPACE.match, texts))):
            return Table(tuple(self.good_entries(keys, values)), place)
        return Table(tuple(map(Entry, keys, values)), place)  # type: ignore[arg-type]  # as many texts as keys: all are scalars

    def good_entries(self, keys: list[Node], values: list[Node]) -> list[Entry]:
        """Those entries that can be kept, with a report of every other."""
        kept: dict[str, Entry] = {}
        for key, value in zip(keys, values, strict=True):
            if not isinstance(key, Scalar):
                hint = "a text with brackets stands in quotes"
                self.report("key-not-text", "a list or mapping stands where a key should", key.place, hint)
            elif key.text in kept:
                self.diagnostics.append(duplicate_key(key, kept[key.text].key, self.source))
            elif key.quoted or not self.misses_key(key):
                kept[key.text] = Entry(key, value)
        return list(kept.values())

    def misses_key(self, key: Scalar) -> bool:
        """Whether an unquoted key is none, with a report of it."""
        if not key.text:
            self.report("no-key", "there is no key before this colon", key.place, "write `key: value`")
        elif key.text == "<<":
            self.report("merge-key", "`<<` cannot take over keys here", key.place, "write the keys out")
        elif ODD_SPACE.match(key.text):
            hint = "put plain spaces in its place; it may come from a web page or a word processor"
            self.report("odd-space", "an invisible character that is not a plain space stands before this key", key.place, hint)
        else:
            return False
        return True


def _place(start: _Mark, end: _Mark) -> Place:
    """Marks count from 0, places from 1."""
    return Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _extent(opened: _Open, event: _Event) -> Place:
    """From the beginning to the closing bracket or, where there is none, to the end of the last thing inside."""
    place = _place(opened.start, event.end_mark)
    if event.end_mark.index > event.start_mark.index or not opened.nodes:
        return place
    last = opened.nodes[-1].place
    return Place(place.line, place.column, last.end_line, last.end_column)
