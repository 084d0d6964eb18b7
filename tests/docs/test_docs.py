"""The documents are whole: nothing undocumented, no dead link, nothing that the code says otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from afterword.engine.language.load_pack import load_pack
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.engine.vocabulary import ENVELOPE
from afterword.tests.docs.pages import DOCS, PAGES, default_pack
from afterword.tests.docs.readme import ROOT, blocks

DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LANGUAGE = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("rules.md", "vocabulary.md"))


def name_of(path: Path) -> str:
    """The path as one writes it from the root."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_the_code_says(name: str) -> None:
    """Commands, options, events, settings and rules are all documented, in the words of the code and the pack."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `python -m afterword.tests.docs.pages`"


def anchors(path: Path) -> set[str]:
    """The anchors of a page, as they are made of its headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    """Each link within the project leads to a file, and to a heading of it where it names one."""
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"https?://|mailto:", link):
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), f"{link} leads nowhere"
            assert not anchor or anchor in anchors(target), f"{link} names no heading"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_yaml_in_documents_is_yaml(path: Path) -> None:
    """What a reader copies must at least be well formed: as a whole, or line by line where a block lists variants."""
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.language == "yaml":
            text = re.sub(r"\{…\}|\[…\]|…", "null", block.text)
            for part in text.splitlines() if text.startswith("{") else [text]:
                yaml.safe_load(part)


def test_the_example_of_a_vocabulary_can_be_used() -> None:
    """The vocabulary shown in docs/vocabulary.md makes a pack."""
    text = next(blocks((DOCS / "vocabulary.md").read_text(encoding="utf-8"))).text
    documents = parse_documents(Source("pack.yaml", f'pack: {{id: shown, version: "1", title: Shown}}\nrules: []\n{text}')).value or ()
    assert load_pack(documents, {}).diagnostics == ()


def test_the_example_of_a_log_can_be_read() -> None:
    """The log shown in docs/logs.md has no mistakes."""
    text = next(blocks((DOCS / "logs.md").read_text(encoding="utf-8"))).text
    [document] = parse_documents(Source("log.yaml", text)).value or ()
    assert read_log(document, default_pack().vocabulary).diagnostics == ()


def schema_keys(schema: object) -> Iterator[str]:
    """Every key that a JSON Schema knows."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for part in schema.values():
            yield from schema_keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from schema_keys(part)


def test_every_key_of_a_pack_is_documented() -> None:
    """What the schema of packs allows is told in docs/rules.md or docs/vocabulary.md."""
    schema = json.loads((ROOT / "schemas" / "pack.schema.json").read_text(encoding="utf-8"))
    words = set(re.findall(r"\w+", LANGUAGE))
    assert sorted(set(schema_keys(schema)) - words - {"$schema"}) == []


def test_every_key_of_an_event_is_documented() -> None:
    """What an event may carry whatever its type is told in docs/logs.md."""
    words = set(re.findall(r"`(\w+)`", (DOCS / "logs.md").read_text(encoding="utf-8")))
    assert sorted(set(ENVELOPE) - words - {"note", "recorded_at"}) == []


def test_every_document_can_be_found() -> None:
    """A page that no other page links to is never read."""
    linked = {
        (path.parent / link).resolve()
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in link
    }
    assert [name_of(path) for path in DOCS.rglob("*.md") if path.resolve() not in linked] == []
