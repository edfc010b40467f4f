"""The wording of the documents, cut into clauses under their own numbers: 一(十), 二(一)2, 附件2."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

HERE = Path(__file__).parent
NOTICE = "云人社发〔2018〕71号"

_PART = re.compile(r"## ([一二三四五六七八九十]+)、")
_CLAUSE = re.compile(r"### (\([一二三四五六七八九十]+\))")
_NUMBERED = re.compile(r"(\d+)\.")
_ANNEX = re.compile(r"(?:附件:)?(\d+)\.")


@dataclass(frozen=True, slots=True)
class Document:
    number: str
    issuer: str
    issued_on: date
    in_force_from: date
    clauses: Mapping[str, str]  # number -> text; a part holds its clauses, a clause its numbered items

    def has(self, *, clause: str, quote: str) -> bool:
        return quote in self.clauses.get(clause, "")


@cache
def documents() -> Mapping[str, Document]:
    rows = yaml.safe_load((HERE / "index.yaml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            row["number"]: Document(
                number=row["number"],
                issuer=row["issuer"],
                issued_on=row["issued_on"],
                in_force_from=row["in_force_from"],
                clauses=MappingProxyType(cut((HERE / row["text"]).read_text(encoding="utf-8"))),
            )
            for row in rows
        }
    )


def cut(text: str) -> dict[str, str]:
    """Markdown headings stand for the notice's own; «附件:1.» opens the list of annexes."""
    clauses: dict[str, list[str]] = {}
    part = clause = item = ""
    in_annexes = False
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        in_annexes = in_annexes or line.startswith("附件:")
        if in_annexes:
            found = _ANNEX.match(line)
            part = clause = item = ""
            if found:
                clauses[f"附件{found[1]}"] = [line]
            continue
        if found := _PART.match(line):
            part, clause, item = found[1], "", ""
        elif found := _CLAUSE.match(line):
            clause, item = f"{part}{found[1]}", ""
        elif clause and (found := _NUMBERED.match(line)):
            item = f"{clause}{found[1]}"
        for number in filter(None, (part or "前言", clause, item)):
            clauses.setdefault(number, []).append(line.lstrip("# "))
    return {number: "\n".join(lines) for number, lines in clauses.items()}
