"""Lines of findings straight from verdicts are those of the report: for random packs that say random things, and for the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from afterword.benchmarks.candidates import moment_after, write_log
from afterword.engine.evaluator import Evaluator
from afterword.engine.language.rule import Pack, PackSource, Parameter, Ref, Rule, Severity, Slot, Step, Template
from afterword.engine.log.model import Log, Record
from afterword.engine.log.quick_log import QuickReader
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.text import read_path
from afterword.engine.report.finding_writer import FindingWriter
from afterword.engine.run.model import Fact, Item
from afterword.engine.spans import NOWHERE, Source
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.engine.vocabulary import Entity, Field, FieldType, Kind
from afterword.tests.oracle.runs import Run, random_run
from afterword.tests.oracle.strategies import profile, runs
from afterword.tests.oracle.test_default_pack import EXAMPLES, candidates, evaluator, open_whole
from afterword.tests.pack import shipped
from afterword.tests.pack.test_examples import read
from afterword.tests.report.lines import lines_at_once, lines_by_report

# ------------------------------------------------------------------------------------------------------------ random packs

FIELDS = ("app", "person", "people", "how", "number", "price", "good", "words", "points", "until", "on_day", "other", "note")
OUTCOMES = ("since", "due", "opens", "left", "late_by", "fields", "count", "within", "nobody")
PARTS = (*FIELDS, *("app", "person") * 4, "id", "type", "at", "nothing")
MORE = ("employer", "employer", "name", "role", "app", "id", "nothing")


def random_slot(dice: Random, aliases: tuple[str, ...]) -> Slot:
    """A place for a field of an alias, of what that names, or for how the case stands."""
    path = (dice.choice(OUTCOMES),)
    if dice.random() < 0.7:
        path = (
            dice.choice((*aliases, "event")),
            *dice.choice(((), (dice.choice(PARTS),), (dice.choice(PARTS), dice.choice(MORE)), ("person", "app", "employer"))),
        )
    return Slot(path, dice.choice((None, "", "somebody", "yes")), dice.choice(("", "", "day", "time")), NOWHERE)


def random_template(dice: Random, aliases: tuple[str, ...]) -> Template:
    """Places, with words between them or not."""
    return tuple(
        random_slot(dice, aliases) if dice.random() < 0.7 else dice.choice((" and ", ', "so":\n', "é🙂")) for _ in range(dice.randrange(12))
    )


def speak(dice: Random, rule: Rule, number: int) -> Rule:
    """The rule with messages, and with whatever else goes into a finding."""
    aliases = tuple(binding.alias for binding in rule.bindings) or ("x",)
    refs = [Ref(dice.choice((*aliases, "event")), dice.choice((None, *PARTS)), NOWHERE) for _ in range(3)]
    return replace(
        rule,
        title=f"Rule {number}",
        step=dice.choice((None, 1, 2)),
        sources=tuple(dice.sample(("S1", "S2"), dice.randrange(3))),
        outside=dice.random() < 0.3,
        severity=dice.choice(tuple(Severity)),
        why=dice.choice(("", "Because.")),
        topics={State.OPEN: "open"},
        say={state: random_template(dice, aliases) for state in FINDING_STATES if dice.random() < 0.95},
        about=dict(zip(dice.sample(("person", "application", "event", "kind"), dice.randrange(3)), refs, strict=False)),
    )


def random_entities(dice: Random, entities: dict[str, Entity]) -> dict[str, Entity]:
    """The kinds of entity with or without labels and owners."""
    app = {"app": Field("app", FieldType(Kind.ENTITY, entity="application"))}
    person, application = entities["person"], entities["application"]
    return {
        "application": application._replace(label=dice.choice((None, "employer"))),
        "person": person._replace(label=dice.choice((None, "name", "role")), belongs_to="application", fields={**person.fields, **app}),
    }


def speaking_run(dice: Random, run: Run) -> tuple[Pack, Log]:
    """The pack of a run as one that speaks, and its log with records that say more."""
    vocabulary = run.pack.vocabulary._replace(entities=random_entities(dice, dict(run.pack.vocabulary.entities)))
    pack = replace(
        run.pack,
        vocabulary=vocabulary,
        rules=tuple(speak(dice, rule, number) for number, rule in enumerate(run.pack.rules)),
        parameters={"within": Parameter("within", Duration(elapsed=HOUR, text="1 hour")), "due": Parameter("due", value=True)},
        sources={name: PackSource(name, "guide", f'"{name}"') for name in ("S1", "S2")},
        steps=(Step(1, "First"), Step(2, "Second")),
    )
    records = {
        kind: {
            name: Record(kind, name, {**record.fields, **({"app": "app1", "employer": "Ann\n Lee"} if dice.random() < 0.5 else {})})
            for name, record in known.items()
        }
        for kind, known in run.log.records.items()
    }
    return pack, replace(run.log, records=records, candidate=dice.choice((None, "Jane")))


def lines_both_ways(run: Run) -> Iterator[tuple[list[str], list[str]]]:
    """Lines of a run straight from verdicts, and by way of the report, said in a few ways; verdicts in their order, and turned round."""
    found = run.verdicts("native")
    for seed in range(4):
        pack, log = speaking_run(Random(f"{seed} {run.as_of} {len(found)}"), run)
        rules = {rule.id: rule for rule in pack.rules}
        verdicts = [verdict._replace(rule=rules[verdict.rule.id]) for verdict in found]
        writer = FindingWriter(pack)
        for told in (verdicts, verdicts[::-1]):
            yield lines_at_once(writer, log, told, run.as_of, log.records), lines_by_report(pack, log, told, run.as_of, log.records)


@profile(400)
@given(runs)
def test_random_run(run: Run) -> None:
    """Both ways give the same bytes."""
    for at_once, by_report in lines_both_ways(run):
        assert at_once == by_report


def test_random_runs_are_varied() -> None:
    """What is thrown is not all trivial: findings in every state, about every kind of thing, with messages that say something."""
    lines = [json.loads(line) for number in range(200) for told, _ in lines_both_ways(random_run(Random(number))) for line in told]
    assert {line["state"] for line in lines} == {state.value for state in FINDING_STATES}
    for part in ("Ann Lee", "1 hour", "Oct", "somebody", " h", "app1"):
        assert any(part in line["message"] for line in lines), part
    assert all(any(line["about"].get(kind) for line in lines) for kind in ("application", "person", "event", "kind"))
    bound = {
        type(one) for number in range(100) for verdict in random_run(Random(number)).verdicts("native") for one in verdict.bound.values()
    }
    assert {Fact, Item, Record} <= bound


# ----------------------------------------------------------------------------------------------------------- shipped packs


@cache
def writer(name: str) -> FindingWriter:
    """The writer for a pack, the same for all logs, as in a batch."""
    return FindingWriter(evaluator(name, "native").pack)


def check(log: Log, as_of: int, found_by: Evaluator, one: FindingWriter) -> int:
    """Fail where both ways differ; how many lines there are."""
    found = found_by.findings(log, as_of)
    lines = lines_at_once(one, log, found.verdicts, as_of, found.scene.records)
    assert lines == lines_by_report(found_by.pack, log, found_by.verdicts(log, as_of), as_of, found.scene.records)
    return len(lines)


@pytest.mark.parametrize(("path", "name"), EXAMPLES, ids=lambda one: Path(one).stem)
def test_example_logs(path: Path, name: str) -> None:
    """The logs of the examples, asked after each of their events."""
    source = read_path(str(path)).value
    assert source is not None
    (document,) = parse_documents(source).value or ()
    log = read_log(document, open_whole(name).vocabulary).value
    assert log is not None
    assert sum([check(log, event.when.hi + HOUR, evaluator(name, "native"), writer(name)) for event in log.events])


def test_examples_of_rules() -> None:
    """The examples of all rules of the default pack."""
    one = FindingWriter(shipped.pack())
    assert sum([check(*read(example), shipped.evaluator("native"), one) for example in shipped.examples()]) > 100


@profile(60)
@given(candidates)
def test_random_candidate(candidate: tuple[Log, int]) -> None:
    """Random logs in the words of the default pack."""
    check(*candidate, evaluator("after-interview", "native"), writer("after-interview"))


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC"])
def test_candidates_of_benchmarks(zone: str) -> None:
    """Long and short logs, with days and local times in several zones, asked now and then, at clock changes too."""
    pack = open_whole("after-interview")
    reader = QuickReader(pack.vocabulary, pack.known_rules)
    lines = 0
    for seed, size in enumerate((5, 20, 20, 60)):
        entry = {**write_log(size, seed), "timezone": zone}
        log = reader.read(json.dumps(entry).encode(), Source("logs.jsonl", ""), seed)
        assert log is not None
        last = moment_after(entry)
        change = last.replace(month=3, day=10, hour=7, tzinfo=ZoneInfo("UTC"))
        for asked in (last, change, last.replace(year=last.year + 1)):
            lines += check(log, int(asked.timestamp()) * 1_000_000, evaluator("after-interview", "native"), writer("after-interview"))
    assert lines > 50
