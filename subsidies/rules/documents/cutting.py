"""Cuts a document into its clauses, and the clauses into sentences with stable ids: 一(十)#3, 二(一)2#1, 附件2#1.

The rule, one for the whole document:

- A sentence belongs to the innermost clause it stands in and is counted within it from 1.
- It ends with 。 or ; and keeps that mark, or it ends with its paragraph. So the four subsidies of 一(十), which
  the document separates by ; only, are four sentences.
- The heading of a part or a clause is #0. A heading only names what follows it and is no sentence of its own,
  unless it contains a figure: then it sets something (三(一)#0 names the number of counties).

Nothing is dropped or repaired: `joined` gives back every clause letter by letter.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

_PART = re.compile(r"## ([一二三四五六七八九十]+)、")
_CLAUSE = re.compile(r"### (\([一二三四五六七八九十]+\))")
_NUMBERED = re.compile(r"(\d+)\.")
_ANNEX = re.compile(r"(?:附件:)?(\d+)\.")
_ENDS = re.compile(r"[^。;]*(?:[。;]|$)")

PREFACE, SIGNATURE = "前言", "落款"


@dataclass(frozen=True, slots=True)
class _Line:
    """One paragraph: the clause it stands in, those around that one, and whether it is a heading."""

    clause: str
    around: tuple[str, ...]
    text: str
    heading: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    id: str
    clause: str  # the innermost
    text: str
    paragraph: (
        int  # counted through the document; sentences of one paragraph follow each other without a break
    )
    heading: bool

    @property
    def counts(self) -> bool:
        """Whether the portal has to answer for it: every sentence, and a heading that sets a figure."""
        return not self.heading or any(letter.isdecimal() for letter in self.text)


def cut(text: str) -> dict[str, str]:
    """Clause number → wording. A part holds its clauses, a clause its numbered items."""
    clauses: dict[str, list[str]] = {}
    for line in _lines(text):
        for number in (*line.around, line.clause):
            clauses.setdefault(number, []).append(line.text)
    return {number: "\n".join(lines) for number, lines in clauses.items()}


def sentences(text: str) -> dict[str, Sentence]:
    """Id → sentence, in the order of the document."""
    found: dict[str, Sentence] = {}
    count: dict[str, int] = {}
    for paragraph, line in enumerate(_lines(text)):
        parts = [line.text] if line.heading else [part for part in _ENDS.findall(line.text) if part]
        for part in parts:
            number = 0 if line.heading else count.get(line.clause, 0) + 1
            count[line.clause] = number
            name = f"{line.clause}#{number}"
            found[name] = Sentence(name, line.clause, part, paragraph, line.heading)
    return found


def joined(found: Iterable[Sentence]) -> str:
    """The wording that these sentences were cut from."""
    paragraphs = groupby(found, key=lambda each: each.paragraph)
    return "\n".join("".join(each.text for each in group) for _, group in paragraphs)


def _lines(text: str) -> Iterator[_Line]:
    """Markdown headings stand for the notice's own; «附件:1.» opens the list of annexes, the signature follows it."""
    part = clause = item = ""
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    for at, line in enumerate(lines):
        if line.startswith("附件:"):
            yield from _annexes(lines[at:])
            return
        if found := _PART.match(line):
            part, clause, item = found[1], "", ""
        elif found := _CLAUSE.match(line):
            clause, item = f"{part}{found[1]}", ""
        elif clause and (found := _NUMBERED.match(line)):
            item = f"{clause}{found[1]}"
        *around, innermost = filter(None, (part or PREFACE, clause, item))
        yield _Line(innermost, tuple(around), line.lstrip("# "), line.startswith("#"))


def _annexes(lines: Iterable[str]) -> Iterator[_Line]:
    for line in lines:
        annex = _ANNEX.match(line)
        yield _Line(f"附件{annex[1]}" if annex else SIGNATURE, (), line, False)
