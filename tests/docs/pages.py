"""Pages that say what the code and the shipped packs say: `uv run python -m afterword.tests.docs.pages` writes them and the README anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc

import click

from afterword.cli import commands
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import Pack, Rule, RuleKind
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import ENVELOPE, Entity, Field, Kind, Vocabulary
from afterword.tests.docs.codes import render_code_pages
from afterword.tests.docs.readme import README, ROOT, render_page, render_readme

DOCS = ROOT / "docs"


COMPLETION = r"""## Completion

A shell completes commands, options and the names of packs once its start-up file has one of these lines:

| shell | file | line |
| --- | --- | --- |
| bash | `~/.bashrc` | `eval "$(_AFTERWORD_COMPLETE=bash_source afterword)"` |
| zsh | `~/.zshrc` | `eval "$(_AFTERWORD_COMPLETE=zsh_source afterword)"` |
| fish | `~/.config/fish/completions/afterword.fish` | `_AFTERWORD_COMPLETE=fish_source afterword \| source` |
"""

EVENTS = """# Events of the pack *After the interview*

What a log may say. Fields in **bold** are required, except in events that were imported (those with a `source`); leave out what you do not
know. How a log is laid out is told in [logs.md](logs.md).

## Fields of every event

Each event has an `id`, a `type`, and one of `at` and `day`.
"""

RULES = """# The pack *After the interview*

What the rules ask for, and why. Those from outside the guide are marked; `--set outside_rules=false` switches them off.
What the events mean is told in [events.md](events.md).

## What you can change

For instance `afterword check my-search.yaml --set thank_you_within='48 hours'`.
"""


RELEASES = """# The pack *Release checklist*

How to get a version of some software out, and what to do when it is: a pack that has nothing to do with interviews. Try it with

```console
$ afterword check examples/release/bookshelf-2.4.yaml --pack release-checklist --as-of 2025-09-19T16:00
```

How a log is laid out is told in [logs.md](logs.md).

## What you can change

For instance `--set two_reviewers=false`.
"""


def default_pack() -> Pack:
    """The pack that is taken where none is named."""
    return shipped_pack("after-interview")


def shipped_pack(name: str) -> Pack:
    """A pack that is shipped."""
    opened = open_pack(name, {}).value
    assert opened is not None, f"the pack {name} has mistakes"
    return opened.pack


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    body = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *body))


def render_commands() -> str:
    """`docs/commands.md`: every command with its options."""
    page = ["# Commands\n", "`afterword COMMAND --help` says the same in a terminal.\n"]
    for name, command in list_commands(commands, "afterword"):
        arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
        options = [one for one in command.params if isinstance(one, click.Option)]
        page.append(f"## {' '.join((name, *arguments))}\n")
        page.append(f"{cleandoc(command.help or '')}\n")
        if options:
            page.append(table(("option", "meaning"), ((f"`{spell_option(one)}`", explain_option(one)) for one in options)))
    page.append(COMPLETION)
    return "\n".join(page)


def list_commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    """The commands of a group with all that one types for each; groups inside it are gone through, and are none themselves."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from list_commands(command, f"{path} {name}")
        elif command is not None:
            yield f"{path} {name}", command


