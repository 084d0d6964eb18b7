"""Files of cases find the pack that they are for."""

from __future__ import annotations

from pathlib import Path

from afterword.engine.rule_tests.gather import gather_cases
from afterword.engine.rule_tests.run_rule_tests import run_rule_tests

NOTHING = "cases: [{name: nothing, moments: [{at: 2025-05-02, expect: []}]}]\n"


def gathered(packs: list[str], *paths: str) -> list[tuple[str, list[str]]]:
    """The packs, each with the names of its files of cases."""
    outcome = gather_cases(packs, paths)
    assert outcome.diagnostics == ()
    return [(one.pack, [Path(case.source.name).name for case in one.cases]) for one in outcome.value or ()]


def write(folder: Path, path: str, text: str = NOTHING) -> str:
    """Write a file, and give its path."""
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return path


def test_own_cases(folder: Path) -> None:
    """The folder `cases` of a pack is looked into, in the order of names; a pack that is one file has none."""
    write(folder, "moving/cases/later.yaml")
    write(folder, "moving/cases/readme.txt", "no cases")
    assert gathered(["moving"]) == [("moving", ["later.yaml", "move.yaml"])]
    assert gathered(["after-interview", "moving/words.yaml"]) == [("after-interview", []), ("moving/words.yaml", [])]


def test_named_cases(folder: Path) -> None:
    """A file or a folder of cases is for the pack that it names, as seen from the file, or else for the only one there is."""
    other = write(folder, "stories/other.yaml", f"pack: ../moving\n{NOTHING}")
    write(folder, "stories/shipped.yaml", f"pack: after-interview\n{NOTHING}")
    alone = write(folder, "alone.yaml")
    assert gathered([], "stories") == [("moving", ["move.yaml", "other.yaml"]), ("after-interview", ["shipped.yaml"])]
    assert gathered([], "moving/cases/move.yaml") == [("moving", ["move.yaml"])]
    assert gathered(["moving"], other, alone) == [("moving", ["move.yaml", "other.yaml", "alone.yaml"])]
    assert gathered(["moving", str(folder / "moving")], other, "moving/cases/move.yaml") == [("moving", ["move.yaml", "other.yaml"])]


def test_mistakes(folder: Path) -> None:
    """A folder without cases, a file that is not there or is no file of cases, a pack that is not there, or not named: all are told."""
    (folder / "empty").mkdir()
    alone = write(folder, "alone.yaml")
    lost = write(folder, "lost.yaml", f"pack: ../movin\n{NOTHING}")
    outcome = run_rule_tests(
        [], ["empty", "nowhere.yaml", alone, lost, "moving/rules.yaml", write(folder, "list.yaml", "- 1\n")], {}, "native"
    )
    assert [(one.span.source.name, one.code) for one in outcome.diagnostics] == [
        ("alone.yaml", "no-pack"),
        ("empty", "no-cases"),
        ("list.yaml", "no-pack"),
        ("list.yaml", "wrong-kind"),
        ("lost.yaml", "file-not-found"),
        ("moving/rules.yaml", "missing-key"),
        ("moving/rules.yaml", "no-pack"),
        ("moving/rules.yaml", "unknown-key"),
        ("nowhere.yaml", "file-not-found"),
    ]


def test_cases_in_place_of_a_pack(folder: Path) -> None:
    """Who names a file of cases as a pack is told how to name it; any other mistake in a pack is told as ever."""
    stories = write(folder, "stories/first.yaml")
    for name in (stories, "stories"):
        (mistake,) = run_rule_tests([name], [], {}, "native").diagnostics
        assert (mistake.code, mistake.hint) == ("no-pack", "name it with `--cases`")
    write(folder, "stories/first.yaml", "rules: 1\n")
    assert [one.code for one in run_rule_tests([stories], [], {}, "native").diagnostics] == ["no-pack", "wrong-kind"]
