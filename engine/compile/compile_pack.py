"""The compiler: a pack becomes a program, stage by stage.

=========  ================================================================  ==========================
stage      what it does                                                      why it stands there
=========  ================================================================  ==========================
relations  finds the fields of every fact                                    a column needs a kind
stratify   layers the fact rules, refuses cycles through negation            lowering asks who is beside
lower      turns patterns, windows and targets into steps over integers      needs relations and layers
outlook    finds what later events may change of a rule's cases              facts have no verdicts
finish     freezes the relations with all the columns that were asked for    columns grow while lowering
=========  ================================================================  ==========================
"""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.compile.lower import Outputs, lower_fact
from afterword.engine.compile.outlook import find_outlook, find_steadiness
from afterword.engine.compile.program import Program, Stratum
from afterword.engine.compile.relations import Relations
from afterword.engine.compile.stratify import stratify
from afterword.engine.diagnostics import Outcome, sort_diagnostics
from afterword.engine.language.rule import Pack, Rule, RuleKind


def compile_pack(pack: Pack, faces: Sequence[Rule]) -> Outcome[Program]:
    """Compile a pack that the language room has found to be sound; ``faces`` stand for its rules in the plans, in the same order."""
    layers, problems = stratify(pack.rules)
    if problems:
        return Outcome(None, sort_diagnostics(problems))
    relations = Relations(pack.vocabulary, pack.rules)
    strata = tuple(
        Stratum(
            tuple(one for rule in layer.rules for one in lower_fact(relations, rule, layer.facts)),
            layer.recursive,
        )
        for layer in layers
    )
    outputs = Outputs(relations, pack.vocabulary)
    judged = [(rule, face) for rule, face in zip(pack.rules, faces, strict=True) if rule.kind is not RuleKind.FACT]
    facts = find_steadiness(pack.rules)
    plans = tuple(outputs.plan(rule)._replace(rule=face, outlook=find_outlook(rule, facts)) for rule, face in judged)
    return Outcome(Program(relations.finish(), strata, tuple(outputs.productions), plans))
