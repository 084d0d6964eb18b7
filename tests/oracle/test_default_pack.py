"""The executors say what the oracle says about the shipped packs too: on example logs, and on random logs of the first one's words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.find_pack import SHIPPED
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Event, Log, Record, Value
from afterword.engine.log.normalise import normalise
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.text import read_path
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR
from afterword.engine.vocabulary import EventType, Field, Kind, Vocabulary
from afterword.tests.oracle.describe import describe
from afterword.tests.oracle.oracle import canonical, find_verdicts
from afterword.tests.oracle.random_logs import EVENT_IDS, WORDS, random_as_of, random_day, random_interval
from afterword.tests.oracle.runs import EXECUTORS
from afterword.tests.oracle.strategies import profile

ROOT = SHIPPED.parent
COACHING = str(ROOT / "examples" / "packs" / "my-coaching.yaml")
EXAMPLES = [
    *((path, "after-interview") for path in sorted((ROOT / "examples").glob("*.yaml"))),
    (ROOT / "examples" / "jane.yaml", COACHING),
    *((path, "release-checklist") for path in sorted((ROOT / "examples" / "release").glob("*.yaml"))),
]
"""Logs, each with the pack that it is checked by."""
ZONE = "Europe/London"


@cache
def open_whole(name: str) -> Pack:
    """A pack by its name or path."""
    opened = open_pack(name, {}).value
    assert opened is not None
    return opened.pack


def default_pack() -> Pack:
    """The pack that is taken where none is named."""
    return open_whole("after-interview")


@cache
def evaluator(name: str, engine: str) -> Evaluator:
    """A pack, ready to run."""
    compiled = compile_for_evaluation(open_whole(name)).value
    assert compiled is not None
    return Evaluator(compiled, engine)


def check_agreement(log: Log, as_of: int, name: str = "after-interview") -> None:
    """Fail with all verdicts that the oracle and an executor do not share."""
    pack = open_whole(name)
    wanted = list(map(canonical, find_verdicts(pack, log, normalise(log, pack.vocabulary, as_of), as_of)))
    for engine in EXECUTORS:
        found = list(map(canonical, evaluator(name, engine).verdicts(log, as_of)))
        if sorted(map(repr, found)) != sorted(map(repr, wanted)):
            lines = [f"only {engine}: {describe(one)}" for one in found if one not in wanted]
            lines += [f"only the oracle: {describe(one)}" for one in wanted if one not in found]
            pytest.fail("\n".join([*lines, *map(describe, log.events)]), pytrace=False)


@pytest.mark.parametrize(("path", "name"), EXAMPLES, ids=lambda one: Path(one).stem)
def test_example(path: Path, name: str) -> None:
    """All agree on an example log, asked after each of its events."""
    source = read_path(str(path)).value
    assert source is not None
    (document,) = parse_documents(source).value or ()
    log = read_log(document, open_whole(name).vocabulary).value
    assert log is not None
    for event in log.events:
        check_agreement(log, event.when.hi + HOUR, name)


def pool(vocabulary: Vocabulary, entity: str) -> tuple[str, ...]:
    """The ids of some entities of a kind."""
    return tuple(f"{vocabulary.entities[entity].key}-{number}" for number in range(2))


def random_value(dice: Random, field: Field, vocabulary: Vocabulary) -> Value:  # noqa: PLR0911  (a line for each kind)
    """Some value for a field, the same few again and again."""
    if field.type.many:
        one = Field(field.name, field.type._replace(many=False))
        return tuple(str(random_value(dice, one, vocabulary)) for _ in range(dice.randrange(3)))
    match field.type.kind:
        case Kind.ENTITY:
            return dice.choice(pool(vocabulary, field.type.entity or ""))
        case Kind.ENUM:
            return dice.choice(field.type.choices)
        case Kind.INTEGER:
            return dice.choice((1, 1, 2))
        case Kind.BOOLEAN:
            return dice.random() < 0.5
        case Kind.DATE:
            return random_day(dice, ZONE)
        case Kind.TIME:
            return random_interval(dice, ZONE)[0]
        case Kind.EVENT:
            return dice.choice(EVENT_IDS)
        case _:
            return dice.choice(WORDS)


def random_event(dice: Random, number: int, kind: EventType, vocabulary: Vocabulary) -> Event:
    """An event of a type; what the type requires is given, other fields now and then."""
    when, is_day = random_interval(dice, ZONE)
    given = [field for field in kind.fields.values() if field.required or dice.random() < 0.4]
    fields = {field.name: random_value(dice, field, vocabulary) for field in given}
    return Event(EVENT_IDS[number] if number < len(EVENT_IDS) else f"e{number}", kind.name, when, is_day, ZONE, number, fields)


def random_candidate(dice: Random) -> Log:
    """A log of some of the pack's event types, interviews among them more often than not."""
    vocabulary = default_pack().vocabulary
    kinds = (*dice.sample(sorted(vocabulary.events), 7), "interview_completed", "thank_you_sent", "follow_up_sent")
    events = tuple(random_event(dice, number, vocabulary.events[dice.choice(kinds)], vocabulary) for number in range(dice.randrange(4, 13)))
    records = {
        entity.name: {
            name: Record(
                entity.name,
                name,
                {field.name: random_value(dice, field, vocabulary) for field in entity.fields.values() if dice.random() < 0.7},
            )
            for name in pool(vocabulary, entity.name)
        }
        for entity in vocabulary.entities.values()
    }
    return Log(Source("random", ""), None, ZONE, frozenset(), records, events)


candidates = st.randoms(use_true_random=True).map(lambda dice: (random_candidate(dice), random_as_of(dice)))


@profile(60)
@given(candidates)
def test_random_candidate(candidate: tuple[Log, int]) -> None:
    """All agree on a random log of the pack's words."""
    check_agreement(*candidate)
