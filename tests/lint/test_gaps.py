"""What lint says of gaps in messages is what happens: a question mark comes out where it warns, and nowhere else."""

from __future__ import annotations

import json
from collections import defaultdict
from random import Random

import pytest

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.load_pack import load_pack
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR
from afterword.tests.lint.packs import HEAD, lint

WORDS = """\
parameters: {grace: {value: 1 day}}
vocabulary:
  entities:
    person: {section: people, label: name, fields: {name: text}}
    place: {section: places, label: name, fields: {name: {type: text, required: true}}}
    thing: {section: things, fields: {}}
  events:
    met: {fields: {with: person, said: text, where: place, what: thing, until: time, tags: [text], people: [person]}}
    wrote: {fields: {said: {type: text, required: true}, way: text, to: {type: person, required: true}}}
    called: {}
rules:
  - id: meeting
    kind: fact
    for_each: {talk: {event: met, where: {with: {present: true}}}}
    conclude: {fact: meeting, who: $talk.with, said: $talk.said, until: {from: $talk.until, plus: 1 h}, word: x}
  - id: met-each
    kind: fact
    for_each: {talk: {event: met}, one: {item_of: $talk.people}}
    conclude: {fact: met_each, who: $one, talk: $talk.id, where: $talk.where}
  - id: met-again
    kind: fact
    for_each: {before: {fact: met_again}, talk: {event: met, where: {id: $before.talk, where: {present: true}}}}
    conclude: {fact: met_again, who: $before.who, talk: $talk.id, where: $talk.where}
  - id: met-at-all
    kind: fact
    for_each: {each: {fact: met_each, where: {where: {present: true}}}}
    conclude: {fact: met_again, who: $each.who, talk: $each.talk, where: $each.where}
"""
ALWAYS = ["due", "opens", "left", "since", "late_by", "fields", "count", "grace"]
TALK = [f"talk.{name}" for name in ("at", "id", "said", "with", "where", "where.name", "what", "until", "tags", "people")]
EVENT = ["event.at", "event.said", "event.way", "event.to", "event.to.id", "event.to.name"]
EACH = "for_each: {talk: {event: met}}, "
RULES = {
    "without end": ("must", EACH + "expect: {event: wrote}", [*TALK, *EVENT]),
    "within": ("must", EACH + "expect: {event: wrote, within: 1 day}", [*TALK, *EVENT]),
    "window": ("must", EACH + "expect: {event: wrote, after: 6 h, within: 1 day}", EVENT),
    "from a field": ("must", EACH + "expect: {event: wrote, within: 6 h, from: $talk.until}", ["talk.until", *EVENT]),
    "before a field": ("must", EACH + "expect: {event: wrote, before: $talk.until}", ["talk.until"]),
    "after a field": ("must", EACH + "expect: {event: wrote, after: $talk.until}", ["talk.until"]),
    "barrier": ("must", EACH + "expect: {event: wrote, within: 2 days, before_next: {event: called}}", EVENT),
    "recurring": ("must", EACH + "expect: {event: wrote, every: 1 day}", EVENT),
    "one of": ("must", EACH + "expect: {one_of: [{event: wrote}, {event: called}], within: 1 day}", ["event.at", "event.to"]),
    "next": ("must", EACH + "next: {event: wrote, within: 1 day}", EVENT),
    "previous": ("must", EACH + "previous: {event: wrote}", EVENT),
    "first of all": ("must", "first: {event: wrote}", EVENT),
    "required between": ("must", EACH + "require_before: {event: wrote, after: 1 h, after_previous: {event: called}}", EVENT),
    "forbidden till": ("must_not", EACH + "forbid: {event: wrote, after: 1 h, before_next: {event: called}}", EVENT),
    "required before": ("must", EACH + "require_before: {event: wrote, within: 1 day}", EVENT),
    "required": ("must", EACH + "require: {$talk.said: y}", ["talk.said", "talk.until", "event.until", "event.at"]),
    "counted": ("must", EACH + "count: {event: wrote, at_least: 2, at_most: 2, within: 1 day}", EVENT),
    "too many": ("must", EACH + "count: {event: wrote, at_most: 1}", EVENT),
    "forbidden": ("must_not", EACH + "forbid: {event: wrote, within: 1 day}", EVENT),
    "forbidden next": ("must_not", EACH + "next: {event: wrote}", EVENT),
    "forbidden before": ("must_not", EACH + "forbid_before: {event: wrote}", EVENT),
    "forbidden itself": ("must_not", EACH.rstrip(", "), [*TALK, "event.at", "event.said"]),
    "hint": ("advice", EACH + "show: {after: 6 h, within: 1 day}", TALK[:3]),
    "hint until": ("advice", EACH + "expect: {event: wrote, within: 1 day}", EVENT),
    "of the whole log": ("must", "expect: {event: wrote, within: 1 day}", EVENT),
    "members": ("must", "for_each: {talk: {event: met}, one: {item_of: $talk.people}}, expect: {event: wrote}", ["one", "talk.people"]),
    "words": ("must", "for_each: {talk: {event: met}, one: {item_of: $talk.tags}}, expect: {event: wrote}", ["one", "talk.tags"]),
    "records": ("must", "for_each: {who: {record: person}, where: {record: place}}, expect: {event: wrote}", ["who", "who.id", "where"]),
    "named records": ("must", "for_each: {who: {record: person, where: {name: Ann}}}, expect: {event: wrote}", ["who", "who.name"]),
    "things": ("must", "for_each: {what: {record: thing}}, expect: {event: wrote}", ["what", "what.id"]),
    "facts": ("must", "for_each: {it: {fact: meeting}}, expect: {event: wrote}", ["it.who", "it.said", "it.until", "it.word", "it.at"]),
    "facts of members": ("must", "for_each: {it: {fact: met_each}}, expect: {event: wrote}", ["it.who", "it.who.id", "it.where"]),
    "facts of facts": ("must", "for_each: {it: {fact: met_again}}, expect: {event: wrote}", ["it.who", "it.where", "it.where.name"]),
    "joined": (
        "must",
        "for_each: {talk: {event: met}, letter: {event: wrote, where: {to: $talk.with, said: $talk.said}}}, expect: {event: called}",
        ["talk.said", "talk.with", "talk.with.id", "letter.to"],
    ),
    "tested": (
        "must",
        "for_each: {talk: {event: met, where: {said: x, tags: {contains: x}, until: {present: false}}}}, expect: {event: wrote}",
        ["talk.said", "talk.tags", "talk.until"],
    ),
}  # fmt: skip


