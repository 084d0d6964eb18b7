"""Rules read as plain English, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.handbook.describe_rule import describe_rule
from afterword.engine.handbook.describe_value import describe_duration
from afterword.engine.handbook.prose import Sort, mentions, plain_text
from afterword.engine.language.patterns import (
    Combine,
    Direction,
    EventSource,
    FactSource,
    ItemSource,
    Pick,
    Quantifier,
    RecordSource,
)
from afterword.engine.language.rule import Op, Pack, Rule, RuleKind, Severity
from afterword.engine.times.durations import parse_duration
from afterword.engine.times.model import Duration
from afterword.tests.handbook.packs import DESCRIBED, default_pack, describe_all, every_word
from afterword.tests.oracle.random_rules import random_pack
from afterword.tests.oracle.strategies import profile

JARGON = re.compile(r"\$|\b\w+_\w+\b|\bNone\b|\bTrue\b|\bFalse\b|  | [,.:]|,,|\.\.|:\.")


def test_every_word_of_the_language_reads_as_written_down() -> None:
    """What each word becomes stands in `every-word.txt`; a change there is to be read by somebody."""
    assert DESCRIBED.read_text(encoding="utf-8") == describe_all(), "run `python -m afterword.tests.handbook.packs` and read the difference"


def parts(value: object) -> Iterator[object]:
    """A model object and everything inside it."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from parts(one)


@pytest.mark.parametrize("words", [Op, Direction, Combine, Quantifier, Pick, RuleKind, Severity])
def test_every_word_is_among_them(words: type[Enum]) -> None:
    """The pack of every word leaves none out."""
    found = {part for rule in every_word().pack.rules for part in parts(rule) if isinstance(part, words)}
    assert found == set(words)


@pytest.mark.parametrize("source", [EventSource, FactSource, RecordSource, ItemSource])
def test_every_source_is_among_them(source: type) -> None:
    """Events, facts, records and members of lists are all looked for."""
    assert any(isinstance(part, source) for rule in every_word().pack.rules for part in parts(rule))


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks: values of the pack may be anything."""
    return re.sub("“[^”]*”", "it", text)


@pytest.mark.parametrize("rule", default_pack().pack.rules, ids=lambda rule: rule.id)
def test_the_default_pack_reads_without_jargon(rule: Rule) -> None:
    """No sign of YAML or Python in the prose, each sentence with its capital and its end."""
    text = plain_text(describe_rule(rule, default_pack().pack))
    assert not JARGON.search(unquoted(text)), text
    for line in text.splitlines():
        assert re.fullmatch(r"- .*[^.:,]|[A-Z“].*[.:]", line), line


def test_no_two_rules_of_the_default_pack_read_alike() -> None:
    """What two rules have different in YAML is different in words."""
    pack = default_pack().pack
    described = [plain_text(describe_rule(rule, pack)) for rule in pack.rules]
    assert len(set(described)) == len(described)


def test_events_of_the_default_pack_are_called_apart() -> None:
    """No two types of event are called alike, and each of them has a name that fits into a sentence."""
    called = [event.called for event in default_pack().pack.vocabulary.events.values()]
    assert all(called)
    assert len(set(called)) == len(called)


@profile(150)
@given(st.randoms(use_true_random=True))
def test_any_rule_can_be_described(dice: Random) -> None:
    """Random rules of every construct are told in whole sentences, the same each time."""
    pack = random_pack(dice)
    for rule in pack.rules:
        text = plain_text(describe_rule(rule, pack))
        assert not JARGON.search(unquoted(text)), text
        assert text == plain_text(describe_rule(rule, pack))


def of(name: str, pack: Pack | None = None) -> str:
    """The description of a rule."""
    where = pack or default_pack().pack
    return plain_text(describe_rule(next(rule for rule in where.rules if rule.id == name), where))


def test_the_letter() -> None:
    """The rule that the guide is best known for reads as a coach would say it."""
    assert of("thank-you-letter") == (
        "For each interview that is over, and for each person among the interview's “interviewers”:\n"
        "Within 24 hours after the interview, there must be one of these:\n"
        "- a thank-you message for that interview, to the person, whose “channel” is email, post or by hand\n"
        "- a thank-you message for that interview, whose list “cc” contains the person, whose “channel” is email, post or by hand\n"
        "Not done by then, it is overdue; done later, it is late (a warning).\n"
        "Unless it is done in time, it ends when one of these comes after the interview:\n"
        "- the fact “decided” for the same application\n"
        "- the fact “next round” for that interview\n"
        "- any event later than 28 days after the interview"
    )


def test_mentions_name_the_words_of_the_pack() -> None:
    """A page can link what a description speaks of."""
    pack = default_pack().pack
    rule = next(rule for rule in pack.rules if rule.id == "thank-you-letter")
    found = mentions(describe_rule(rule, pack))
    assert [(one.sort, one.name) for one in found if one.sort is not Sort.FIELD] == [
        (Sort.EVENT, "interview_completed"),
        (Sort.EVENT, "thank_you_sent"),
        (Sort.ENTITY, "interview"),
        (Sort.FACT, "decided"),
        (Sort.ENTITY, "application"),
        (Sort.FACT, "next_round"),
    ]
    assert "interview_completed.interviewers" in {one.name for one in found}


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("1 day", "1 day"),
        ("14d", "14 days"),
        ("2 w", "2 weeks"),
        ("1bd", "1 business day"),
        ("24 HOURS", "24 hours"),
        ("90 minutes", "90 minutes"),
        ("60m", "60 minutes"),
        ("1 s", "1 second"),
        ("0 h", "0 hours"),
    ],
)
def test_lengths_of_time_keep_their_unit(duration: str, words: str) -> None:
    """24 hours are not a day; short forms are written out."""
    parsed = parse_duration(duration)
    assert parsed is not None
    assert describe_duration(parsed) == words


def test_lengths_of_time_that_nobody_wrote() -> None:
    """The largest unit that fits is taken."""
    assert [describe_duration(Duration(elapsed=number)) for number in (7_200_000_000, 5_400_000_000, 90_000_000)] == [
        "2 hours",
        "90 minutes",
        "90 seconds",
    ]
