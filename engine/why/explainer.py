"""Answers about the rules of one pack: the question as it is written in, the answer or every mistake in the question out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from afterword.engine.diagnostics import Outcome
from afterword.engine.evaluator import Evaluator
from afterword.engine.language.open_pack import OpenPack
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.log.names import learned_records
from afterword.engine.log.normalise import normalise
from afterword.engine.report.about import find_about
from afterword.engine.report.model import ChecklistItem, Finding
from afterword.engine.run.model import Verdict
from afterword.engine.spans import Source
from afterword.engine.times.instants import to_datetime
from afterword.engine.why.choose import Asked, check_about, find_rules
from afterword.engine.why.explain import Judged, Question, explain
from afterword.engine.why.model import Why


class Explainer:
    """Explains what an evaluator finds. Threads may share it.

    An evaluator knows its rules without their insides; ``read`` gives the pack whole, once it is needed.
    """

    def __init__(self, evaluator: Evaluator, read: Callable[[], Outcome[OpenPack | Pack]]) -> None:
        """Nothing is read yet."""
        self._evaluator = evaluator
        self._read = read

    @cached_property
    def _pack(self) -> Outcome[OpenPack | Pack]:
        return self._read()

    def find(self, asked: Source) -> Outcome[tuple[Asked, ...]]:
        """The rules that a question means."""
        whole = self._pack.value
        if whole is None:
            return Outcome(None, self._pack.diagnostics)
        return find_rules(asked, self._whole(whole), whole if isinstance(whole, OpenPack) else None)

    def check(self, about: Mapping[str, str], log: Log) -> Outcome[dict[str, str]]:
        """Who and what a question is about, by the names of kinds."""
        return check_about(about, self._evaluator.pack.vocabulary, log)

    def explain(self, log: Log, as_of: int, asked: str, about: Mapping[str, str], *, every: bool = False) -> Outcome[Why]:
        """Why a rule, or the rules behind a fact, say what they say of a log at ``as_of`` (microseconds)."""
        rules, wanted = self.find(Source("rule", asked)), self.check(about, log)
        if rules.value is None or wanted.value is None:
            return Outcome(None, (*rules.diagnostics, *wanted.diagnostics))
        return self.answer(Question(asked, rules.value, wanted.value, every), log, as_of)

    def explain_finding(self, log: Log, as_of: int, what: Finding | ChecklistItem, *, every: bool = False) -> Outcome[Why]:
        """Why a finding, or an item of the checklist, stands as it does.

        Raises:
            ValueError: It is none that the log comes to at that moment.
        """
        rules = self.find(Source("rule", what.rule))
        if rules.value is None:
            return Outcome(None, rules.diagnostics)
        chosen = self._behind(what, log, as_of)
        if not chosen:
            raise ValueError(f"nothing of the kind was found: {what.rule} is not {what.state.value} there")
        return self.answer(Question(what.rule, rules.value, {}, every, chosen), log, as_of)

    def answer(self, question: Question, log: Log, as_of: int) -> Outcome[Why]:
        """The answer to a question that has no mistakes."""
        whole = self._pack.value
        if whole is None:
            return Outcome(None, self._pack.diagnostics)
        events = normalise(log, self._evaluator.pack.vocabulary, as_of)
        executor = self._evaluator.executor(len(events))
        verdicts = self._evaluator.judge(log, events, as_of, executor)
        return Outcome(explain(question, self._whole(whole), Judged(log, as_of, verdicts, executor.name)))

    def _behind(self, what: Finding | ChecklistItem, log: Log, as_of: int) -> tuple[Verdict, ...]:
        """The verdicts that a finding, or an item, may have been made of: mostly one."""
        vocabulary = self._evaluator.pack.vocabulary
        records = learned_records(normalise(log, vocabulary, as_of), log, vocabulary)
        found = [one for one in self._evaluator.verdicts(log, as_of) if (one.rule.id, one.state) == (what.rule, what.state)]
        found = [one for one in found if find_about(one, vocabulary, records) == what.about]
        if isinstance(what, ChecklistItem):
            return tuple(found)
        return tuple(one for one in found if _moments(one, log.zone) == (what.since, what.due))

    @staticmethod
    def _whole(whole: OpenPack | Pack) -> Pack:
        return whole.pack if isinstance(whole, OpenPack) else whole


def _moments(verdict: Verdict, zone: str) -> tuple[object, object]:
    """When a case began, and is due."""
    since = to_datetime(verdict.since.hi, zone) if verdict.since else None
    return since, to_datetime(verdict.due, zone) if verdict.due is not None else None
