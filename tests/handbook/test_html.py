"""The handbook in HTML: well formed, complete in itself, safe, and readable for everybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from afterword.engine.handbook.make_handbook import make_handbook
from afterword.engine.handbook.model import Handbook
from afterword.reports.handbook_html import render_handbook_html
from afterword.reports.handbook_style import SCRIPT, STYLE
from afterword.tests.handbook.odd import NASTY, odd_handbook
from afterword.tests.handbook.packs import default_pack, every_word

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Reads a page, and notes what is in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        if tag not in VOID:
            self.open.append(tag)
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [value for key, value in attrs if key == "id" and value is not None]
        self.links += [value for key, value in attrs if key == "href" and value is not None]

    def handle_endtag(self, tag: str) -> None:
        """An element ends before those around it do."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what can be read."""
        if not {"script", "style"} & set(self.open):
            self.text += data


@pytest.fixture(params=["default", "every word", "odd"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Handbook:
    """The handbook of each pack in turn."""
    match request.param:
        case "default":
            return make_handbook(default_pack())
        case "every word":
            return make_handbook(every_word())
        case _:
            return odd_handbook(tmp_path)


def test_the_page_is_well_formed(book: Handbook) -> None:
    """What is opened is closed; anchors are there once, and each link within the page has one."""
    page = Page(render_handbook_html(book))
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert all(not re.search(r"\s", one) for one in page.ids)


def test_every_rule_and_word_has_its_entry(book: Handbook) -> None:
    """Rules, facts, words and their abouts are all on the page."""
    page = Page(render_handbook_html(book))
    assert {f"rule-{rule.id}" for rule in book.rules} <= set(page.ids)
    assert {f"fact-{fact.name}" for fact in book.facts} <= set(page.ids)
    words = " ".join(page.text.split())
    for event in book.events:
        assert event.about in words
    for rule in book.rules:
        assert rule.why in words


def test_the_page_fetches_nothing(book: Handbook) -> None:
    """It can be mailed and opened anywhere: only its reader follows links."""
    page = Page(render_handbook_html(book))
    for tag, given in page.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert "src" not in given
        assert not [key for key in given if key.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", STYLE.replace('[href^="http"]', ""))
    assert not re.search(r"fetch|import|https?:|innerHTML|eval", SCRIPT)


def test_no_text_of_a_pack_is_markup(tmp_path: Path) -> None:
    """A pack cannot put elements, attributes or scripts into the page."""
    text = render_handbook_html(odd_handbook(tmp_path))
    page = Page(text)
    assert "b" not in {tag for tag, _ in page.tags}
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert page.text.count(NASTY) > 10
    assert "https://example.org/?a=1&b='2'()" in page.links


def test_only_web_addresses_are_links(tmp_path: Path) -> None:
    """An address that would run something stays a title."""
    book = odd_handbook(tmp_path)
    sources = tuple(source._replace(url="javascript:alert(1)") for source in book.sources)
    assert "javascript:" not in render_handbook_html(book._replace(sources=sources))


def test_the_page_has_landmarks_and_labels(book: Handbook) -> None:
    """Who hears the page finds their way: language, title, skip link, regions with names, a label for the one field."""
    text = render_handbook_html(book)
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(one) for one in ("main", "nav", "header", "footer", "h1", "title")] == [1] * 6
    assert '<html lang="en">' in text
    assert '<a class="skip" href="#rules">' in text
    assert '<label for="search">' in text
    for tag, given in page.tags:
        if tag == "nav":
            assert given.get("aria-label")
        if tag == "th":
            assert given.get("scope") == "col"
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


THEMES = [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{([^}]*)\}", STYLE)]
"""The colours of the light, the dark and the printed page."""


def luminance(color: str) -> float:
    """How bright a colour is (WCAG 2)."""
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "print"])
def test_contrast(theme: dict[str, str]) -> None:
    """Every colour of letters can be read on every ground (WCAG AA: 4.5 to 1)."""
    for ground in ("page", "card", "mark"):
        for ink in ("ink", "soft", "link", "do", "not", "advice", "fact"):
            one, other = sorted((luminance(theme[ground]), luminance(theme[ink])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (ground, ink)
