"""Where machine code is kept: a folder for just these modules, and none where nothing may be kept."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import pytest
from numba import config

from afterword.engine.kernel import kept_folder as room
from afterword.engine.kernel.keep_compiled import compiled, keep_compiled


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("AFTERWORD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only module of a room of its own."""
    path = tmp_path / "room" / "one.py"
    path.parent.mkdir()
    path.write_text("A = 1", encoding="utf-8")
    monkeypatch.setattr(room, "_ROOM", path.parent)
    monkeypatch.setattr(room, "_BESIDE", ())
    return path


def test_one_folder_for_the_same_modules(cache: Path) -> None:
    """Asked again, it is the same, and private; the modules that constants come from are there."""
    folder = room.kept_folder()
    assert folder is not None
    assert folder == room.kept_folder()
    assert folder.is_relative_to(cache)
    assert folder.stat().st_mode & 0o077 == 0
    assert all((room._ROOM.parent / name).is_file() for name in room._BESIDE)


def test_another_for_others(cache: Path, module: Path) -> None:
    """Each version of a module has a folder, of which the last few are left."""
    folders = []
    for number in range(7):
        module.write_text("A = 1" + "0" * number, encoding="utf-8")
        folders.append(room.kept_folder())
    assert len(set(folders)) == 7
    assert {*(cache / "compiled").iterdir()} == {*folders[-4:]}


def test_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache folder nothing is kept, and what is called is compiled all the same."""
    monkeypatch.setenv("AFTERWORD_CACHE", "")
    assert room.kept_folder() is None
    assert not room.is_compiled()
    assert keep_compiled(_double)(4) == 8


def test_folder_of_others(cache: Path) -> None:
    """A folder that others may write to is not used; nor is one that cannot be made."""
    cache.mkdir()
    cache.chmod(0o777)
    assert room.kept_folder() is None
    rmtree(cache)
    cache.write_text("a file", encoding="utf-8")
    assert room.kept_folder() is None


@pytest.mark.usefixtures("cache")
def test_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something is kept when a function is called, but where nothing is compiled; numba's own folder is left as it was."""
    before = config.CACHE_DIR
    assert not room.is_compiled()
    assert keep_compiled(_double)(4) == 8
    assert before == config.CACHE_DIR
    assert room.is_compiled() != config.DISABLE_JIT
    monkeypatch.setattr(config, "DISABLE_JIT", 0)
    kept = keep_compiled(_double)
    assert before == config.CACHE_DIR
    assert kept(5) == compiled(_double)(5) == 10
    assert room.is_compiled()


def _double(value: int) -> int:
    return 2 * value
