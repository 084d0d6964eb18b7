"""Pages that say what the code and the shipped packs say: `uv run python -m afterword.tests.docs.pages` writes them and the README anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from inspect import cleandoc

import click

from afterword.cli import commands
from afterword.engine.handbook.make_handbook import make_handbook
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.language.rule import Pack
from afterword.reports.handbook_markdown import code, render_handbook_markdown, table
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

AFTER_INTERVIEW = """How a log is laid out is told in [logs.md](logs.md), and what was made of the guide where it leaves a question open in
[interpretations.md](interpretations.md). Rules from outside the guide are marked; `--set outside_rules=false` switches them off.
"""

RELEASES = """How to get a version of some software out, and what to do when it is: a pack that has nothing to do with interviews.
Try it with

```console
$ afterword check examples/release/bookshelf-2.4.yaml --pack release-checklist --as-of 2025-09-19T16:00
```

How a log is laid out is told in [logs.md](logs.md).
"""


def default_pack() -> Pack:
    """The pack that is taken where none is named."""
    return shipped_pack("after-interview").pack


def shipped_pack(name: str) -> OpenPack:
    """A pack that is shipped."""
    opened = open_pack(name, {}).value
    assert opened is not None, f"the pack {name} has mistakes"
    return opened


def render_pack(name: str, about: str) -> str:
    """The handbook of a pack, with a word about the pack at its beginning."""
    head, _, rest = render_handbook_markdown(make_handbook(shipped_pack(name))).partition("\n\n")
    return f"{head}\n\n{about}\n{rest}"


def render_commands() -> str:
    """`docs/commands.md`: every command with its options."""
    page = ["# Commands\n", "`afterword COMMAND --help` says the same in a terminal.\n"]
    for name, command in list_commands(commands, "afterword"):
        arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
        options = [one for one in command.params if isinstance(one, click.Option)]
        page.append(f"## {' '.join((name, *arguments))}\n")
        page.append(f"{cleandoc(command.help or '')}\n")
        if options:
            page.append(
                table(("option", "meaning"), ((code(spell_option(one)), explain_option(one).replace("|", r"\|")) for one in options))
            )
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


def render_typed(name: str) -> str:
    """A page of `docs` with what its commands say now."""
    return render_page((DOCS / name).read_text(encoding="utf-8"))


PAGES: Mapping[str, Callable[[], str]] = {
    "after-interview.md": partial(render_pack, "after-interview", AFTER_INTERVIEW),
    "codes.md": render_code_pages,
    "commands.md": render_commands,
    "reading-rules.md": partial(render_typed, "reading-rules.md"),
    "release-checklist.md": partial(render_pack, "release-checklist", RELEASES),
    "testing-rules.md": partial(render_typed, "testing-rules.md"),
    "why.md": partial(render_typed, "why.md"),
}

if __name__ == "__main__":
    for page_name, render in PAGES.items():
        (DOCS / page_name).write_text(render(), encoding="utf-8")
    README.write_text(render_readme(), encoding="utf-8")