def spell_option(option: click.Option) -> str:
    """The option with what it takes."""
    takes = option.metavar or ("|".join(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else "")
    return " ".join(filter(None, (", ".join([*option.opts, *option.secondary_opts]), takes)))


def explain_option(option: click.Option) -> str:
    """Its help, with its default where that is shown."""
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"{option.help}{default}"


def render_events() -> str:
    """`docs/events.md`: every word that a log may use with the default pack."""
    return "\n".join([EVENTS, fields_table(ENVELOPE.values()), *list_words(default_pack().vocabulary)])


def list_words(vocabulary: Vocabulary) -> list[str]:
    """The parts of a page that tell of the words of a pack."""
    page = ["## What events refer to\n"]
    for entity in vocabulary.entities.values():
        page.append(f"### {entity.section}\n")
        page.append(f"{entity.about} {explain_entity(entity)}\n")
        page.append(fields_table(entity.fields.values()))
    page.append("## Event types\n")
    page += [
        f"### {event.name}\n\n{event.about}\n\n{fields_table(event.fields.values())}".rstrip() + "\n"
        for event in vocabulary.events.values()
    ]
    return page


def explain_entity(entity: Entity) -> str:
    """How a log comes to know one."""
    if not entity.introduced_by:
        return f"Known when it stands under `{entity.section}`."
    events = ", ".join(f"`{event}`" for event in entity.introduced_by)
    return f"Known when it stands under `{entity.section}`, or when one of these events names it: {events}."


def fields_table(fields: Iterable[Field]) -> str:
    """Fields with their types."""
    rows = [(bold(field), explain_type(field), field.about) for field in fields]
    return table(("field", "holds", "meaning"), rows) if rows else ""


def bold(field: Field) -> str:
    """The name of a field, in bold where it is required."""
    return f"**`{field.name}`**" if field.required else f"`{field.name}`"


def explain_type(field: Field) -> str:
    """What a field holds, in words."""
    match field.type.kind:
        case Kind.ENUM:
            one = ", ".join(f"`{choice}`" for choice in field.type.choices)
        case Kind.ENTITY:
            one = f"a known {field.type.entity}"
        case Kind.EVENT:
            one = "the `id` of an event"
        case Kind.BOOLEAN:
            one = "`true` or `false`"
        case Kind.TIME:
            one = "time or day"
        case Kind.DATE:
            one = "day"
        case kind:
            one = kind.value
    return f"list of: {one}" if field.type.many else one


def render_pack() -> str:
    """`docs/after-interview.md`: the settings and the rules of the default pack."""
    return "\n".join([RULES, *list_rules(default_pack())])


def render_release_checklist() -> str:
    """`docs/release-checklist.md`: the settings, rules and words of the second pack."""
    pack = shipped_pack("release-checklist")
    return "\n".join([RELEASES, *list_rules(pack), *list_words(pack.vocabulary)])


def list_rules(pack: Pack) -> list[str]:
    """The parts of a page that tell of the settings, rules and sources of a pack."""
    settings = ((f"`{one.name}`", spell_value(one.value), one.about, ", ".join(one.sources)) for one in pack.parameters.values())
    page = [table(("setting", "value", "meaning", "from"), settings)]
    titles: Mapping[int | None, str] = {step.number: f"{step.number}. {step.title}" for step in pack.steps}
    for step, title in titles.items():
        rules = [rule for rule in pack.rules if rule.step == step and rule.kind is not RuleKind.FACT]
        page.append(f"## {title}\n")
        page.append(table(("rule", "", "why", "from"), ((f"`{rule.id}`", rule.title, rule.why, spell_sources(rule)) for rule in rules)))
    page.append("## Sources\n")
    sources = (
        (one.id, f"[{one.title}]({one.url})" if one.url else one.title, one.kind, one.unchecked or "") for one in pack.sources.values()
    )
    page.append(table(("id", "source", "kind", "not checked, because"), sources))
    return page


def spell_value(value: Duration | str | float) -> str:
    """A setting as one would write it."""
    match value:
        case Duration():
            return value.text
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def spell_sources(rule: Rule) -> str:
    """The sources of a rule, marked where the guide is not among them."""
    return ", ".join(rule.sources) + (" (outside)" if rule.outside else "")


def render_testing_rules() -> str:
    """`docs/testing-rules.md`: with what its commands say now."""
    return render_page((DOCS / "testing-rules.md").read_text(encoding="utf-8"))


PAGES: Mapping[str, Callable[[], str]] = {
    "after-interview.md": render_pack,
    "codes.md": render_code_pages,
    "commands.md": render_commands,
    "events.md": render_events,
    "release-checklist.md": render_release_checklist,
    "testing-rules.md": render_testing_rules,
}

if __name__ == "__main__":
    for page_name, render in PAGES.items():
        (DOCS / page_name).write_text(render(), encoding="utf-8")
    README.write_text(render_readme(), encoding="utf-8")
