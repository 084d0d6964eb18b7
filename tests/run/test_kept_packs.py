"""A compiled pack is kept until one of its files changes, or one of the files of a pack that it builds on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from afterword.engine.evaluator import load_evaluator
from afterword.engine.language import open_pack
from afterword.tests.language.extending import BASE, head, write
from afterword.tests.language.installed import install, write_files


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in a folder with a pack to build on, and note the names of the packs that are compiled."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFTERWORD_CACHE", str(tmp_path / "cache"))
    write(base=BASE)
    names: list[str] = []
    opens = open_pack.open_pack

    def note(name: str, settings: dict[str, str]) -> object:
        names.append(name)
        return opens(name, settings)

    monkeypatch.setattr(open_pack, "open_pack", note)
    return names


def title(name: str) -> str:
    """The title of the rule `write` in a pack."""
    outcome = load_evaluator(name, {})
    assert outcome.value is not None, outcome.diagnostics
    return next(rule.title for rule in outcome.value.pack.rules if rule.id == "write")


def test_a_change_of_a_base_is_seen(compiled: list[str]) -> None:
    """Whether a file of a base changes, is added, or goes, at whatever depth."""
    Path("words").mkdir()
    write_files(Path("words"), a="topics: {x: X}\n")
    write(middle=head("[base.yaml, words]", "middle"), top=head("middle.yaml", "top"))
    assert [title("top.yaml"), title("top.yaml")] == ["Write", "Write"]
    assert compiled == ["top.yaml"]
    write(base=BASE.replace("title: Write", "title: Written"))
    assert [title("top.yaml"), title("top.yaml")] == ["Written", "Written"]
    write_files(Path("words"), b="topics: {y: Y}\n")
    assert title("top.yaml") == "Written"
    Path("words", "b.yaml").unlink()
    assert title("top.yaml") == "Written"
    write(top=head("base.yaml", "top"))
    assert title("top.yaml") == "Written"
    assert len(compiled) == 5


def test_a_base_that_goes_is_missed(compiled: list[str]) -> None:
    """What was kept does not hide that a pack can no longer be read."""
    write(top=head("base.yaml", "top"))
    assert title("top.yaml") == "Write"
    Path("base.yaml").unlink()
    assert [one.code for one in load_evaluator("top.yaml", {}).diagnostics] == ["file-not-found"]
    assert compiled == ["top.yaml", "top.yaml"]


def test_installed_packs_are_kept_too(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed pack is compiled anew when another version of it is installed, under itself and under what builds on it."""
    site = Path("site").absolute()
    write_files(site / "acme_rules", pack=BASE)
    install(site, "acme-rules", "acme = acme_rules")
    monkeypatch.syspath_prepend(str(site))
    write(top=head("acme", "top"))
    assert [title(name) for name in ("acme", "top.yaml", "acme", "top.yaml")] == ["Write"] * 4
    assert compiled == ["acme", "top.yaml"]
    write_files(site / "acme_rules", pack=BASE.replace("title: Write", "title: Written"))
    assert [title(name) for name in ("acme", "top.yaml")] == ["Written"] * 2
    assert len(compiled) == 4


@pytest.mark.parametrize("name", ["after-interview", "base.yaml"])
def test_metadata_is_not_searched_for_what_is_here(compiled: list[str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To look through all installed distributions takes long: a shipped pack and a path do without."""
    monkeypatch.setitem(sys.modules, "afterword.engine.language.installed_packs", None)
    assert load_evaluator(name, {}).value is not None
    assert compiled == [name]
