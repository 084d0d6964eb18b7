"""Packs are found by the name they are shipped under, or by a path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from afterword.engine.language.find_pack import find_pack, shipped_packs

TEXT = "rules: []\n"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def names(name_or_path: str) -> list[str]:
    """The names of the files that are found."""
    outcome = find_pack(name_or_path)
    assert outcome.value is not None, outcome.diagnostics
    return [source.name for source in outcome.value]


def codes(name_or_path: str) -> list[str]:
    """What is wrong with a name."""
    outcome = find_pack(name_or_path)
    assert outcome.value is None
    return [one.code for one in outcome.diagnostics]


def test_shipped() -> None:
    """A shipped pack has names that are the same on every machine."""
    assert shipped_packs() == ("after-interview", "release-checklist")
    found = names("after-interview")
    assert found == sorted(found)
    assert "after-interview/pack.yaml" in found


def test_folder_and_file() -> None:
    """A folder is read in the order of names, whatever else is in it; a file is read alone."""
    Path("mine").mkdir()
    for name in ("b.yml", "a.yaml", "c.json", ".hidden.yaml", "notes.txt"):
        Path("mine", name).write_text(TEXT, encoding="utf-8")
    Path("mine", "more.yaml").mkdir()
    assert names("mine") == [str(Path("mine", name)) for name in ("a.yaml", "b.yml", "c.json")]
    assert names("mine/notes.txt") == ["mine/notes.txt"]


def test_path_before_name() -> None:
    """A file that is called like a shipped pack is meant when it is there; a folder is not."""
    Path("after-interview").write_text(TEXT, encoding="utf-8")
    assert names("after-interview") == ["after-interview"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("after-intervew", "unknown-pack"),
        ("missing.yaml", "file-not-found"),
        ("no/such", "file-not-found"),
        ("a\0b", "unknown-pack"),
        ("x" * 9999, "unknown-pack"),
    ],
)
def test_not_found(name: str, code: str) -> None:
    """A name that is none says so, and a path that is missing as well."""
    assert codes(name) == [code]


def test_empty_folder() -> None:
    """A folder without files of a pack is no pack."""
    Path("empty").mkdir()
    outcome = find_pack("empty")
    (mistake,) = outcome.diagnostics
    assert (outcome.value, mistake.code) == (None, "empty-pack")
    assert ".yaml" in (mistake.hint or "")


def test_folder_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be looked into is like an empty one."""
    look = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError
        return look(folder)

    Path("closed").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", refuse)
        assert codes("./closed") == ["empty-pack"]


def test_files_that_cannot_be_read() -> None:
    """Every file of a folder that cannot be read is told."""
    Path("mine").mkdir()
    Path("mine", "a.yaml").write_text(TEXT, encoding="utf-8")
    Path("mine", "b.yaml").write_bytes(b"a: \xff\xfe\x01")
    Path("mine", "c.yaml").write_bytes(b"PK\x03\x04")
    assert len(codes("mine")) == 2
