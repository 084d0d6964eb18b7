"""A pack that has nothing to do with interviews: the engine knows no domain, so nothing is missing there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterword.engine.evaluator import durable_is_available, load_evaluator
from afterword.engine.language.find_pack import SHIPPED, shipped_packs
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import RuleKind
from afterword.engine.log.open_logs import open_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import Interval

ROOT = SHIPPED.parent
LOG = ROOT / "examples" / "release" / "bookshelf-2.4.yaml"
DOMAIN = re.compile(r"interview|thank.?you|employer|recruit|coach|rejection|(?:hire|hiring|job|offer)s?(?![a-z])", re.IGNORECASE)

ENGINES = ("native", "durable") if durable_is_available() else ("native",)


def judging() -> list[ReadRule]:
    """The rules of the pack that judge, those that are switched off too."""
    opened = open_pack("release-checklist", {}).value
    assert opened is not None
    return [one for one in opened.rules if one.rule.kind is not RuleKind.FACT]


def test_it_is_shipped() -> None:
    """Both packs are found by their names."""
    assert shipped_packs() == ("after-interview", "release-checklist")


def words_of(module: ast.Module) -> Iterator[str]:
    """All names and texts of a module, but for what it says of itself; which pack is taken where none is named is no word of a domain."""
    told = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told and node.value != "after-interview":
            yield node.value
        yield from (name for key in ("id", "name", "attr", "arg") if isinstance(name := getattr(node, key, None), str))


@pytest.mark.parametrize("path", sorted((ROOT / "engine").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_engine_knows_no_domain(path: Path) -> None:
    """No module of the engine speaks of what a pack is about, neither in its names nor in what it says to people."""
    assert [word for word in words_of(ast.parse(path.read_text(encoding="utf-8"))) if DOMAIN.search(word)] == []


@pytest.mark.parametrize("one", judging(), ids=lambda one: one.rule.id)
def test_rule_speaks(one: ReadRule) -> None:
    """A rule has a title, a step, sources and a reason; and a topic for whatever it says."""
    rule = one.rule
    assert all((rule.title, rule.step, rule.sources, rule.why, rule.say))
    assert set(rule.say) <= set(rule.topics)


@pytest.mark.parametrize("engine", ENGINES)
def test_its_log(engine: str) -> None:
    """The example of a log comes out as a person who knows releases would say."""
    evaluator = load_evaluator("release-checklist", {}, engine).value
    assert evaluator is not None
    logs = open_logs((str(LOG),), LogReader(evaluator.pack.vocabulary, evaluator.pack.known_rules))
    assert logs.value is not None, logs.diagnostics
    asked = parse_time("2025-09-19T16:00", logs.value[0].zone)
    assert isinstance(asked, Interval)
    report = evaluator.evaluate(logs.value[0], asked.hi)
    assert [(one.rule, one.level.value) for one in report.findings] == [
        ("sign-offs", "overdue"),
        ("keep-people-posted", "overdue"),
        ("ship-or-cancel", "warning"),
        ("two-reviewers", "warning"),
        ("green-tests", "warning"),
        ("rollback-plan-first", "warning"),
        ("no-deploy-before-days-off", "warning"),
        ("look-at-once", "warning"),
        ("announce", "advice"),
        ("review-the-release", "advice"),
        ("quiet-before-tag", "advice"),
        ("guide-the-upgrade", "advice"),
    ]
    assert not any("?" in finding.message.replace("tight?", "") for finding in report.findings)
