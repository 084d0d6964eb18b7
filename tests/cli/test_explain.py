"""`afterword rules explain`: the pages of the codes, as they are printed."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands
from afterword.commands.rules.explain import say
from afterword.engine.codes import KINDS, Sample, list_codes, load_code

ROOT = Path(__file__).resolve().parents[2]
CALLS = [(code, sample) for code in list_codes() for sample in load_code(code).samples if sample.kind == "call"]


def explain(*args: str, **options: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(commands, ["rules", "explain", *args], prog_name="afterword", **options)  # type: ignore[arg-type]


def test_a_page() -> None:
    """What is wrong, what to do, the text that fails with what is said to it, and the text that passes."""
    result = explain("unclosed-quote", env={"COLUMNS": "80"})
    assert result.exit_code == 0
    page = load_code("unclosed-quote")
    first, *lines = result.stdout.splitlines()
    assert first == f"unclosed-quote: {page.title}"
    assert max(map(len, lines)) <= 80
    text = " ".join(lines)
    assert page.why in text
    assert page.mend in text
    assert text.index("This fails:") < text.index("unclosed-quote: this quote") < text.index("  help: ") < text.index("This passes:")
    assert '    candidate: "Jane Roe\n' in result.stdout
    assert '    candidate: "Jane Roe"\n' in result.stdout


def test_several_pages() -> None:
    """Each code gets its page, in the order of the call."""
    lines = explain("tab", "not-text").stdout.splitlines()
    pages = [line for line in lines if line.startswith(("tab: ", "not-text: "))]
    assert pages == [f"{code}: {load_code(code).title}" for code in ("tab", "not-text")]


def test_what_does_not_print_is_made_plain() -> None:
    """A sample of an invisible character does not disturb the terminal; a tab is shown as it is."""
    assert explain("control-character", "tab").stdout.isascii() is False  # the mark that the excerpt has for it
    assert "\x07" not in explain("control-character").stdout
    assert "    \tp1: {role: interviewer}\n" in explain("tab").stdout


def test_colours() -> None:
    """Headings stand out where colours are wanted."""
    assert "\x1b[1mtab\x1b[0m: " in explain("tab", "--color", color=True).stdout
    assert "\x1b" not in explain("tab").stdout


def test_all_codes() -> None:
    """The list has every code with its title, under each kind of text that it is met in."""
    page = explain("--all").stdout
    for code in list_codes():
        assert f"  {code} " in page
        assert load_code(code).title in page
    headings = [line for line in page.splitlines() if line and not line.startswith(" ")]
    assert headings == [heading for kind, heading in KINDS.items() if any(_is_of(kind, code) for code in list_codes())]
    assert page.count("  unknown-field ") == 2


def _is_of(kind: str, code: str) -> bool:
    """Whether a code is met in texts of a kind."""
    page = load_code(code)
    return kind in {page.kind, *(sample.kind for sample in page.samples)}


def test_a_narrow_terminal() -> None:
    """Titles break below themselves."""
    page = explain("--all", env={"COLUMNS": "40"}).stdout
    assert max(map(len, page.splitlines())) <= max(map(len, list_codes())) + 4 + 24


def test_json() -> None:
    """One object a line, with what is said to each sample; of all codes too."""
    [told] = map(json.loads, explain("unknown-field", "--format", "json").stdout.splitlines())
    page = load_code("unknown-field")
    assert (told["code"], told["title"], told["level"], told["kind"]) == ("unknown-field", page.title, "error", "log")
    assert (told["why"], told["mend"]) == (page.why, page.mend)
    assert [one["fails"] for one in told["samples"]] == [one.fails for one in page.samples]
    assert all("unknown-field: " in one["says"] for one in told["samples"])
    every = [json.loads(line)["code"] for line in explain("--all", "--format", "json").stdout.splitlines()]
    assert tuple(every) == list_codes()


@pytest.mark.parametrize("args", [(), ("tab", "--all")])
def test_neither_or_both(args: tuple[str, ...]) -> None:
    """A call says which codes are wanted, or all."""
    result = explain(*args)
    assert result.exit_code == 2
    assert "Name one or several codes, such as unknown-field; or ask for --all." in result.stderr


def test_unknown_codes() -> None:
    """Every code that is none is told, with the one that was meant."""
    result = explain("unknown-feild", "tab", "xyz")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "there is no code `unknown-feild`; did you mean `unknown-field`?\nthere is no code `xyz`\n" in result.stderr


@pytest.mark.parametrize(("code", "sample"), CALLS, ids=[code for code, _ in CALLS])
def test_calls(code: str, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that is shown to fail says so wherever it is typed, and works once it is mended."""
    assert f": {code}: " in say(sample, commands)
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(commands, shlex.split(sample.passes)[1:])
    assert result.exit_code in {0, 1}
    assert result.stderr == ""


def test_completion() -> None:
    """Shells complete codes, with their titles where they show them."""
    line = "afterword rules explain unclosed-q"
    environment = {"_AFTERWORD_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": "3"}
    result = CliRunner().invoke(commands, [], prog_name="afterword", env=environment)
    assert result.stdout.splitlines() == ["plain", "unclosed-quote", load_code("unclosed-quote").title]
