"""The pages of the diagnostic codes: each code has one, and its samples do what they are shown for."""

from __future__ import annotations

import pytest

from afterword.engine.codes import KINDS, Sample, list_codes, load_code
from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.samples import try_sample
from afterword.tests.test_cases import written_codes

SAMPLES = [(code, sample) for code in list_codes() for sample in load_code(code).samples if sample.kind != "call"]
NAMES = [f"{code}-{number}" for number, (code, _) in enumerate(SAMPLES)]
WITHOUT_SAMPLES = {
    "ambiguous-pack": "it depends on what is installed",
    "bad-map": "it takes a calendar",
    "empty-pack": "an empty folder is no text",
    "engine-not-here": "it depends on the machine",
    "events-elsewhere": "it takes two files",
    "needs-package": "it depends on what is installed",
    "no-cases": "an empty folder is no text",
    "not-one-log": "it takes two files",
    "not-parquet": "such a file is no text",
    "not-text": "it is not text",
    "out-of-range": "the readers of packs say it in words of their own",
    "scattered-case": "it takes a batch",
    "shadowed-override": "it takes three packs",
    "too-large": "it would be too large",
    "too-many-aliases": "it would be a riddle",
    "unreadable-file": "it depends on the machine",
    "wrong-encoding": "a text that is shown has the right one",
}
"""Pages that show nothing, and why."""


@pytest.mark.parametrize("code", list_codes())
def test_page_is_whole(code: str) -> None:
    """A page has something to say under each heading, and says what it is about."""
    page = load_code(code)
    assert page.code == code
    assert page.level in {"error", "warning", "note"}
    assert {page.kind, *(sample.kind for sample in page.samples)} <= set(KINDS)
    assert all(text.strip() == text and text for text in (page.title, page.why, page.mend))
    assert len(page.title) <= 60
    assert not page.title.endswith(".")
    assert page.why.endswith(".")
    assert page.mend.endswith(".")


@pytest.mark.parametrize(("code", "sample"), SAMPLES, ids=NAMES)
def test_sample(code: str, sample: Sample) -> None:
    """What is shown to fail brings out this code and no other; what is shown mended brings out nothing."""
    found = try_sample(sample.kind, sample.format, sample.fails)
    assert {one.code for one in found} == {code}, "\n".join(map(render_diagnostic, found))
    left = try_sample(sample.kind, sample.format, sample.passes)
    assert not left, "\n".join(map(render_diagnostic, left))


def test_every_code_has_its_page() -> None:
    """What the product can report is explained, and nothing else is."""
    assert set(list_codes()) == set(written_codes())


def test_every_page_has_samples() -> None:
    """A page without samples has a reason not to have any."""
    assert {code for code in list_codes() if not load_code(code).samples} == set(WITHOUT_SAMPLES)


def test_a_code_that_is_not_known() -> None:
    """Asking for a page that is not there is a mistake of the caller."""
    with pytest.raises(KeyError):
        load_code("unknown-feild")
    with pytest.raises(ValueError, match="kind call"):
        try_sample("call", "yaml", "afterword check")
