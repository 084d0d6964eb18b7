"""The handbook in Markdown: its links lead somewhere, its tables are tables, and no text of a pack gets out of its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterword.engine.handbook.make_handbook import make_handbook
from afterword.engine.handbook.model import Handbook
from afterword.reports.handbook_markdown import anchor, code, escape, render_handbook_markdown
from afterword.tests.handbook.odd import NASTY, odd_handbook
from afterword.tests.handbook.packs import default_pack, every_word


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


def test_links_lead_to_headings(book: Handbook) -> None:
    """Each link within the page has its heading, and no two headings share an anchor."""
    page = render_handbook_markdown(book)
    headings = [anchor(re.sub(r"\\(.)", r"\1", heading)) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)]
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    assert links <= set(headings)
    assert len(set(headings)) == len(headings)


def test_tables_are_whole(book: Handbook) -> None:
    """Every row has as many cells as the head of its table."""
    for table in re.findall(r"(?:^\|.*\|\n)+", render_handbook_markdown(book), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1, table


def test_every_rule_and_word_has_its_entry(book: Handbook) -> None:
    """A coach finds every rule, fact, parameter, source and word of the pack."""
    page = render_handbook_markdown(book)
    headings = set(re.findall(r"^#+ (.+)$", page, re.MULTILINE))
    assert {rule.id for rule in book.rules} <= headings
    assert {f"fact {fact.name}" for fact in book.facts} <= headings
    assert {f"event {escape(event.name)}" for event in book.events} <= headings
    assert all(f"| {source.id} | " in page for source in book.sources)
    assert all(f"| {code(parameter.name)} | " in page for parameter in book.parameters)


def test_no_text_of_a_pack_is_markup(tmp_path: Path) -> None:
    """What a pack says is shown as it is, and in code as it stands."""
    page = render_handbook_markdown(odd_handbook(tmp_path))
    plain = re.sub(r"``.*?``|`[^`]*`", "", page.replace("\\`", ""))
    assert not re.search(r"(?<!\\)<", plain)
    assert "*x*" not in plain.replace("\\*", "")
    assert code(NASTY).replace("\\|", "|") == f"`` {NASTY} ``"
    assert escape("a_b _c_ &amp; [x](y)\n<b>") == r"a_b \_c\_ \&amp; \[x\](y) \<b\>"
    assert "(https://example.org/?a=1&b='2'%28%29)" in page


def test_states_with_one_message_share_a_row(tmp_path: Path) -> None:
    """What is said alike is told once."""
    assert "| open, overdue, late | " in render_handbook_markdown(odd_handbook(tmp_path))


def test_a_pack_without_anything_beside_its_rules(tmp_path: Path) -> None:
    """What a pack does not have gets no heading."""
    book = odd_handbook(tmp_path)._replace(parameters=(), facts=(), sources=(), fact_rules=(), events=(), entities=())
    rules = tuple(step._replace(rules=()) for step in book.steps)
    page = render_handbook_markdown(book._replace(steps=rules))
    assert "## Facts" not in page
    assert "## What can be changed" not in page
    assert "## Sources" not in page
