"""Questions about small logs, asked in tests: packs, logs and answers in few words."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of
from afterword.engine.why.choose import Asked, check_about, find_rules
from afterword.engine.why.explain import Judged, Question, explain
from afterword.engine.why.model import Explanation, Reason, ReasonKind, RuleExplanation, Why
from afterword.tests.oracle.runs import Run

WORDS = """\
pack: {id: small, version: "1", title: Small}
vocabulary:
  entities:
    application: {section: applications, key: app, label: employer, fields: {employer: text}}
    person: {section: people, key: person, label: name, fields: {name: text, app: application, role: text}}
  retraction: {event: taken_back, field: event}
  events:
    met: {fields: {app: application, people: [person], day_named: time, number: integer, said: text}}
    wrote:
      fields:
        app: application
        to: person
        how: {type: enum, choices: [mail, call, post]}
        number: integer
        good: boolean
        said: text
        tags: [text]
    ended: {fields: {app: application}}
    taken_back: {fields: {event: event}}
"""
"""A vocabulary for rules in tests."""

HEAD = """\
timezone: Europe/London
applications: {a1: {employer: Northwind}, a2: {employer: Beta}}
people: {p1: {app: a1, name: Ann Lee}, p2: {app: a1}, p3: {app: a2, name: Bob Ray}}
events:
"""
"""What stands above the events of a log in tests."""


def small_pack(rules: str) -> Pack:
    """A pack of these rules, in the words above."""
    documents = parse_documents(Source("pack.yaml", f"{WORDS}rules:\n{rules}")).value or ()
    outcome = load_pack(documents, {})
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def small_log(pack: Pack, *events: str) -> Log:
    """A log of events, each a mapping of YAML without its braces."""
    text = HEAD + "".join(f"  - {{{event}}}\n" for event in events)
    (document,) = parse_documents(Source("log.yaml", text)).value or ()
    outcome = read_log(document, pack.vocabulary)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def ask(pack: Pack, log: Log, rule: str, as_of: str, *, every: bool = False, **about: str) -> Why:
    """The answer, by the native engine."""
    moment = parse_as_of(Source("as_of", as_of), log.zone).value
    compiled = compile_for_evaluation(pack).value
    rules = find_rules(Source("RULE", rule), pack, None).value
    wanted = check_about(about, pack.vocabulary, log).value
    assert moment is not None
    assert compiled is not None
    assert rules is not None
    assert wanted is not None
    verdicts = Evaluator(compiled, "native").verdicts(log, moment)
    return explain(Question(rule, rules, wanted, every), pack, Judged(log, moment, verdicts, "native"))


def ask_run(run: Run, engine: str, *, every: bool = False) -> list[RuleExplanation]:
    """The explanations of all rules of a random run."""
    judged = Judged(run.log, run.as_of, run.verdicts(engine), engine)
    answers = [explain(Question(rule.id, (Asked(rule),), {}, every), run.pack, judged) for rule in run.pack.rules]
    return [rule for answer in answers for rule in answer.rules]


def walk(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """All reasons of a tree, each before those below it."""
    for reason in reasons:
        yield reason
        yield from walk(reason.children)


def told(case: Explanation | RuleExplanation, kind: ReasonKind) -> list[str]:
    """What the reasons of a kind say in a case, or in what kept a rule from having one."""
    reasons = case.children if isinstance(case, Explanation) else case.why_not
    return [reason.sentence for reason in walk(reasons) if reason.kind is kind]


MET = "id: e1, type: met, at: 2025-09-09T11:00, app: a1, people: [p1, p2]"


def explained(rule: str, *events: str, as_of: str = "2025-09-20T12:00", every: bool = False) -> list[Explanation]:
    """The cases of a rule, which stands alone in its pack, in a log that begins with a talk."""
    pack = small_pack(f"  - {{id: one, {rule}}}\n")
    (found,) = ask(pack, small_log(pack, MET, *events), "one", as_of, every=every).rules
    return list(found.cases)


def letter(where: str, *, within: str = "24 hours") -> str:
    """A rule that expects a letter after a talk."""
    return f"kind: must, for_each: {{talk: {{event: met}}}}, expect: {{event: wrote, where: {{{where}}}, within: {within}}}"


LETTER = letter("to: p1")
ADVICE = "kind: advice, for_each: {talk: {event: met}}"
