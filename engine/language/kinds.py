"""What rules of each kind ask for: the keys that only they have."""

from __future__ import annotations

from afterword.engine.language.rule import RuleKind
from afterword.engine.language.scope import Mistakes
from afterword.engine.language.structure import is_misspelt
from afterword.engine.reading.nodes import Table

DEMANDS = {
    RuleKind.MUST: ("expect", "require_before", "require", "next", "previous", "first", "last", "count"),
    RuleKind.MUST_NOT: ("forbid", "forbid_before", "next", "previous"),
    RuleKind.ADVICE: ("expect", "show"),
    RuleKind.FACT: ("conclude",),
}
"""The keys that say what a rule of each kind is about."""

_EXAMPLES = {
    RuleKind.MUST: "`expect: {event: …, within: 2 days}`",
    RuleKind.ADVICE: "`show: {within: 2 days}`",
    RuleKind.FACT: "`conclude: {fact: …}`",
}

FOUND = ("severity", "topic", "say", "unless", "about", "examples")
"""Keys of rules that are found kept or broken, which facts are not."""

OWNERS = {key: tuple(kind for kind, keys in DEMANDS.items() if key in keys) for keys in DEMANDS.values() for key in keys} | dict.fromkeys(
    FOUND, (RuleKind.MUST, RuleKind.MUST_NOT, RuleKind.ADVICE)
)
"""The kinds of rule that may have a key; a key that is not listed may stand in each."""


def check_demands(node: Table, kind: RuleKind, mistakes: Mistakes) -> None:
    """A rule has one part that its kind is about (`must_not` may go without), and no part of another kind."""
    own = [entry.key for entry in node.entries if entry.key.text in DEMANDS[kind]]
    if len(own) > 1 and kind is not RuleKind.ADVICE:
        message = f"a rule asks one thing, but this one has both `{own[0].text}` and `{own[1].text}`"
        mistakes.add("one-too-many", message, own[1], "make two rules of it")
    if not own and kind is not RuleKind.MUST_NOT and not is_misspelt(node, DEMANDS[kind]):
        needs = ", ".join(f"`{key}`" for key in DEMANDS[kind])
        one_of = "one of " if len(DEMANDS[kind]) > 1 else ""
        hint = f"say what it is about, as in {_EXAMPLES[kind]}"
        mistakes.add("missing-key", f"a rule of kind `{kind.value}` needs {one_of}{needs}", node.get("kind") or node, hint)
    for entry in node.entries:
        owners = OWNERS.get(entry.key.text, (kind,))
        if kind not in owners:
            hint = f"`{entry.key.text}` is for rules of kind {' or '.join(f'`{one.value}`' for one in owners)}"
            mistakes.add("misplaced-key", f"a rule of kind `{kind.value}` has no `{entry.key.text}`", entry.key, hint)
