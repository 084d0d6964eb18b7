"""What a rule looks for in words: events, facts, records and members of lists, with what must be so of them."""

from __future__ import annotations

from typing import assert_never

from afterword.engine.handbook.describe_test import describe_tests
from afterword.engine.handbook.describe_value import describe_ref
from afterword.engine.handbook.prose import Phrase, say, say_list
from afterword.engine.handbook.wording import Wording, article_of, spell
from afterword.engine.language.patterns import Binding, EventSource, FactSource, ItemSource, Pattern, PatternSource, Pick, RecordSource

ONE, SOME = "one", "some"
"""Determiners that become `a`, `an` or `any`, as the word wants it. A fact is `the fact` for the first, and `a fact` for the other.

All other determiners (`each`, `no`, `the next`) stand as they are.
"""


def describe_pattern(pattern: Pattern, wording: Wording, determiner: str = ONE) -> Phrase:
    """`a thank-you letter for the same interview, to the person`."""
    return _with_tests(pattern, wording, _noun(pattern.source, wording, determiner))


def describe_alternatives(patterns: tuple[Pattern, ...], wording: Wording, determiner: str = ONE, last: str = "or") -> Phrase:
    """`a rejection for the same application or an offer for the same application`."""
    return say_list([describe_pattern(pattern, wording, determiner) for pattern in patterns], last)


def describe_binding(binding: Binding, wording: Wording) -> Phrase:
    """`each interview that is over`, `for each application, the last answer`: what a case begins with, and how it is called further on."""
    pattern = binding.pattern
    determiner = "each" if pattern.pick is Pick.ALL else f"the {pattern.pick.value}"
    if isinstance(pattern.source, ItemSource):
        return say(f"each {spell(binding.alias)} among ", describe_ref(pattern.source.ref, wording))
    noun = _noun(pattern.source, wording, determiner)
    called = "" if binding.alias in wording.known else f" (“{wording.alias(binding.alias)}”)"
    described = _with_tests(pattern, wording, say(noun, called))
    if not pattern.per:
        return described
    per = say_list([say(wording.field(pattern.source, name)) for name in pattern.per])
    return say("for each ", per, ", ", described)


def _with_tests(pattern: Pattern, wording: Wording, noun: Phrase) -> Phrase:
    said = noun
    for place, test in enumerate(describe_tests(pattern.where, pattern.source, wording)):
        several = isinstance(pattern.source, EventSource) and len(pattern.source.types) > 1
        said = say(said, ", " if place else ", in each case " if several else " ", test)
    return said


def _noun(source: PatternSource, wording: Wording, determiner: str) -> Phrase:
    match source:
        case EventSource(()):
            return say("any event" if determiner in {ONE, SOME} else f"{determiner} event")
        case EventSource(types):
            named = [wording.event(name) for name in types]
            if determiner in {ONE, SOME}:
                return say_list([say(article, " ", noun) for article, noun in named], "or")
            nouns = [say("event ", noun) if noun.quoted else say(noun) for _, noun in named]
            return say(determiner, " ", say_list(nouns, "or"))
        case FactSource(name):
            return say({ONE: "the", SOME: "a"}.get(determiner, determiner), " ", wording.fact(name))
        case RecordSource(entity):
            noun = wording.entity(entity)
            return say(article_of(noun.text) if determiner in {ONE, SOME} else determiner, " ", noun, " in the log")
        case ItemSource():
            return say("a member of " if determiner in {ONE, SOME} else f"{determiner} member of ", describe_ref(source.ref, wording))
        case _:
            assert_never(source)
