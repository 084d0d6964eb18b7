"""Duties the log is excused from."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.log.model import Log, Waiver
from afterword.engine.report.about import find_about
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.engine.vocabulary import Vocabulary


def waive(verdicts: tuple[Verdict, ...], log: Log, vocabulary: Vocabulary, as_of: int) -> tuple[Verdict, ...]:
    """The same verdicts, those that would make a finding and that a waiver in force covers turned to WAIVED by the first such waiver."""
    if not log.waivers:
        return verdicts
    return tuple(_waived(verdict, log, vocabulary, as_of) for verdict in verdicts)


def _waived(verdict: Verdict, log: Log, vocabulary: Vocabulary, as_of: int) -> Verdict:
    if verdict.state not in FINDING_STATES:
        return verdict
    about = find_about(verdict, vocabulary, log.records)
    covering = (waiver for waiver in log.waivers if waiver.rule == verdict.rule.id and _covers(waiver, about, vocabulary, as_of))
    waiver = next(covering, None)
    return verdict._replace(state=State.WAIVED, waived_because=waiver.reason) if waiver else verdict


def _covers(waiver: Waiver, about: dict[str, str | None], vocabulary: Vocabulary, as_of: int) -> bool:
    """Whether a waiver is in force and says nothing that the case is not about; it may name an entity by its kind or by its key."""
    return (waiver.until is None or as_of <= waiver.until) and all(about.get(kind) == value for kind, value in _kinds(waiver, vocabulary))


def _kinds(waiver: Waiver, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    keys = {entity.key: name for name, entity in vocabulary.entities.items()}
    for name, value in waiver.about.items():
        yield (name if name in vocabulary.entities else keys.get(name, name)), value
