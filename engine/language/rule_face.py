"""A rule without its insides: what is left to know once it is compiled."""

from __future__ import annotations

from dataclasses import replace

from afterword.engine.language.rule import NO_WINDOW, Criterion, Pack, Ref, Rule, Slot, TimeExpr
from afterword.engine.spans import NOWHERE


def pack_face(pack: Pack) -> Pack:
    """The same pack with faces for rules: as reports need it, and quick to read back."""
    return replace(pack, rules=tuple(rule_face(rule) for rule in pack.rules))


def rule_face(rule: Rule) -> Rule:
    """The rule without patterns, windows, target and conclusion, and without places."""
    return replace(
        rule,
        span=NOWHERE,
        bindings=(),
        when=(),
        unless=(),
        target=None,
        conclude=None,
        say={state: tuple(_placeless(part) for part in template) for state, template in rule.say.items()},
        show=NO_WINDOW,
        criteria=tuple(_criterion_face(criterion) for criterion in rule.criteria),
        about={name: _ref_face(ref) for name, ref in rule.about.items()},
    )


def _placeless(part: str | Slot) -> str | Slot:
    return part._replace(span=NOWHERE) if isinstance(part, Slot) else part


def _ref_face(ref: Ref) -> Ref:
    return replace(ref, span=NOWHERE)


def _criterion_face(criterion: Criterion) -> Criterion:
    value = criterion.test.value
    if isinstance(value, Ref):
        value = _ref_face(value)
    elif isinstance(value, TimeExpr):
        value = replace(value, ref=_ref_face(value.ref))
    return replace(criterion, test=replace(criterion.test, value=value, span=NOWHERE))
