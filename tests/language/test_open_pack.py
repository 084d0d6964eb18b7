"""Packs opened whole."""

from __future__ import annotations

from afterword.engine.language.open_pack import open_pack


def test_rules_that_are_switched_off_are_there_too() -> None:
    """What is switched off is no part of the pack, but can still be shown."""
    opened = open_pack("after-interview", {"outside_rules": "false"}).value
    assert opened is not None
    running = [one.rule for one in opened.rules if one.enabled]
    assert tuple(running) == opened.pack.rules
    assert {one.rule.id for one in opened.rules if one.rule.outside} & {rule.id for rule in running} == set()
    assert any(one.rule.outside for one in opened.rules)


def test_mistakes_are_told_in_place_of_a_pack() -> None:
    """A pack with mistakes is not opened, wherever they stand."""
    assert [one.code for one in open_pack("after-intervew", {}).diagnostics] == ["unknown-pack"]
    assert [one.code for one in open_pack("after-interview", {"outsde": "x"}).diagnostics] == ["unknown-parameter"]
