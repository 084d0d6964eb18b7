"""Packs that other distributions bring along are found by their names, and nothing of those is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from afterword.engine.language.find_pack import find_pack, known_packs, list_files
from afterword.tests.language.installed import install, write_files

PACK = 'pack: {id: acme, version: "1", title: Acme}\nrules: []\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python searches, with a package whose code must never run."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "site"
    write_files(place / "acme_rules", pack=PACK, words="vocabulary: {}\n")
    write_files(place / "acme_rules" / "sub" / "deep", pack=PACK)
    for folder in (place / "acme_rules", place / "acme_rules" / "sub"):
        (folder / "__init__.py").write_text("raise SystemExit('this must not run')\n", encoding="utf-8")
    (place / "acme_rules" / "module.py").write_text("", encoding="utf-8")
    (place / "lone_acme.py").write_text("raise SystemExit('this must not run')\n", encoding="utf-8")
    write_files(place / "beside", pack=PACK)
    monkeypatch.syspath_prepend(str(place))
    return place


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ("acme_rules", ["pack.yaml", "words.yaml"]),
        ("acme_rules.module", ["pack.yaml", "words.yaml"]),
        ("acme_rules.sub:deep", ["pack.yaml"]),
        ("acme_rules:sub.deep", ["pack.yaml"]),
        ("acme_rules.sub.deep", ["pack.yaml"]),
        ("lone_acme:beside", ["pack.yaml"]),
    ],
)
def test_an_installed_pack_is_found(place: Path, value: str, files: list[str]) -> None:
    """Whatever the entry point names, package, module or folder; under names that are the same on every machine."""
    install(place, "acme-rules", f"acme = {value}")
    assert [file.name for file in list_files("acme")] == files
    assert [source.name for source in find_pack("acme").value or ()] == [f"acme/{name}" for name in files]
    assert not {"acme_rules", "lone_acme"} & set(sys.modules)


def test_installed_packs_are_proposed(place: Path) -> None:
    """A misspelt name is mended with the names of installed packs too."""
    install(place, "acme-rules", "acme-hiring = acme_rules")
    assert "acme-hiring" in known_packs()
    [mistake] = find_pack("acme-hirin").diagnostics
    assert (mistake.code, mistake.hint) == ("unknown-pack", "did you mean `acme-hiring`?")


def test_a_path_goes_before_an_installed_pack(place: Path) -> None:
    """What is there under a name is meant by it."""
    install(place, "acme-rules", "acme = acme_rules")
    write_files(Path("acme"), own=PACK)
    assert [file.name for file in list_files("acme")] == ["own.yaml"]


@pytest.mark.parametrize("value", ["no_such_package", "acme_rules:nowhere", "acme_rules.sub", "9:x"])
def test_an_installed_pack_may_be_empty(place: Path, value: str) -> None:
    """An entry point that leads to no files is a mistake of the distribution, which is named."""
    install(place, "acme-rules", f"acme = {value}")
    [mistake] = find_pack("acme").diagnostics
    assert (mistake.code, mistake.message) == ("empty-pack", "the installed pack `acme` holds no rules")
    assert mistake.hint == f"`acme-rules` says that it is in `{value}`"


def test_two_distributions_may_be_at_odds(place: Path) -> None:
    """Which of two packs of one name is meant, nobody can know; that they bring the same one is no harm."""
    install(place, "acme-rules", "acme = acme_rules")
    install(place, "acme-more", "acme = acme_rules")
    assert list_files("acme")
    install(place, "acme-other", "acme = acme_rules:sub.deep")
    [mistake] = find_pack("acme").diagnostics
    assert mistake.code == "ambiguous-pack"
    assert "`acme-more` and `acme-other` bring one each" in mistake.message