def pack_of(kind: str, body: str, words: list[str]) -> str:
    """A pack whose rule writes all of ``words`` down in one message."""
    message = "; ".join(f"{word}={{{word}}}" for word in words)
    return HEAD + WORDS + f"  - {{id: one, kind: {kind}, title: T, {body}, say: {json.dumps(message)}}}\n"


def gaps(kind: str, body: str, words: list[str], state: str) -> set[str]:
    """The words that lint warns of where a message is for one state alone."""
    text = pack_of(kind, body, words).replace("say: ", f"say: {{{state}: ").rstrip()[:-1] + "}}\n"
    found = [one for _, one in lint(text) if one.code == "message-gap"]
    return {one.span.source.line(one.span.line)[one.span.column : one.span.end_column - 2] for one in found}


def random_log(dice: Random) -> str:
    """Talks, letters and calls within three days, each with what it may leave out here and there; people with and without a name."""
    events = []
    for number in range(dice.randint(0, 6)):
        type_ = dice.choice(["met", "met", "wrote", "called"])
        event: dict[str, object] = {"id": f"e{number}", "type": type_, "at": f"2025-09-0{dice.randint(1, 3)}T{dice.randint(0, 23):02}:00"}
        optional: dict[str, object] = {}
        if type_ == "met":
            optional |= {"with": "p1", "said": "x", "where": "l1", "what": "t1", "until": f"2025-09-0{dice.randint(1, 4)}T12:00"}
            optional |= {"tags": dice.choice([[], ["x"]]), "people": dice.choice([[], ["p1", "p2"]])}
        elif type_ == "wrote":
            optional |= {"way": "post"}
        event |= {name: value for name, value in optional.items() if dice.random() < 0.6}
        event |= {"said": "x", "to": dice.choice(["p1", "p2"])} if type_ == "wrote" else {}
        events.append(event)
    people = {"p1": {"name": "Ann"} if dice.random() < 0.5 else {}, "p2": {"name": "Ben"} if dice.random() < 0.5 else {}}
    return json.dumps({"timezone": "UTC", "people": people, "places": {"l1": {"name": "Here"}}, "things": {"t1": {}}, "events": events})


@pytest.mark.parametrize("name", RULES)
def test_gaps_are_where_question_marks_come_out(name: str) -> None:
    """In each state that comes up in random logs, the words that come out empty now and then are those that lint warns of."""
    kind, body, own = RULES[name]
    words = [*ALWAYS, *own]
    pack = load_pack(parse_documents(Source("pack.yaml", pack_of(kind, body, words))).value or (), {})
    assert pack.value is not None, pack.diagnostics
    compiled = compile_for_evaluation(pack.value).value
    assert compiled is not None
    evaluator = Evaluator(compiled, "native")
    reader = LogReader(pack.value.vocabulary)
    dice = Random(name)
    empty: defaultdict[str, set[str]] = defaultdict(set)
    for _ in range(150):
        logs = parse_logs(Source("log.json", random_log(dice)), reader)
        assert logs.value is not None, logs.diagnostics
        as_of = 1756684800_000000 + dice.randint(0, 24 * 5) * HOUR
        for finding in evaluator.evaluate(logs.value[0], as_of).findings:
            said = dict(part.split("=", 1) for part in finding.message.split("; "))
            empty[finding.state.value] |= {word for word, text in said.items() if text == "?"}
    assert empty
    assert {state: gaps(kind, body, words, state) for state in empty} == empty
