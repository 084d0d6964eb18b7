"""What a case has bound, and the conditions that it met, down to the events behind its facts."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import Binding, Condition, ItemSource, Pattern, Pick, Quantifier
from afterword.engine.language.rule import Rule
from afterword.engine.why.model import Reason, ReasonKind
from afterword.engine.why.nearest import Check, Misses, Seeker, nothing_at_all
from afterword.engine.why.readings import Reading
from afterword.engine.why.rows import Concluded, Row, Scope
from afterword.engine.why.search import find, identity, matches
from afterword.engine.why.wanted import none_of, pattern_words
from afterword.engine.why.words import Detail, Words


def tell_case(words: Words, rule: Rule, scope: Scope) -> Iterator[Reason]:
    """What each name of a case stands for, then each condition of `when`."""
    for binding in rule.bindings:
        yield tell_binding(words, binding, scope)
    for condition in rule.when:
        yield tell_condition(words, condition, scope)


def tell_binding(words: Words, binding: Binding, scope: Scope) -> Reason:
    """What a name of the case stands for, with the tests that it passed."""
    row, pattern = scope[binding.alias], binding.pattern
    before = {alias: scope[alias] for alias in scope if alias != binding.alias}
    match = Seeker(words, pattern, before, Reading.CERTAIN).tell_match(row)
    text = f"{quote(binding.alias)} is {words.head(row)}{words.fields(row) if isinstance(row, Concluded) else ''}"
    if isinstance(pattern.source, ItemSource):
        text += f", one of the {pattern.source.ref.field} of {words.name(scope[pattern.source.ref.alias])}"
    if pattern.pick is not Pick.ALL:
        text += f", the {pattern.pick.value}"
    basis = (tell_fact(words, row),) if isinstance(row, Concluded) else ()
    if isinstance(pattern.source, ItemSource) and match.subject is not None:
        match = match._replace(subject=match.subject._replace(line=words.subject(scope[pattern.source.ref.alias]).line))
    return match._replace(kind=ReasonKind.BINDING, text=text, children=(*match.children, *basis))


def tell_fact(words: Words, fact: Concluded) -> Reason:
    """Which rule concluded a fact, and from what."""
    return Reason(
        ReasonKind.FACT,
        passed=True,
        text=f"concluded by {quote(fact.rule.id)}",
        subject=words.subject(fact),
        children=tuple(tell_case(words.behind_facts(), fact.rule, fact.scope)),
    )


def tell_condition(words: Words, condition: Condition, scope: Scope) -> Reason:
    """A condition of `when`: what there is, or what is not there."""
    wants_some = condition.quantifier is Quantifier.SOME
    reading = Reading.CERTAIN if wants_some else Reading.POSSIBLE
    sought = " or ".join(pattern_words(words, pattern, scope) for pattern in condition.patterns)
    lacking = none_of(words, condition.patterns, scope)
    seekers = [(Seeker(words, pattern, scope, reading), pattern) for pattern in condition.patterns]
    found = {identity(row): (seeker, row) for seeker, pattern in seekers for row in matches(words.world, pattern, scope, reading)}
    hits = tuple(seeker.tell_match(row) for seeker, row in found.values())
    misses = [look_near(words, pattern, scope, seeker, [row for _, row in found.values()]) for seeker, pattern in seekers]
    near = tuple(reason for one in misses for reason in one.told)
    if wants_some:
        passed = len(found) >= condition.at_least
        many = "" if condition.at_least == 1 else f"{len(found)} of the {condition.at_least} wanted: "
        text = f"there is {many}{sought}" if found else f"there is {lacking}"
    else:
        passed = not found
        text = f"there is {lacking}" if passed else f"there must be {lacking}, but there is"
    every = words.detail is Detail.EVERY
    shown = hits if every else hits[: condition.at_least]
    told = near if every or not found else ()
    left_out = len(hits) - len(shown) + sum(one.left_out + len(one.told) for one in misses) - len(told)
    return Reason(ReasonKind.CONDITION, passed, text, children=(*shown, *told), left_out=left_out)


def look_near(words: Words, pattern: Pattern, scope: Scope, seeker: Seeker, taken: list[Row]) -> Misses:
    """The near misses of a pattern, or that there is nothing of the sort; nothing where words are to be brief."""
    if words.detail is Detail.BRIEF:
        return Misses((), 0)
    found = seeker.misses(taken)
    nothing = nothing_at_all(words, pattern, scope) if pattern.where and not found.told else None
    return found if nothing is None else Misses((nothing,), 0)


def seek_binding(words: Words, binding: Binding, scope: Scope) -> Seeker:
    """Looks for near misses of a binding; of those that pass its tests, only the first or the last may be taken."""
    pattern = binding.pattern
    if pattern.pick is Pick.ALL:
        return Seeker(words, pattern, scope, Reading.CERTAIN)
    chosen = {identity(row) for row in find(words.world, pattern, scope, Reading.CERTAIN)}

    def pick(row: Row) -> Iterator[Check]:
        passed = identity(row) in chosen
        text = f"is {'' if passed else 'not '}the {pattern.pick.value}{''.join(f' of its {name}' for name in pattern.per)}"
        yield Check(passed, 1, lambda: Reason(ReasonKind.PICK, passed, text))

    return Seeker(words, pattern, scope, Reading.CERTAIN, pick)
