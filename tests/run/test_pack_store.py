"""Compiled packs between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.pack_store import cache_folder, find_kept, fingerprint, keep


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, not made yet."""
    monkeypatch.setenv("AFTERWORD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_kept_is_found(folder: Path) -> None:
    """Under its key, and under no other; the folder is this user's alone."""
    keep("one", {"a": 1})
    assert find_kept("one") == {"a": 1}
    assert find_kept("two") is None
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\x80\x04", b"no pickle", b"\x80\x04}."])
def test_a_broken_file_is_as_good_as_none(folder: Path, content: bytes) -> None:
    """A file that cannot be read back, or holds something else, is passed over, and written anew."""
    keep("one", 1)
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert find_kept("one") is None
    keep("one", 2)
    assert find_kept("one") == 2


def test_files_that_others_may_write_to_are_not_read(folder: Path) -> None:
    """A pickle runs code: only what nobody else can have written is loaded."""
    keep("one", 1)
    (file,) = folder.iterdir()
    file.chmod(0o622)
    assert find_kept("one") is None
    folder.chmod(0o777)
    keep("two", 2)
    assert find_kept("two") is None


def test_only_so_many_are_kept(folder: Path) -> None:
    """Old ones make room."""
    for number in range(40):
        keep(f"key {number}", number)
    assert len(list(folder.iterdir())) == 32
    assert find_kept("key 39") == 39


def test_there_may_be_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache, or with one that cannot be made, nothing is kept and nothing fails."""
    monkeypatch.setenv("AFTERWORD_CACHE", "")
    keep("one", 1)
    assert find_kept("one") is None
    monkeypatch.delenv("AFTERWORD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "afterword"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    assert cache_folder() is None
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AFTERWORD_CACHE", str(tmp_path / "file"))
    keep("one", 1)
    assert find_kept("one") is None


def test_the_key_changes_with_files_and_settings(tmp_path: Path) -> None:
    """A file that is touched, and a setting that is changed, make another key."""
    file = tmp_path / "pack.yaml"
    file.write_text("rules: []")
    before = fingerprint([file], {})
    assert fingerprint([file], {}) == before
    assert fingerprint([file], {"grace": "1 day"}) != before
    file.write_text("rules: [ ]")
    assert fingerprint([file], {}) != before
