"""A rule in plain English: each part of it in a sentence of its own, so exact that the rule could be written anew from them."""

from __future__ import annotations

from afterword.engine.handbook.describe_ends import describe_ends
from afterword.engine.handbook.describe_pattern import SOME, describe_alternatives, describe_binding
from afterword.engine.handbook.describe_target import describe_target
from afterword.engine.handbook.describe_test import describe_criterion
from afterword.engine.handbook.describe_value import describe_literal, describe_ref, describe_time
from afterword.engine.handbook.describe_window import describe_show
from afterword.engine.handbook.prose import Description, Paragraph, Phrase, plain_phrase, say, say_list, say_sentence
from afterword.engine.handbook.wording import Wording, spell
from afterword.engine.language.patterns import Binding, Combine, Conclusion, Condition, Direction, FactSource, Quantifier, Target
from afterword.engine.language.rule import Criterion, Literal, Pack, Ref, Rule, RuleKind, Severity, TimeExpr
from afterword.engine.language.states import reachable_states
from afterword.engine.verdicts import State

_LONGEST = 280
"""The most characters of a sentence about what a rule looks at; a longer one becomes a list."""


def describe_rule(rule: Rule, pack: Pack) -> Description:
    """What a rule of ``pack`` says: the cases it looks at, what it asks of them and when, what ends it, and what follows."""
    wording = Wording.of(pack, rule.bindings)
    return (
        _describe_cases(rule.bindings, wording),
        *_describe_conditions(rule.when, wording),
        _describe_demand(rule, wording),
        *_describe_consequences(rule),
        *describe_ends(rule, wording),
        *_describe_about(rule, wording),
    )


def _describe_cases(bindings: tuple[Binding, ...], wording: Wording) -> Paragraph:
    """What the rule looks at."""
    if not bindings:
        return Paragraph(say("Once for the whole log:"))
    phrases = [describe_binding(one, wording.before(place)) for place, one in enumerate(bindings)]
    first, *rest = phrases
    sentence = say(
        "" if _begins_with_for(first) else "for ",
        first,
        *(say(", and " if _begins_with_for(one) else ", and for ", one) for one in rest),
        ":",
    )
    if len(plain_phrase(sentence)) <= _LONGEST or not rest:
        return Paragraph(say_sentence(sentence))
    return Paragraph(say("For each set of these:"), tuple(phrases))


def _begins_with_for(phrase: Phrase) -> bool:
    return isinstance(phrase[0], str) and phrase[0].startswith("for each ")


def _describe_conditions(conditions: tuple[Condition, ...], wording: Wording) -> Description:
    """What else must hold for the rule to apply."""
    described = tuple(_describe_condition(condition, wording) for condition in conditions)
    if len(described) > 1:
        return (Paragraph(say("Only if all of this is so:"), described),)
    return tuple(Paragraph(say("Only if ", one, ".")) for one in described)


def _describe_condition(condition: Condition, wording: Wording) -> Phrase:
    if condition.quantifier is Quantifier.NONE:
        return say("there is ", describe_alternatives(condition.patterns, wording, "no", "and"))
    times = "" if condition.at_least == 1 else f", at least {condition.at_least} times,"
    return say(f"there is{times} ", describe_alternatives(condition.patterns, wording, SOME))


def _describe_demand(rule: Rule, wording: Wording) -> Paragraph:
    """What the rule asks for, forbids, advises or concludes."""
    if rule.conclude is not None:
        return _describe_conclusion(rule.conclude, wording)
    if rule.target is not None:
        return describe_target(rule.target, wording, "should" if rule.kind is RuleKind.ADVICE else "must")
    match rule.kind:
        case RuleKind.ADVICE:
            return Paragraph(say("The advice is given ", describe_show(rule.show, wording), "."))
        case RuleKind.MUST_NOT:
            return Paragraph(say(f"That is a mistake ({_level(rule)})."))
        case _:
            return _describe_criteria(rule.criteria, wording)


def _describe_criteria(criteria: tuple[Criterion, ...], wording: Wording) -> Paragraph:
    described = tuple(describe_criterion(criterion, wording) for criterion in criteria)
    if len(described) == 1:
        return Paragraph(say("As far as the log tells, this must be so: ", described[0], "."))
    return Paragraph(say("As far as the log tells, all of this must be so:"), described)


def _describe_conclusion(conclusion: Conclusion, wording: Wording) -> Paragraph:
    """The fact that holds then, with its fields."""
    fact = say("Then the ", wording.fact(conclusion.fact), " holds")
    fields = tuple(
        say(wording.field(FactSource(conclusion.fact), name), ": ", _describe_value(value, wording))
        for name, value in conclusion.fields.items()
    )
    return Paragraph(say(fact, ", with these fields:"), fields) if fields else Paragraph(say(fact, "."))


def _describe_value(value: Literal | Ref | TimeExpr, wording: Wording) -> Phrase:
    match value:
        case Ref():
            return describe_ref(value, wording)
        case TimeExpr(ref, None) if ref.field == "at":
            return say("the time of ", wording.alias(ref.alias))
        case TimeExpr():
            return describe_time(value, wording)
        case _:
            return describe_literal(value, None)


def _describe_consequences(rule: Rule) -> Description:
    """What it means if it is not so."""
    reached = reachable_states(rule)
    level = _level(rule)
    said = []
    if State.OVERDUE in reached:
        said.append(f"Not done by then, it is overdue; done later, it is late ({level}).")
    elif rule.kind is RuleKind.MUST and State.OPEN in reached and rule.target is not None and _searches(rule.target):
        said.append("It has no deadline.")
    if rule.kind is RuleKind.ADVICE and rule.target is not None:
        said.append("As advice, it is never overdue or late.")
    if State.VIOLATED in reached and (rule.kind is not RuleKind.MUST_NOT or rule.target is not None):
        said.append(f"{_mistake(rule.target)} ({level}).")
    return (Paragraph(say(" ".join(said))),) if said else ()


def _level(rule: Rule) -> str:
    """How loud a mistake is."""
    return "a warning" if rule.severity is Severity.WARNING else "advice only"


def _searches(target: Target) -> bool:
    return target.direction in {Direction.AFTER, Direction.ANY}


def _mistake(target: Target | None) -> str:  # noqa: PLR0911 - one line a form
    """What exactly breaks the rule."""
    match target:
        case None | Target(direction=Direction.BEFORE, at_least=int()):
            return "Otherwise it is a mistake"
        case Target(direction=Direction.AFTER | Direction.ANY | Direction.BEFORE, at_least=None, at_most=0 | None):
            return "Each one is a mistake"
        case Target(direction=Direction.AFTER | Direction.ANY, barriers=barriers) if barriers:
            return "If that comes first, it is a mistake"
        case Target(combine=Combine.ONE_OF):
            return "If two of them come, it is a mistake"
        case Target(direction=Direction.AFTER | Direction.ANY):
            return "Each one beyond that is a mistake"
        case Target(at_least=None):
            return "If it is, that is a mistake"
        case Target(direction=Direction.NEXT | Direction.FIRST):
            return "Any other event is a mistake"
        case _:
            return "Anything else is a mistake"


def _describe_about(rule: Rule, wording: Wording) -> Description:
    """What findings name, where the rule says so itself."""
    named = [say(describe_ref(ref, wording), f" as its {spell(word)}") for word, ref in rule.about.items()]
    return (Paragraph(say("A finding names ", say_list(named), ".")),) if named else ()
