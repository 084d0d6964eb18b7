"""The packs that `afterword rules new` writes: small, whole, and explained line by line. ``NAME`` and ``TITLE`` are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEAD = """\
# yaml-language-server: $schema=.schemas/pack.schema.json
#
# A pack of rules. The line above lets an editor complete and explain every key: see docs/editors.md.
#   afterword rules lint NAME     says what is wrong in it, or hardly does what was meant
#   afterword rules test NAME     runs the examples
#   afterword rules watch NAME    does both whenever you save
# docs/rules.md tells the whole language.
"""

_OWN = """\

pack: {id: NAME, version: "1", title: "TITLE"}

# What can happen. Logs may use these words, and no others.
vocabulary:
  scopes:
    loan: # fields that several types of events share
      book: {type: text, required: true, about: its title}
  events:
    book_borrowed: {scope: loan, called: a book you borrowed, about: You took a book home from the library.}
    book_renewed: {scope: loan, called: a loan you renewed, about: You asked to keep a book for longer.}
    book_returned: {scope: loan, called: a book you returned, about: You brought a book back.}
    book_lent_on: {scope: loan, called: a book you gave to somebody else, about: You gave a book of the library to somebody else.}

# What somebody else may change without touching a rule: `afterword check my-log.yaml --pack my-rules --set loan_time='2 weeks'`.
parameters:
  loan_time: {value: 4 weeks, about: How long a book may be kept}

rules:
  # A fact is worked out of events, for other rules to build on. `last` takes the latest of them, `per` book.
  - id: when-books-are-due
    kind: fact
    for_each: {loan: {last: [book_borrowed, book_renewed], per: [book]}}
    conclude: {fact: loan, book: $loan.book, ends: {from: $loan.at, plus: $loan_time}}

  # `must` asks for something: for each loan, an event that brings the same book back before the loan ends.
  - id: return-books
    kind: must
    title: Return what you borrowed
    why: Somebody else may be waiting for it.
    for_each: {loan: {fact: loan}}
    expect: {event: book_returned, where: {book: $loan.book}, before: $loan.ends}
    say: # a message for each state that a case can come to
      open: Bring {loan.book} back by {due:day}.
      overdue: "{loan.book} should have been back by {due:day}. Take it along on your next way into town."
      late: "{loan.book} came back {late_by} late."
    examples: # small logs, and the states that the cases of this rule must come to
      - name: returned in time
        log:
          events:
            - {type: book_borrowed, day: 2025-03-01, book: Moby Dick}
            - {type: book_returned, day: 2025-03-20, book: Moby Dick}
        as_of: 2025-04-01
        expect: [done]
      - name: two at home, one of them for too long
        log:
          events:
            - {type: book_borrowed, day: 2025-03-01, book: Moby Dick}
            - {type: book_borrowed, day: 2025-03-20, book: Emma}
        as_of: 2025-04-01
        expect: [overdue, open]
      - name: renewed, and late all the same
        log:
          events:
            - {type: book_borrowed, day: 2025-03-01, book: Moby Dick}
            - {type: book_renewed, day: 2025-03-20, book: Moby Dick}
            - {type: book_returned, day: 2025-06-01, book: Moby Dick}
        as_of: 2025-06-02
        expect: [late]

  # `must_not` forbids something. `unless` says when that ends: what you do once the book is back is no matter.
  - id: no-lending-on
    kind: must_not
    title: Lend no book of the library to others
    for_each: {loan: {event: book_borrowed}}
    forbid: {event: book_lent_on, where: {book: $loan.book}}
    unless: [{event: book_returned, where: {book: $loan.book}}]
    say: {violated: "You gave {loan.book} to somebody else. Ask for it back: the library will ask you."}
    examples:
      - name: kept at home
        log: {events: [{type: book_borrowed, day: 2025-03-01, book: Emma}]}
        as_of: 2025-04-01
        expect: [clear]
      - name: given to a neighbour
        log:
          events:
            - {type: book_borrowed, day: 2025-03-01, book: Emma}
            - {type: book_lent_on, day: 2025-03-05, book: Emma}
        as_of: 2025-04-01
        expect: [violated]

  # `advice` may be taken or left: nobody is ever late with it. `show` says when it is shown.
  - id: renew-in-time
    kind: advice
    title: Renew what you still read
    for_each: {loan: {fact: loan}}
    show: {after: {from: $loan.ends, minus: 3 days}, before: $loan.ends}
    unless: [{event: book_returned, where: {book: $loan.book}}]
    say:
      upcoming: ~ # nothing is said yet: it stands in the checklist alone
      open: "If you still read {loan.book}, renew it by {due:day}."
    examples:
      - name: as the days go by
        log: {events: [{type: book_borrowed, day: 2025-03-01, book: Emma}]}
        as_of: 2025-03-10
        expect: [upcoming]
      - name: shortly before it is due
        log: {events: [{type: book_borrowed, day: 2025-03-01, book: Emma}]}
        as_of: 2025-03-27
        expect: [open]
      - name: returned
        log:
          events:
            - {type: book_borrowed, day: 2025-03-01, book: Emma}
            - {type: book_returned, day: 2025-03-20, book: Emma}
        as_of: 2025-03-27
        expect: [lapsed]
"""

_BUILT = """\

pack: {id: NAME, version: "1", title: "TITLE", extends: BASE}

# What is not said here stays as it is in the pack BASE.

# Its settings. Take the mark off those that are to have another value.
# parameters:
PARAMETERS

# Rules of it that are to be left out, by their ids or by their tags.
# switch_off: {rules: [LEFT_OUT], tags: []}

# Rules of it that are to be different: only the keys that change. `afterword rules list --pack BASE` shows them all.
# override:
#   CHANGED:
#     severity: advice

# Words of your own, beside those of the pack; docs/vocabulary.md tells how they are written.
# vocabulary:
#   events:
#     call_made: {called: a call, about: We spoke on the telephone., fields: {minutes: integer}}

# Rules of your own; docs/rules.md tells how they are written.
rules: []
"""

_LOG = """\
# yaml-language-server: $schema=SCHEMA
timezone: Europe/London
events:
  - {id: e1, type: book_borrowed, day: 2025-03-01, book: Moby Dick}
  - {id: e2, type: book_lent_on, day: 2025-03-05, book: Moby Dick}
"""


def starter_pack(name: str, path: str) -> str:
    """A pack with words of its own, and a rule of each kind; ``path`` is how the pack is named in a call."""
    return _fill(_HEAD, {"NAME": path}) + _fill(_OWN, {"NAME": name, "TITLE": _title(name)})


def built_pack(name: str, path: str, base: str, parameters: Mapping[str, str], rules: tuple[str, str]) -> str:
    """A pack that builds on another, ``base``, with these ``parameters`` by name and two ``rules``: one to leave out, one to change."""
    listed = "\n".join(f"#   {one}: {value}" for one, value in parameters.items()) or "#   (it has none)"
    filled = {"NAME": name, "TITLE": _title(name), "BASE": base, "PARAMETERS": listed, "LEFT_OUT": rules[0], "CHANGED": rules[1]}
    return _fill(_HEAD, {"NAME": path}) + _fill(_BUILT, filled)


def starter_log(schema: str) -> str:
    """A log in the words of the starter pack; ``schema`` is the path of the schema of such logs."""
    return _fill(_LOG, {"SCHEMA": schema})


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _fill(text: str, filled: Mapping[str, str]) -> str:
    """The text with all of the words in capitals filled in at once."""
    return re.sub(rf"\b({'|'.join(filled)})\b", lambda found: filled[found[0]], text)
